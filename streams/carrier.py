"""Hands records of the topic to the warehouse, each event once and in order; knows no Faust.

`streams.worker` brings it what arrives; `warehouse.load` takes what follows. What does not follow
is looked for in the topic once more, and when it is not there the process has to leave.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Protocol

import structlog

from streams.topic_log import Bounds
from streams.watchdog import Exit, LeaveError
from warehouse.records import DeadEvent, ForkError, GapError, Loaded, Record

LOAD_EVENTS: Final = (
    50_000  # per transaction; facts of seventy kinds load 1.6 times as fast as by 10,000
)
LOAD_BYTES: Final = 32 * 1024 * 1024  # keeps unusually large events within memory


class Sink(Protocol):
    """A warehouse, as far as the worker needs it. Calls but `prepare` come from one thread."""

    def offsets(self) -> Mapping[int, int]:
        """The next offset to read of each partition, as committed with the events."""

    def watermark(self, ledger: str) -> int:
        """The last position of a ledger that is loaded; 0 before the first."""

    def prepare(self, records: Sequence[Record]) -> None:
        """A hint: this batch comes next. Any thread may call it; it does not wait."""

    def load(self, records: Sequence[Record]) -> Loaded:
        """Load in one transaction; raises GapError and ForkError."""

    def dead(self) -> Iterable[DeadEvent]:
        """The events that could not be loaded so far."""

    def tend(self, *, is_level: bool) -> None:
        """Whatever is due between two loads: publish a snapshot, keep a generation."""

    def close(self) -> None:
        """Release the warehouse; the process is about to end."""


class Batch:
    """Records that go into one transaction together."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self._events = self._bytes = 0

    def add(self, record: Record) -> None:
        """Put one more record."""
        self.records.append(record)
        self._events += record.count
        self._bytes += len(record.body)

    @property
    def is_full(self) -> bool:
        """Whether these are as many as one transaction takes."""
        return self._events >= LOAD_EVENTS or self._bytes >= LOAD_BYTES

    def take(self) -> list[Record]:
        """The records, in order; the batch is empty after."""
        records, self.records = self.records, []
        self._events = self._bytes = 0
        return records


Reread = Callable[[int], Iterator[Record]]


class Carrier:
    """The order of events per ledger, from partitions into one warehouse.

    `reread` reads a partition from where it begins to where it ends now; `on_load` is told after
    each transaction, with the seconds that it took; `ledgers` says which ledger a partition
    carries, where that is known.
    `positions` (by ledger) and `next_offsets` (by partition) tell what is loaded; another thread
    may look at them.
    """

    def __init__(
        self,
        sink: Sink,
        reread: Reread,
        *,
        ledgers: Mapping[int, str],
        on_load: Callable[[Sequence[Record], Loaded, float], None] = lambda *_: None,
    ) -> None:
        self._sink = sink
        self._reread = reread
        self._on_load = on_load
        self.ledgers = dict(ledgers)
        self.positions = {ledger: sink.watermark(ledger) for ledger in ledgers.values()}
        self._reached = dict(self.positions)  # with what is about to be loaded
        self.next_offsets = dict(sink.offsets())

    def verify(self, bounds: Mapping[int, Bounds]) -> None:
        """Before reading on: where a topic ends before the stored offset, it was made anew.

        Then it is read once from its beginning, what it repeats is compared, and it has to reach
        the warehouse's position again; raises LeaveError with code 72 when it does not.
        """
        for partition, bound in bounds.items():
            stored = self.next_offsets.get(partition, bound.begin)
            if bound.end < stored:
                self._verify_rebuilt(partition, stored, bound)

    def carry(self, records: Sequence[Record]) -> None:
        """Load records as they arrived; raises LeaveError when something is missing or differs."""
        following = Batch()
        for record in records:
            self._check_ledger(record)
            if record.previous > self._position(record.ledger):
                self._load(following.take())
                self._close_gap(record)
            else:
                self._follow(following, record)
        self._load(following.take())

    def pass_by(self, partition: int, offset: int) -> None:
        """Go on after a record that is none of dure's."""
        self.next_offsets[partition] = max(self.next_offsets.get(partition, 0), offset + 1)

    def _verify_rebuilt(self, partition: int, stored: int, bound: Bounds) -> None:
        structlog.get_logger().warning(
            "the topic was rebuilt; reading it from its beginning",
            partition=partition,
            stored_offset=stored,
            end_offset=bound.end,
        )
        reached = self._load_again(partition)
        self.next_offsets[partition] = bound.end
        ledger = self.ledgers.get(partition)
        held = 0 if ledger is None else self._position(ledger)
        if ledger is None or reached < held:
            msg = (
                f"partition {partition} ends at offset {bound.end}, before the stored {stored}; it "
                f"holds its ledger up to {reached} only, the warehouse holds it up to {held}: let "
                "the relay fill the topic, then start the worker again"
            )
            raise LeaveError(Exit.REBUILT, msg)

    def _check_ledger(self, record: Record) -> None:
        """A partition carries one ledger; another one in it would mix two truths."""
        known = self.ledgers.setdefault(record.partition, record.ledger)
        if known != record.ledger:
            msg = (
                f"partition {record.partition} carries the ledger {known}, and at offset "
                f"{record.offset} comes an event of {record.ledger}"
            )
            raise LeaveError(Exit.FORK, msg)

    def _position(self, ledger: str) -> int:
        """The last position that is loaded or about to be."""
        if ledger not in self._reached:
            self._reached[ledger] = self._sink.watermark(ledger)
        return self._reached[ledger]

    def _follow(self, batch: "Batch", record: Record) -> None:
        """Put a record that follows, or repeats, what is loaded or about to be."""
        batch.add(record)
        self._reached[record.ledger] = max(self._position(record.ledger), record.last)

    def _close_gap(self, record: Record) -> None:
        """Look for what is missing before a record in the whole topic, as long as that helps."""
        while (before := self._position(record.ledger)) < record.last:
            structlog.get_logger().warning(
                "events are missing; reading the topic from its beginning",
                ledger=record.ledger,
                position=before,
                previous=record.previous,
            )
            self._load_again(record.partition)
            if self._position(record.ledger) == before:
                msg = (
                    f"ledger {record.ledger}: events after {before} up to {record.previous} are "
                    f"missing before the record {record.first}-{record.last} and nowhere in the "
                    "topic: rebuild the topic from the ledger"
                )
                raise LeaveError(Exit.GAP, msg)

    def _load_again(self, partition: int) -> int:
        """Read a partition from its beginning and load what follows; pass by what does not.

        Gives the highest position that was loaded or found to be equal.
        """
        reached = 0
        following = Batch()
        for record in self._reread(partition):
            self._check_ledger(record)
            if record.previous > self._position(record.ledger):
                continue
            self._follow(following, record)
            reached = max(reached, record.last)
            if following.is_full:
                self._load(following.take())
        self._load(following.take())
        return reached

    def _load(self, records: Sequence[Record]) -> None:
        if not records:
            return
        began = time.monotonic()
        try:
            loaded = self._sink.load(records)
        except GapError as error:
            raise LeaveError(Exit.GAP, str(error)) from error
        except ForkError as error:
            raise LeaveError(Exit.FORK, str(error)) from error
        seconds = time.monotonic() - began
        for record in records:
            self.pass_by(record.partition, record.offset or 0)
            self.positions[record.ledger] = self._reached[record.ledger]
        self._on_load(records, loaded, seconds)
