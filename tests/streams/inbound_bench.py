"""A desk of inbound records for tests: a real ledger, records in, receipts out, no Kafka."""

import json
from pathlib import Path
from typing import Any, Final

from domain.areas import SameCodeOnly
from domain.dates import Occurred
from domain.feed import Feed
from domain.ledger import Ledger
from streams.checking import EventChecker
from streams.hiding import hide_persons
from streams.inbound_desk import Arrived, InboundDesk, Reached
from streams.kafka_events import open_record
from streams.mapping_file import read_mapping
from streams.privacy import Pseudonymiser
from streams.record_intake import Place, RecordReceipt, Taking
from streams.registry import RegisteredFeed
from tests.streams.desk import RECEIVED_AT, Event

Content = Event | list[Event] | bytes | None

TOPIC: Final = "feeds"
STRUCTURED: Final = ("content-type", b"application/cloudevents+json")
BATCH: Final = ("content-type", b"application/cloudevents-batch+json")


class Bench:
    """Takes records into one ledger, as `streams.inbound` has them taken."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.kept: dict[tuple[str | None, str], bytes] = {}
        self.offset = 0
        self.desk = InboundDesk(ledger, self)

    def register(self, name: str, mapping: str = "format: cloudevents\n", **more: Any) -> None:
        """Register a feed, or register it anew."""
        fact = Feed.Registered(
            occurred=Occurred.on(RECEIVED_AT.date()),
            source=more.pop("source", f"urn:dure:feed:{name}"),
            format=read_mapping(mapping).format,
            person_namespace=name,
            mapping=mapping,
        )
        count = len(self.ledger.entries(f"feed/{name}"))
        self.ledger.record(f"feed/{name}", fact, f"feed:{name}:registered:{count}-x")

    def record(self, content: Content, *headers: tuple[str, bytes]) -> Arrived:
        """The next record of the topic."""
        value = content if isinstance(content, bytes | None) else json.dumps(content).encode()
        if not headers or headers[0][0] in ("feed", "period"):
            headers = (BATCH if isinstance(content, list) else STRUCTURED, *headers)
        self.offset += 1
        return Arrived(Place(TOPIC, 0, self.offset - 1), open_record(headers, value))

    def take(self, *records: Arrived) -> list[RecordReceipt]:
        """Take records in together."""
        last = records[-1].place
        return self.desk.take(TOPIC, records, {last.partition: Reached(last.offset + 1, 0, "id")})

    def send(self, content: Content, *headers: tuple[str, bytes]) -> RecordReceipt:
        """Take the next record of the topic in, alone."""
        [receipt] = self.take(self.record(content, *headers))
        return receipt

    def facts(self) -> list[tuple[str, str, bytes]]:
        """Everything recorded but what is about feeds: source, id and data."""
        rows = [json.loads(one.body) for one in self.ledger.published(0, 100_000)]
        return [
            (row["source"], row["id"], json.dumps(row["data"]).encode())
            for row in rows
            if not row["subject"].startswith("feed/")
        ]

    def deliveries(self) -> list[dict[str, Any]]:
        """The facts that deliveries were received, in the order recorded."""
        rows = [json.loads(one.body) for one in self.ledger.published(0, 100_000)]
        return [row["data"] for row in rows if row["type"].endswith("delivery_received.v1")]

    def taking(self, feed: RegisteredFeed) -> Taking:
        """How the records of a feed are read."""
        pseudonym = Pseudonymiser(b"k" * 32, feed.person_namespace)
        checker = EventChecker(feed.source, pseudonym, SameCodeOnly(), RECEIVED_AT.date())
        return Taking(
            feed,
            checker,
            lambda event: hide_persons({"source": feed.source, **event}, pseudonym),
            RECEIVED_AT,
        )

    def check_again(self) -> EventChecker:
        """The checker of kept events."""
        return EventChecker(None, str, SameCodeOnly(), RECEIVED_AT.date())

    def keep(self, feed: str | None, delivery: str, content: bytes) -> None:
        """Remember what was kept."""
        self.kept[feed, delivery] = content


def open_bench(folder: Path) -> Bench:
    """A bench with the feed `test`, whose source is that of `tests.streams.desk.held`."""
    bench = Bench(Ledger(folder, lambda: RECEIVED_AT))
    bench.register("test")
    return bench
