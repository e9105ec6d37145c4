"""A broker of its own, and topics of real-shaped facts: what the benches of Kafka stand on."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

from click.testing import CliRunner

from domain.ledger import Ledger
from dure.cli import dure
from dure.streaming import jars_folder
from streams.broker import start_broker, stop_broker
from streams.cluster import Cluster
from streams.relay import BATCH_EVENTS
from streams.topic_log import headers_of
from streams.topics import ensure_topics, plan_topics
from warehouse.records import Record

_SEQUENCE: Final = re.compile(rb'^\{"sequence":\d+,')
_READ_EVENTS: Final = 20_000


@contextmanager
def broker(folder: Path) -> Iterator[Cluster]:
    """A broker on loopback for the length of a block."""
    try:
        yield Cluster(start_broker(folder, jars_folder()).bootstrap)
    finally:
        stop_broker(folder)


@cache
def simulated(folder: Path) -> tuple[bytes, ...]:
    """The facts of 14 imagined communities over ten years, as the ledger publishes them."""
    for arguments in (
        ["simulate", "--out", str(folder / "feeds"), "--seed", "7"],
        ["--home", str(folder / "home"), "init", "--clock", "deliveries"],
        ["--home", str(folder / "home"), "feed", "replay", str(folder / "feeds")],
    ):
        CliRunner().invoke(dure, arguments, catch_exceptions=False, standalone_mode=False)
    ledger = Ledger(folder / "home", lambda: None, is_read_only=True)  # type: ignore[arg-type,return-value]  # it reads only
    try:
        return tuple(_published(ledger))
    finally:
        ledger.close()


def _published(ledger: Ledger) -> Iterator[bytes]:
    after = 0
    while events := ledger.published(after, _READ_EVENTS):
        yield from (event.body for event in events)
        after = events[-1].position


def records(facts: Sequence[bytes], first: int, last: int) -> Iterator[Record]:
    """Records of the positions from first to last: the facts over and over, under new positions."""
    for start in range(first, last + 1, BATCH_EVENTS):
        end = min(start + BATCH_EVENTS - 1, last)
        bodies = [
            _SEQUENCE.sub(b'{"sequence":%d,' % number, facts[number % len(facts)], count=1)
            for number in range(start, end + 1)
        ]
        body = b"[" + b",".join(bodies) + b"]"
        yield Record("main", 0, None, start, end, start - 1, end - start + 1, body)


def make_topic(cluster: Cluster, name: str) -> None:
    """Create a topic as `dure topics ensure` does."""
    ensure_topics(cluster, plan_topics(facts=name, dead=f"{name}.dead"))


def fill(cluster: Cluster, topic: str, facts: Sequence[bytes], first: int, last: int) -> None:
    """Send such records, as the relay writes them."""
    producer = cluster.producer()
    for record in records(facts, first, last):
        producer.send(topic, record.body, headers=headers_of(record, None), partition=0)
    producer.flush(60)
    producer.close()
