"""Carries the topic of facts into the warehouse until it is told to stop, or has to leave.

A receiver brings the records (`streams.faust_app`, or `streams.plain_app` without Faust),
`streams.carrier` hands them to `warehouse.load`. The process ends by `os._exit` with a code that
says why; what it was about to load comes again.
"""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NoReturn

import structlog

from domain.errors import DureError
from streams.carrier import Carrier, Sink
from streams.cluster import BrokerUnavailableError, Cluster
from streams.collector import Collector
from streams.dead_letters import DeadLetters
from streams.lookout import AWAY, Look, Lookout
from streams.receiving import Arrival, BuildReceiver, Membership
from streams.status import StatusFile
from streams.topic_log import ForeignRecordError, TopicLog, record_of
from streams.topics import DEAD_TOPIC, FACTS_TOPIC, TopicMissingError
from streams.watchdog import Exit, LeaveError, Watchdog
from warehouse.records import DeadEvent, Loaded, Record

_IDLE_SECONDS: Final = 0.5  # how soon a level worker sees that it has to stop, or has to tend
_GRACE_SECONDS: Final = 3.0  # of the five within which a stopped worker has left
_TEND_SECONDS: Final = 600.0  # copying a warehouse of many gigabytes is slow, and not a stall


@dataclass(frozen=True)
class WorkerPlan:
    """What a worker reads, and where it writes beside the warehouse.

    `ledgers` says which ledger a partition carries, where that is known; any other partition is
    taken to carry the ledger of its first record. `folder` is for Faust's own directories.
    """

    status: Path
    folder: Path
    ledgers: Mapping[int, str] = field(default_factory=dict)
    membership: Membership = field(default_factory=Membership)
    topic: str = FACTS_TOPIC
    dead_topic: str = DEAD_TOPIC


def run_worker(
    sink: Sink,
    cluster: Cluster,
    plan: WorkerPlan,
    *,
    build: BuildReceiver,
    clock: Callable[[], datetime],
) -> NoReturn:
    """Run until SIGTERM or SIGINT (exit 0) or a reason to leave (exits 70 to 74).

    The caller holds the warehouse's lock already: a second worker must not join the group, it
    would take the first one's place. Raises BrokerUnavailableError and TopicMissingError at the
    start.
    """
    worker = _Worker(sink, cluster, plan, build, clock)
    with Watchdog(worker.note_stall) as worker.watchdog:
        worker.catch_up_with_topic()
        with worker.leaving():
            asyncio.run(worker.serve())
    worker.leave(Exit.IO, "receiving came to an end by itself")


class _Worker:
    """One run: the event loop receives, one thread loads, one looks at the topic from outside."""

    watchdog: Watchdog

    def __init__(
        self,
        sink: Sink,
        cluster: Cluster,
        plan: WorkerPlan,
        build: BuildReceiver,
        clock: Callable[[], datetime],
    ) -> None:
        self._sink = sink
        self._cluster = cluster
        self._plan = plan
        self._build = build
        self._dead_letters = DeadLetters(cluster, plan.dead_topic)
        self._status = StatusFile(plan.status, clock, process="worker", pid=os.getpid())
        self._carrier = Carrier(sink, self._reread, ledgers=plan.ledgers, on_load=self._note_load)
        self._stopping = threading.Event()
        self._foreign: list[DeadEvent] = []
        self._look = Look({}, {}, is_broker_away=False)
        self._events = self._loads = self._dead = 0
        self._is_tending = False

    def catch_up_with_topic(self) -> None:
        """Before Faust joins: is the topic there, and is it the one that the warehouse has read."""
        self._tell("starting")
        self.watchdog.working()
        with self.leaving():
            try:
                with TopicLog(self._cluster, self._plan.topic) as topic:
                    partitions = topic.partitions()
                    if not partitions:
                        raise TopicMissingError(
                            self._plan.topic, min(self._plan.ledgers, default=0)
                        )
                    self._carrier.verify(topic.bounds(partitions))
            except BrokerUnavailableError:  # it says why
                raise
            except AWAY as error:
                msg = f"the broker at {self._cluster.bootstrap} stopped answering: {error!r}"
                raise BrokerUnavailableError(msg) from error
            self._dead_letters.publish(self._sink.dead())
        self.watchdog.progress()

    async def serve(self) -> None:
        """Receive and load until told to stop; returns when Faust ends before that."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        lookout = Lookout(
            self._cluster,
            self._plan.topic,
            lambda: self._carrier.next_offsets,
            self.watchdog,
            self._note_look,
            self._leave_rebuilt,
        )
        lookout.start()
        collector = Collector()
        loading = asyncio.create_task(self._load(collector))
        app = self._build(
            self._cluster,
            self._plan.membership,
            self._plan.topic,
            folder=self._plan.folder,
            next_offsets=lambda: dict(self._carrier.next_offsets),
            receive=lambda arrival: self._receive(arrival, collector),
        )
        await app.start()
        ended = asyncio.create_task(app.wait_until_stopped())
        await asyncio.wait({loading, ended}, return_when=asyncio.FIRST_COMPLETED)

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """End the process when the block fails; what a command reports itself passes through."""
        try:
            yield
        except LeaveError as error:
            self.leave(error.reason, str(error))
        except DureError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, going on could leave events out
            structlog.get_logger().exception("failed")
            self.leave(Exit.IO, f"{type(error).__name__}: {error}")

    def leave(self, code: int, sentence: str) -> NoReturn:
        """End the process here and now, whatever Faust's threads are doing."""
        structlog.get_logger().info("leaving", exit=int(code), reason=sentence)
        self._tell("left", is_final=True, exit={"code": int(code), "reason": sentence})
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)

    def note_stall(self, sentence: str) -> None:
        """Write down why, before the watchdog ends the process."""
        told = {"code": int(Exit.STALLED), "reason": sentence}
        self._tell("left", is_final=True, exit=told)

    def _stop(self) -> None:
        """Leave once the batch is loaded; a snapshot under way is given a moment, not more."""
        self._stopping.set()
        asyncio.get_running_loop().call_later(_GRACE_SECONDS, self._give_up_tending)

    def _give_up_tending(self) -> None:
        if self._is_tending:
            self.leave(0, "told to stop while tending the warehouse; the next start does it again")
        asyncio.get_running_loop().call_later(_GRACE_SECONDS / 10, self._give_up_tending)

    async def _receive(self, arrival: Arrival, collector: Collector) -> None:
        """Take one record from the agent; one that no relay wrote is passed by, and told."""
        try:
            record = record_of(*arrival)
        except ForeignRecordError as error:
            structlog.get_logger().warning("foreign record", reason=str(error))
            body = arrival.body or b""
            self._foreign.append(
                DeadEvent("", arrival.partition, arrival.offset, None, str(error), body)
            )
        else:
            await collector.add(record)

    async def _load(self, collector: Collector) -> None:
        """Load batch after batch, off the event loop; ends the process when told to stop."""
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1, thread_name_prefix="loader") as loader:
            while True:
                records = await collector.take(_IDLE_SECONDS)
                foreign, self._foreign = self._foreign, []  # they came before the next batch
                await loop.run_in_executor(loader, self._work, records, foreign)
                is_level = collector.is_empty and self._has_read_all()
                await loop.run_in_executor(loader, self._tend, is_level)

    def _work(self, records: Sequence[Record], foreign: Sequence[DeadEvent]) -> None:
        with self.leaving():
            if records:
                self.watchdog.working()
                self._carrier.carry(records)
            for event in foreign:
                self._carrier.pass_by(event.partition, event.offset or 0)
            self._dead_letters.publish(foreign)
            if self._stopping.is_set():
                self._sink.close()
                self.leave(0, "told to stop")

    def _has_read_all(self) -> bool:
        """Whether the topic held nothing more when it was last looked at."""
        places, ends = self._carrier.next_offsets, self._look.ends
        return bool(ends) and all(places.get(p, 0) >= end for p, end in ends.items())

    def _tend(self, is_level: bool) -> None:  # noqa: FBT001 - run_in_executor passes positions
        """Let the warehouse do what is due."""
        self._is_tending = True
        with self.leaving(), self.watchdog.patient(_TEND_SECONDS):
            self._sink.tend(is_level=is_level)
        self._is_tending = False

    def _reread(self, partition: int) -> Iterator[Record]:
        try:
            with TopicLog(self._cluster, self._plan.topic) as topic:
                for record in topic.read(partition):
                    self.watchdog.progress()
                    yield record
        except AWAY as error:
            msg = f"the topic cannot be read from its beginning: {error!r}"
            raise LeaveError(Exit.IO, msg) from error

    def _note_load(self, _records: Sequence[Record], loaded: Loaded) -> None:
        self.watchdog.progress()
        self._events += loaded.events
        self._loads += 1
        self._dead += len(loaded.dead)
        self._dead_letters.publish(loaded.dead)
        self._tell("following")

    def _note_look(self, look: Look) -> None:
        self._look = look
        self._tell("following")

    def _leave_rebuilt(self, partition: int) -> None:
        msg = (
            f"partition {partition} of {self._plan.topic} ends before the place that was read: it "
            "was rebuilt; started again, the worker reads it from its beginning"
        )
        self.leave(Exit.REBUILT, msg)

    def _tell(self, state: str, *, is_final: bool = False, **more: Any) -> None:
        offsets = dict(self._carrier.next_offsets)
        partitions = {
            partition: {
                "ledger": (ledger := self._carrier.ledgers.get(partition)),
                "position": self._carrier.positions.get(ledger or ""),
                "topic_position": self._look.positions.get(partition),
                "next_offset": offsets.get(partition),
                "end_offset": self._look.ends.get(partition),
            }
            for partition in sorted(offsets.keys() | self._look.ends.keys())
        }
        self._status.write(
            is_final=is_final,
            state=state,
            broker="away" if self._look.is_broker_away else "answers",
            partitions=partitions,
            events=self._events,
            loads=self._loads,
            dead=self._dead,
            **more,
        )
