"""Takes the CloudEvents that bodies publish to Kafka into the ledger, and answers with receipts.

`streams.inbound_log` reads the topic, `streams.inbound_desk` takes in, `streams.receipt_sender`
answers. Only then is the place committed: a record is never lost, and never taken in twice.
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import structlog
from kafka.errors import KafkaError, RetriableError, UnsupportedCodecError

from domain.errors import DureError, LedgerBusyError
from streams.cluster import BrokerUnavailableError, Cluster
from streams.inbound_desk import Arrived, InboundDesk, Reached
from streams.inbound_log import InboundLog
from streams.intake import ROWS_PER_CHUNK
from streams.kafka_events import open_record
from streams.lenient_headers import read_leniently
from streams.receipt import no_verdicts
from streams.receipt_sender import ReceiptSender
from streams.record_intake import Place, RecordReceipt
from streams.status import StatusFile
from streams.topics import FEEDS_TOPIC, RECEIPTS_TOPIC, TopicMissingError, topic_shape
from streams.watchdog import Exit, LeaveError, Watchdog, told

_POLL_SECONDS: Final = 0.5  # how soon an idle process sees that it has to stop
_LOOK_SECONDS: Final = 2.0  # how often to ask where the topic ends
_RETRY_SECONDS: Final = 1.0
_Done = TypeVar("_Done")
_AWAY: Final = (RetriableError, BrokerUnavailableError, TopicMissingError)


@dataclass(frozen=True)
class InboundPlan:
    """Which topics are read and written, and where the process says what it does."""

    status: Path
    topic: str = FEEDS_TOPIC
    receipts: str = RECEIPTS_TOPIC
    group: str = "dure-inbound"


@dataclass
class Taken:
    """What a run has taken in: records, their facts, and the verdicts on their rows."""

    records: int = 0
    facts: int = 0
    counts: dict[str, int] = field(default_factory=no_verdicts)

    def add(self, receipts: Iterable[RecordReceipt]) -> None:
        """Count answered records."""
        for receipt in receipts:
            self.records += 1
            self.facts += receipt.facts
            for verdict, count in receipt.counts.items():
                self.counts[verdict] += count


def run_inbound(  # noqa: PLR0913 - a process is described by what it connects and how it ends
    desk: InboundDesk,
    cluster: Cluster,
    plan: InboundPlan,
    *,
    clock: Callable[[], datetime],
    stop: threading.Event,
    before_late: Callable[[Callable[[], None]], None] = lambda _last_word: None,
    follow: bool = True,
) -> Taken:
    """Take records in until `stop` is set; without `follow`, to the ends that the topic has now.

    A set `stop` is heeded once the records in hand are answered; who ends the process before that
    finds in `before_late` what to call. Raises BrokerUnavailableError and TopicMissingError at the
    start, LedgerUnavailableError, LeaveError; ends the process with code 73 when it is stuck.
    """
    read_leniently()
    inbound = _Inbound(desk, cluster, plan, clock, stop)
    before_late(inbound.note_haste)
    with inbound.telling_end(), Watchdog(inbound.note_stall) as inbound.watchdog:
        inbound.run(follow=follow)
    return inbound.taken


class _Inbound:
    """One run."""

    watchdog: Watchdog

    def __init__(
        self,
        desk: InboundDesk,
        cluster: Cluster,
        plan: InboundPlan,
        clock: Callable[[], datetime],
        stop: threading.Event,
    ) -> None:
        self._desk = desk
        self._cluster = cluster
        self._plan = plan
        self._stop = stop
        self._sender = ReceiptSender(cluster, plan.receipts)
        self._status = StatusFile(plan.status, clock, process="inbound", pid=os.getpid())
        self._ends: dict[int, int] = {}
        self._next: dict[int, int] = {}
        self._is_broker_away = False
        self.taken = Taken()

    def run(self, *, follow: bool) -> None:
        """Read and take in; with a new consumer whenever the broker was away."""
        self._tell("starting")
        is_first = True
        while not self._stop.is_set():
            self.watchdog.working()
            try:
                with self._open() as log:
                    is_first = False
                    self._follow(log, follow=follow)
                break
            except UnsupportedCodecError as error:
                msg = (
                    f"{self._plan.topic} holds records compressed in a way that cannot be read "
                    f"({error}): set compression.type=uncompressed on the topic"
                )
                raise LeaveError(Exit.IO, msg) from error
            except (KafkaError, *_AWAY) as error:
                if is_first:
                    raise
                self._note_failure(error)
        self._sender.close()

    def _open(self) -> InboundLog:
        try:
            topic_shape(self._cluster, self._plan.receipts)
            return InboundLog(self._cluster, self._plan.topic, self._plan.group, self._desk)
        except KafkaError as error:
            msg = f"the broker at {self._cluster.bootstrap} does not answer: {error!r}"
            raise BrokerUnavailableError(msg) from error

    def _follow(self, log: InboundLog, *, follow: bool) -> None:
        self._is_broker_away = False
        self._next = dict(log.answered)
        self._ends = log.ends()
        last = None if follow else dict(self._ends)
        looked = time.monotonic()
        while not self._stop.is_set():
            self.watchdog.working()
            for records in _cut(log.poll(_POLL_SECONDS)):
                if self._stop.is_set() or not self._carry(log, records):
                    return
            if time.monotonic() - looked >= _LOOK_SECONDS:
                self._ends = log.ends()
                looked = time.monotonic()
                self._tell("following")
            self._next = log.places()
            if last is not None and self._has_reached(last):
                return
            if self._has_reached(self._ends):
                self.watchdog.idle()

    def _has_reached(self, ends: Mapping[int, int]) -> bool:
        return all(self._next[partition] >= end for partition, end in ends.items())

    def _carry(self, log: InboundLog, records: Sequence[Arrived]) -> bool:
        """Take records in, answer them, commit their place; False when told to stop before that."""
        reached = {
            place.partition: Reached(place.offset + 1, log.answered[place.partition], log.topic_id)
            for place, _ in records
        }
        sys.audit("dure.inbound.take", len(records))
        receipts = self._insist(lambda: self._desk.take(self._plan.topic, records, reached))
        if receipts is None:
            return False
        sys.audit("dure.inbound.taken", len(records))
        if not self._insist(lambda: self._sender.send(receipts)):
            return False
        sys.audit("dure.inbound.answered", len(records))
        log.commit({partition: one.next for partition, one in reached.items()})
        self._next |= {partition: one.next for partition, one in reached.items()}
        self.taken.add(receipts)
        self._tell("following")
        return True

    def _insist(self, do: Callable[[], _Done]) -> _Done | None:
        """Do what may fail for a while, until it is done or there is no time left to.

        A broker that is away is waited for; everything else only as long as the watchdog does.
        """
        while True:
            self.watchdog.working()
            try:
                done = do()
            except (LedgerBusyError, KafkaError, BrokerUnavailableError) as error:
                self._note_failure(error)
                if self._stop.is_set():
                    return None
            else:
                self._is_broker_away = False
                self.watchdog.progress()
                return done

    def _note_failure(self, error: Exception) -> None:
        """Say what failed, and wait a little before it is tried again."""
        structlog.get_logger().warning("trying again", error=repr(error))
        if isinstance(error, _AWAY):
            self.watchdog.idle()  # nobody knows whether there is work, and none can be done
            self._is_broker_away = True
            self._tell("following")
        self._stop.wait(_RETRY_SECONDS)

    def note_haste(self) -> None:
        """Write down why, before the process ends with work in hand."""
        self._tell_left(0, "told to stop; what was in hand comes again")

    def note_stall(self, sentence: str) -> None:
        """Write down why, before the watchdog ends the process."""
        self._tell_left(Exit.STALLED, sentence)

    @contextmanager
    def telling_end(self) -> Iterator[None]:
        """Write down how the run ended."""
        try:
            yield
        except Exception as error:
            code = Exit.IO if isinstance(error, OSError) else DureError.exit_code
            self._tell_left(getattr(error, "exit_code", code), told(error))
            raise
        self._tell_left(0, "told to stop" if self._stop.is_set() else "reached the end")

    def _tell_left(self, code: int, sentence: str) -> None:
        told = {"code": int(code), "reason": sentence}
        self._tell("left", is_final=True, exit=told)

    def _tell(self, state: str, *, is_final: bool = False, **more: Any) -> None:
        partitions = {
            partition: {
                "next_offset": place,
                "end_offset": (end := self._ends.get(partition, place)),
                "behind": max(0, end - place),
            }
            for partition, place in sorted(self._next.items())
        }
        self._status.write(
            is_final=is_final,
            state=state,
            broker="away" if self._is_broker_away else "answers",
            partitions=partitions,
            records=self.taken.records,
            facts=self.taken.facts,
            rows=self.taken.counts,
            **more,
        )


def _cut(polled: Iterable[Any]) -> Iterator[list[Arrived]]:
    """The polled records, opened, in pieces of about a chunk of rows."""
    piece: list[Arrived] = []
    rows = 0
    for one in polled:
        place = Place(one.topic, one.partition, one.offset)
        opened = open_record(one.headers, one.value)
        if piece and rows + len(opened.rows) > ROWS_PER_CHUNK:
            yield piece
            piece, rows = [], 0
        piece.append(Arrived(place, opened))
        rows += len(opened.rows)
    if piece:
        yield piece
