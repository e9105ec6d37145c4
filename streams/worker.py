"""Carries the topic of facts into the warehouse until it is told to stop, or has to leave.

A receiver brings the records (`streams.faust_app`, or `streams.plain_app` without Faust),
`streams.carrier` hands them to `warehouse.load`. The process ends by `os._exit` with a code that
says why; what it was about to load comes again.
"""

import asyncio
import os
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NoReturn

import structlog

from domain.errors import DureError
from streams.carrier import Carrier, Sink
from streams.cluster import BrokerUnavailableError, Cluster
from streams.collector import Collector
from streams.dead_letters import DeadLetters
from streams.lookout import AWAY, Horizon, Lookout
from streams.receiving import Arrival, BuildReceiver, Membership
from streams.topic_log import ForeignRecordError, TopicLog, record_of
from streams.topics import DEAD_TOPIC, FACTS_TOPIC, TopicMissingError
from streams.watchdog import Exit, LeaveError, Watchdog, told
from streams.worker_watch import WorkerWatch
from warehouse.records import DeadEvent, Loaded, Record

_IDLE_SECONDS: Final = 0.5  # how soon a level worker sees that it has to stop, or has to tend
_TEND_SECONDS: Final = 600.0  # copying a warehouse of many gigabytes is slow, and not a stall


@dataclass(frozen=True)
class WorkerPlan:
    """What a worker reads, and as which member of its group.

    `ledgers` says which ledger a partition carries, where that is known; any other partition is
    taken to carry the ledger of its first record. `folder` is for Faust's own directories.
    """

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
    stop: threading.Event,
    watch: WorkerWatch,
) -> NoReturn:
    """Run until `stop` is set (exit 0), or there is a reason to leave (exits 70 to 74).

    A set `stop` is heeded once the batch in hand is loaded. The caller holds the warehouse's lock
    already: a second worker must not join the group, it would take the first one's place. Raises
    BrokerUnavailableError and TopicMissingError at the start.
    """
    worker = _Worker(sink, cluster, plan, build=build, stop=stop, watch=watch)
    with Watchdog(watch.stalled) as worker.watchdog:
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
        *,
        build: BuildReceiver,
        stop: threading.Event,
        watch: WorkerWatch,
    ) -> None:
        self._sink = sink
        self._cluster = cluster
        self._plan = plan
        self._build = build
        self._dead_letters = DeadLetters(cluster, plan.dead_topic)
        self._stop = stop
        self._watch = watch
        self._carrier = Carrier(sink, self._reread, ledgers=plan.ledgers, on_load=self._note_load)
        self._watch.follow(self._carrier)
        self._horizon = Horizon()
        self._foreign: list[DeadEvent] = []

    def catch_up_with_topic(self) -> None:
        """Before Faust joins: is the topic there, and is it the one that the warehouse has read."""
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
        Lookout(self._cluster, self._plan.topic, self._look, self._note_away).start()
        collector = Collector(on_full=self._sink.prepare)
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
            self.leave(Exit.IO, told(error))

    def leave(self, code: int, sentence: str) -> NoReturn:
        """End the process here and now, whatever Faust's threads are doing."""
        log = structlog.get_logger()
        (log.error if code else log.info)("leaving", exit=int(code), reason=sentence)
        self._watch.left(code, sentence)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)

    async def _receive(self, arrival: Arrival, collector: Collector) -> None:
        """Take one record from the agent; one that no relay wrote is passed by, and told."""
        try:
            record = record_of(*arrival)
        except ForeignRecordError as error:
            structlog.get_logger().warning("foreign record", reason=str(error))
            self._watch.met_foreign()
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
            if self._stop.is_set():
                self._sink.close()
                self.leave(0, "told to stop")

    def _has_read_all(self) -> bool:
        """Whether the topic held nothing more when it was last looked at."""
        places, ends = self._carrier.next_offsets, self._horizon.ends
        return bool(ends) and all(places.get(p, 0) >= end for p, end in ends.items())

    def _tend(self, is_level: bool) -> None:  # noqa: FBT001 - run_in_executor passes positions
        """Let the warehouse do what is due."""
        with self.leaving(), self.watchdog.patient(_TEND_SECONDS):
            self._sink.tend(is_level=is_level)

    def _reread(self, partition: int) -> Iterator[Record]:
        self._watch.began_reread()
        try:
            with TopicLog(self._cluster, self._plan.topic) as topic:
                for record in topic.read(partition):
                    self.watchdog.progress()
                    yield record
        except AWAY as error:
            msg = f"the topic cannot be read from its beginning: {error!r}"
            raise LeaveError(Exit.IO, msg) from error

    def _note_load(self, records: Sequence[Record], loaded: Loaded, seconds: float) -> None:
        self.watchdog.progress()
        self._watch.loaded(records, loaded, seconds)
        self._dead_letters.publish(loaded.dead)

    def _look(self, topic: TopicLog) -> None:
        """See from outside whether there is work, and whether the topic is still the same."""
        places = self._carrier.next_offsets
        self._horizon.look(topic, places)
        if self._horizon.behind:
            self.watchdog.working()
        else:
            self.watchdog.idle()
        for partition in self._horizon.rebuilt:
            self._leave_rebuilt(partition)
        self._horizon.date(topic, places)
        self._watch.looked(self._horizon)

    def _note_away(self) -> None:
        self.watchdog.idle()  # nobody knows whether there is work
        self._watch.missed()

    def _leave_rebuilt(self, partition: int) -> NoReturn:
        msg = (
            f"partition {partition} of {self._plan.topic} ends before the place that was read: it "
            "was rebuilt; started again, the worker reads it from its beginning"
        )
        self.leave(Exit.REBUILT, msg)
