"""Carries the ledger's log into the topic of facts, in order, records chained to one another.

Reads what `domain.ledger` published and writes what `streams.worker` loads. It keeps no cursor: it
goes on after the topic's last record. One record is on its way at a time, so a send that fails or
comes late can repeat events, but never leave some out.
"""

import re
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from typing import Final, NamedTuple, Protocol

import structlog
from kafka import KafkaProducer
from kafka.errors import KafkaError
from kafka.producer.future import FutureRecordMetadata

from domain.published import Published
from streams.cluster import (
    DELIVERY_MS,
    LARGEST_RECORD,
    BrokerUnavailableError,
    Cluster,
    throw_away,
)
from streams.relay_watch import RelayWatch
from streams.topic_log import TopicLog, UnreadableTopicError, headers_of
from streams.topics import FACTS_TOPIC, TopicMissingError
from streams.watchdog import Exit, LeaveError, Watchdog
from warehouse.records import Record

BATCH_EVENTS: Final = 1_000
BATCH_BYTES: Final = 512 * 1024
_LARGEST_BODY: Final = LARGEST_RECORD - 64 * 1024  # room for headers; one event of that size alone
_READ_EVENTS: Final = 10 * BATCH_EVENTS  # one query of the ledger, some 6 MB in memory
_POLL_SECONDS: Final = 0.2  # how long a new fact may wait when nothing else is under way
_RETRY_SECONDS: Final = 0.5
_ARRIVAL_SECONDS: Final = DELIVERY_MS / 1000 + 2.0  # the producer's own limit comes first
_MUNICIPALITY: Final = re.compile(rb'"area":\{"scheme":"mois-[a-z]+","code":"(\d{5})')


class LogReader(Protocol):
    """A ledger, as far as the relay needs it."""

    def published(self, after: int, limit: int) -> list[Published]:
        """Up to `limit` published facts after a position, ascending."""


class _UnderWay(NamedTuple):
    record: Record
    future: FutureRecordMetadata
    sent_at: float


class Relayed(NamedTuple):
    """What the relay has done: up to which log position the topic has it, and how much that was."""

    position: int
    events: int
    records: int


def run_relay(  # noqa: PLR0913 - a process is described by what it connects and how it ends
    log: LogReader,
    cluster: Cluster,
    *,
    ledger: str,
    partition: int,
    stop: threading.Event,
    watch: RelayWatch,
    topic: str = FACTS_TOPIC,
    follow: bool = True,
) -> Relayed:
    """Relay one ledger into its partition until `stop` is set; without `follow`, to the log's end.

    A set `stop` is heeded once the record on its way has arrived; `watch` is told what is done.
    Raises BrokerUnavailableError when no broker answers at the start, TopicMissingError, and
    LeaveError when the topic holds what this ledger does not; ends the process with code 73 when
    it is stuck.
    """
    relay = Relay(log, cluster, ledger=ledger, partition=partition, topic=topic)
    relay.on_open, relay.on_arrival, relay.on_failure = watch.opened, watch.arrived, watch.failed
    looking = watch.looking(cluster, topic) if follow else nullcontext()
    with looking, Watchdog(watch.stalled) as watchdog:
        relay.run(watchdog, stop, follow=follow)
    return relay.relayed


class Relay:
    """The relay of one ledger; `run_relay` is the way to use it."""

    def __init__(
        self, log: LogReader, cluster: Cluster, *, ledger: str, partition: int, topic: str
    ) -> None:
        self._log = log
        self._cluster = cluster
        self._ledger = ledger
        self._partition = partition
        self._topic = topic
        self.relayed = Relayed(0, 0, 0)
        self.on_open: Callable[[int], None] = lambda _position: None
        self.on_arrival: Callable[[Record, float], None] = lambda _record, _seconds: None
        self.on_failure: Callable[[], None] = lambda: None

    def run(self, watchdog: Watchdog, stop: threading.Event, *, follow: bool) -> None:
        """Send what waits, again and again; with a new producer whenever a send failed."""
        producer = self._open()
        try:
            while not stop.is_set():
                try:
                    self._drain(producer, watchdog, stop)
                except KafkaError as error:
                    structlog.get_logger().warning("a record did not arrive", error=repr(error))
                    self.on_failure()
                    throw_away(producer)
                    producer = self._reopen(stop) or producer
                    continue
                if not follow:
                    return
                stop.wait(_POLL_SECONDS)
        finally:
            throw_away(producer)

    def _open(self) -> KafkaProducer:
        """A fresh producer, at the place where the topic ends."""
        with TopicLog(self._cluster, self._topic) as topic:
            if self._partition not in topic.partitions():
                raise TopicMissingError(self._topic, self._partition)
            last = topic.last(self._partition)
        if last is not None:
            self._confirm(last)
        self.relayed = self.relayed._replace(position=0 if last is None else last.last)
        self.on_open(self.relayed.position)
        return self._cluster.producer()

    def _reopen(self, stop: threading.Event) -> KafkaProducer | None:
        """Try until the broker answers again; the watchdog bounds how long."""
        while not stop.wait(_RETRY_SECONDS):
            try:
                return self._open()
            except (KafkaError, BrokerUnavailableError, UnreadableTopicError) as error:
                structlog.get_logger().warning("broker away", error=repr(error))
        return None

    def _confirm(self, last: Record) -> None:
        """Hold the topic's last record against the ledger: it must be this ledger's own."""
        if last.ledger != self._ledger:
            msg = (
                f"partition {self._partition} of {self._topic} carries the ledger {last.ledger}, "
                f"this one is {self._ledger}: give it a partition of its own"
            )
            raise LeaveError(Exit.FORK, msg)
        own = self._log.published(last.first - 1, last.count)
        if _joined(own) != last.body:
            msg = (
                f"{self._topic} holds positions {last.first}-{last.last} with a content that this "
                "ledger does not have: was it restored from an older backup?"
            )
            raise LeaveError(Exit.FORK, msg)

    def _drain(self, producer: KafkaProducer, watchdog: Watchdog, stop: threading.Event) -> None:
        """Send all that waits. While one record is on its way, the next is made ready."""
        under_way: _UnderWay | None = None
        for record, municipality in self._waiting():
            watchdog.working()
            if under_way is not None:
                self._await_arrival(under_way, watchdog)
            if stop.is_set():
                return
            sys.audit("dure.relay.send", record.first)
            sent = self._send(producer, record, municipality)
            under_way = _UnderWay(record, sent, time.monotonic())
            sys.audit("dure.relay.sent", record.first)
        if under_way is not None:
            self._await_arrival(under_way, watchdog)
        watchdog.idle()

    def _waiting(self) -> Iterator[tuple[Record, bytes | None]]:
        """What the ledger holds beyond the topic, cut into records, each with its municipality."""
        after = self.relayed.position
        while events := self._log.published(after, _READ_EVENTS):
            for chunk in _cut(events):
                record = Record(
                    ledger=self._ledger,
                    partition=self._partition,
                    offset=None,
                    first=chunk[0].position,
                    last=chunk[-1].position,
                    previous=after,
                    count=len(chunk),
                    body=_joined(chunk),
                )
                yield record, _municipality(chunk)
                after = chunk[-1].position

    def _send(
        self, producer: KafkaProducer, record: Record, municipality: bytes | None
    ) -> FutureRecordMetadata:
        if len(record.body) > _LARGEST_BODY:
            msg = (
                f"the fact at position {record.first} takes {len(record.body):,} bytes, a record "
                f"holds {_LARGEST_BODY:,}: nothing can follow it"
            )
            raise LeaveError(Exit.IO, msg)
        return producer.send(
            self._topic,
            record.body,
            headers=headers_of(record, municipality),
            partition=self._partition,
        )

    def _await_arrival(self, under_way: _UnderWay, watchdog: Watchdog) -> None:
        record, future, sent_at = under_way
        future.get(timeout=_ARRIVAL_SECONDS)
        watchdog.progress()
        _, events, records = self.relayed
        self.relayed = Relayed(record.last, events + record.count, records + 1)
        self.on_arrival(record, time.monotonic() - sent_at)


def _cut(events: list[Published]) -> Iterator[list[Published]]:
    """Chunks of at most BATCH_EVENTS events and, unless one event is larger, BATCH_BYTES bytes."""
    chunk: list[Published] = []
    size = 0
    for event in events:
        length = len(event.body) + 1
        if chunk and (len(chunk) == BATCH_EVENTS or size + length > BATCH_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(event)
        size += length
    if chunk:
        yield chunk


def _joined(events: Sequence[Published]) -> bytes:
    return b"[" + b",".join([event.body for event in events]) + b"]"


def _municipality(events: Sequence[Published]) -> bytes | None:
    """The code of the one municipality in which all events lie; found without parsing."""
    found: bytes | None = None
    for event in events:
        match = _MUNICIPALITY.search(event.body)
        if match is None or found not in {None, match[1]}:
            return None
        found = match[1]
    return found
