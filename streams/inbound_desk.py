"""Sorts inbound records by feed, takes them in, and keeps how far the topic is taken.

`streams.inbound` brings records from Kafka and sends the receipts; `streams.record_intake` writes.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

import msgspec
import structlog

from domain.errors import DureError
from domain.ledger import Ledger
from domain.records import DeliveryState
from streams.checking import EventChecker
from streams.directory import Directory
from streams.kafka_events import Opened
from streams.receipt import delivery_name
from streams.record_intake import (
    Parcel,
    Place,
    RecordReceipt,
    Taking,
    refusal,
    take_records,
)
from streams.registry import RegisteredFeed
from streams.rows import Problem

_FAILED: Final = Problem(
    "record-failed",
    "dure failed at this record, which is kept: ask its operator to look into the log",
    None,
    "rejected",
)


class Arrived(NamedTuple):
    """An inbound record: where it stands and what it holds."""

    place: Place
    opened: Opened


class Reached(msgspec.Struct, frozen=True):
    """How far a partition is taken in, kept with the facts: an older ledger asks for more again.

    `next` is the offset to read next, `answered` that up to which all receipts were acknowledged;
    both are of the topic with this id, as one that is made anew begins again.
    """

    next: int
    answered: int
    topic_id: str


class Wiring(Protocol):
    """What taking records in needs from the home."""

    def taking(self, feed: RegisteredFeed) -> Taking:
        """How the records of a feed are read now."""

    def check_again(self) -> EventChecker:
        """The checker of kept events of any feed."""

    def keep(self, feed: str | None, delivery: str, content: bytes) -> None:
        """Keep the original of a record of which something was not taken."""


class Addressed(NamedTuple):
    """A record, opened, with its feed or with why it has none."""

    place: Place
    opened: Opened
    feed: RegisteredFeed | Problem


class InboundDesk:
    """Takes inbound records into one ledger."""

    def __init__(self, ledger: Ledger, wiring: Wiring) -> None:
        self._ledger = ledger
        self._wiring = wiring
        self._directory = Directory(ledger)

    def reached(self, topic: str, partitions: Iterable[int]) -> dict[int, Reached]:
        """How far partitions of a topic are taken in; those never read are left out."""
        names = {_name(topic, partition): partition for partition in partitions}
        states = self._ledger.store.deliveries(list(names))
        return {
            names[name]: msgspec.json.decode(state.state, type=Reached)
            for name, state in states.items()
        }

    def take(
        self, topic: str, records: Sequence[Arrived], reached: Mapping[int, Reached]
    ) -> list[RecordReceipt]:
        """Take records in, in order, and answer each; `reached` is kept with the last of them."""
        self._directory.refresh()
        addressed = [Addressed(*one, self._directory.feed_of(one.opened)) for one in records]
        receipts = [
            self._refuse(one, one.feed) for one in addressed if isinstance(one.feed, Problem)
        ]
        groups = list(_by_feed_and_partition(addressed))
        moved = [_state(topic, partition, place) for partition, place in reached.items()]
        for number, (feed, group) in enumerate(groups, 1):
            receipts += self._take_group(feed, group, moved if number == len(groups) else [])
        if not groups:
            self._move(moved)
        return sorted(receipts, key=lambda one: (one.partition, one.offset))

    def _take_group(
        self, feed: RegisteredFeed, group: Sequence[Addressed], moved: Sequence[DeliveryState]
    ) -> list[RecordReceipt]:
        """Take the records of one feed; one at which the code fails must not stop the others."""
        try:
            return self._take(feed, group, moved)
        except (DureError, OSError, MemoryError):
            raise
        except Exception:  # noqa: BLE001 - whatever it is, the other records are in order
            structlog.get_logger().exception("failed", feed=feed.name, first=str(group[0].place))
            if len(group) == 1:
                self._move(moved)
                return [self._refuse(group[0], _FAILED)]
            last = len(group) - 1
            singly = (
                self._take_group(feed, [one], moved if number == last else [])
                for number, one in enumerate(group)
            )
            return [receipt for receipts in singly for receipt in receipts]

    def _take(
        self, feed: RegisteredFeed, group: Sequence[Addressed], moved: Sequence[DeliveryState]
    ) -> list[RecordReceipt]:
        parcels = [_parcel(feed, one) for one in group]
        receipts = take_records(
            self._ledger, self._wiring.taking(feed), parcels, self._wiring.check_again(), moved
        )
        for one, receipt in zip(group, receipts, strict=True):
            if not receipt.is_clean:
                self._wiring.keep(feed.name, receipt.delivery, one.opened.content)
        return receipts

    def _refuse(self, one: Addressed, problem: Problem) -> RecordReceipt:
        named = one.opened.feed or one.opened.source or ""
        receipt = refusal(one.place, named, one.opened.sha256, problem)
        self._wiring.keep(None, receipt.delivery, one.opened.content)
        return receipt

    def _move(self, moved: Sequence[DeliveryState]) -> None:
        with self._ledger.writing() as writing:
            writing.append([], deliveries=moved)


def _parcel(feed: RegisteredFeed, one: Addressed) -> Parcel:
    """A record as a delivery of its feed.

    Where a changed row corrects, what was said first may be said again later, in the same bytes:
    there the place makes a record what it is.
    """
    opened = one.opened
    parts = [feed.name, opened.sha256, *(opened.period or ())]
    if feed.mapping.corrects_changes:
        parts.append(str(one.place))
    return Parcel(one.place, delivery_name(*parts), opened.sha256, opened.period, opened.rows)


def _by_feed_and_partition(
    addressed: Iterable[Addressed],
) -> Iterable[tuple[RegisteredFeed, list[Addressed]]]:
    """The records that have a feed, those of one feed and partition together and in order."""
    groups: dict[tuple[str, int], tuple[RegisteredFeed, list[Addressed]]] = {}
    for one in addressed:
        if isinstance(one.feed, RegisteredFeed):
            group = groups.setdefault((one.feed.name, one.place.partition), (one.feed, []))
            group[1].append(one)
    return groups.values()


def _name(topic: str, partition: int) -> str:
    """Names the place reached among the ledger's deliveries, whose names are hexadecimal."""
    return f"inbound:{topic}/{partition}"


def _state(topic: str, partition: int, reached: Reached) -> DeliveryState:
    encoded = msgspec.json.encode(reached)
    return DeliveryState(_name(topic, partition), "", reached.next, encoded, is_finished=False)
