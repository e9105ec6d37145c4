"""A home that takes in what bodies publish: real records, real `dure inbound`, real receipts."""

import json
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from kafka import TopicPartition
from kafka.producer.future import FutureRecordMetadata

from dure.deliveries import add_feed
from dure.inbound import HomeWiring
from dure.wiring import Home
from streams.cluster import Cluster
from streams.inbound import InboundPlan, Taken, run_inbound
from streams.inbound_desk import InboundDesk
from streams.registry import CLOUDEVENTS_MAPPING
from streams.topics import ensure_topics, plan_feed_topics
from tests.end_to_end.kafka_home import KafkaHome, Process, wait_for

Headers = list[tuple[str, bytes]]
Record = tuple[Headers, bytes | None]

STRUCTURED: Final = ("content-type", b"application/cloudevents+json")
BATCH: Final = ("content-type", b"application/cloudevents-batch+json")


def structured(event: dict[str, Any], *headers: tuple[str, bytes]) -> Record:
    """An event in structured mode."""
    return [STRUCTURED, *headers], json.dumps(event, ensure_ascii=False).encode()


def batch(events: Iterable[dict[str, Any]], *headers: tuple[str, bytes]) -> Record:
    """Events in one record."""
    return [BATCH, *headers], json.dumps(list(events), ensure_ascii=False).encode()


def binary(event: dict[str, Any], *headers: tuple[str, bytes]) -> Record:
    """An event in binary mode."""
    attributes = [(f"ce_{name}", text.encode()) for name, text in event.items() if name != "data"]
    data = json.dumps(event["data"], ensure_ascii=False).encode()
    return [*attributes, ("content-type", b"application/json"), *headers], data


class InboundHome(KafkaHome):
    """A home with topics of its own for feeds and receipts, and the feed `village`."""

    def __init__(self, folder: Path, cluster: Cluster, name: str, *, partitions: int = 1) -> None:
        super().__init__(folder, cluster, name)
        self.feeds = f"{name}.feeds"
        self.receipts_topic = f"{name}.receipts"
        self.environment |= {
            "DURE_FEEDS_TOPIC": self.feeds,
            "DURE_RECEIPTS_TOPIC": self.receipts_topic,
            "DURE_INBOUND_GROUP": name,
        }
        self.make_feed_topics(partitions)
        self.register("village")

    def make_feed_topics(self, partitions: int = 1) -> None:
        """Create the topics of feeds and receipts."""
        plans = plan_feed_topics(
            partitions=partitions, feeds=self.feeds, receipts=self.receipts_topic
        )
        ensure_topics(self.cluster, plans)

    def register(self, name: str, source: str | None = None) -> None:
        """Register a feed of CloudEvents."""
        add_feed(Home(self.folder), name, CLOUDEVENTS_MAPPING, source=source)

    def take_in(self) -> Taken:
        """Take in to the end of the topic, in this process."""
        plan = InboundPlan(
            status=self.folder / "inbound.json",
            topic=self.feeds,
            receipts=self.receipts_topic,
            group=self.environment["DURE_INBOUND_GROUP"],
        )
        with Home(self.folder).open_ledger(is_read_only=False) as ledger:
            desk = InboundDesk(ledger, HomeWiring(Home(self.folder)))
            return run_inbound(
                desk,
                self.cluster,
                plan,
                clock=lambda: datetime.now(UTC),
                stop=threading.Event(),
                follow=False,
            )

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run a command to its end, which must be this code; gives what it wrote."""
        with self.process(*arguments) as process:
            assert process.wait() == code, process.log()[-2_000:]
            return process.log()

    def publish(self, records: Iterable[Record], partition: int = 0) -> None:
        """Publish records, and wait until the broker has them."""
        producer = self.cluster.producer(linger_ms=5)
        try:
            futures: list[FutureRecordMetadata] = [
                producer.send(self.feeds, value, b"key", headers=headers, partition=partition)
                for headers, value in records
            ]
            for future in futures:
                future.get(30)
        finally:
            producer.close()

    def receipts(self) -> list[dict[str, Any]]:
        """Every receipt, in the order of the topic."""
        assigned = TopicPartition(self.receipts_topic, 0)
        consumer = self.cluster.consumer()
        consumer.assign([assigned])
        consumer.seek_to_beginning(assigned)
        end = consumer.end_offsets([assigned])[assigned]
        told: list[dict[str, Any]] = []
        while consumer.position(assigned) < end:
            for record in consumer.poll(1_000).get(assigned, ()):
                receipt = json.loads(record.value)
                assert (record.key or b"").decode() == receipt["feed"]
                told.append(receipt)
        consumer.close()
        return told

    def await_receipts(self, process: Process, count: int) -> None:
        """Wait until that many receipts were sent."""
        wait_for(
            lambda: self.state().get("records", 0) >= count or process.code is not None,
            f"{count} receipts",
        )
        assert process.code is None, process.log()[-2_000:]

    def state(self) -> dict[str, Any]:
        """What `dure inbound` last said; empty before its first word."""
        try:
            told: dict[str, Any] = json.loads((self.folder / "inbound.json").read_text())
        except FileNotFoundError:
            return {}
        return told

    def recorded(self) -> dict[tuple[str, str], tuple[str, str, str]]:
        """What is recorded but for facts about feeds, by source and id; each exactly once."""
        with self.ledger() as ledger:
            rows = [json.loads(one.body) for one in ledger.published(0, 1_000_000)]
        told = [row for row in rows if not row["subject"].startswith("feed/")]
        facts = {
            (row["source"], row["id"]): (row["type"], row["subject"], json.dumps(row["data"]))
            for row in told
        }
        assert len(facts) == len(told)
        return facts
