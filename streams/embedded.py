"""Follows the ledger's log into the warehouse in this process: the same flow as Kafka, without it.

Reads what `domain.ledger` published and hands it to `warehouse.load`, as the worker does with
Kafka records, so both paths give the same relations.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, Protocol

from domain.published import Published
from warehouse.records import ForkError, Record

EVENTS_PER_RECORD: Final = 2_500  # DuckDB takes longer over one large array than over several
EVENTS_PER_LOAD: Final = 50_000  # about 30 MB of JSON: large enough for DuckDB, small in memory


class LogReader(Protocol):
    """A ledger, as far as a follower needs it."""

    def published(self, after: int, limit: int) -> list[Published]:
        """Up to `limit` published facts after a position, ascending."""


class Sink(Protocol):
    """A warehouse, as far as a follower needs it."""

    def watermark(self, ledger: str) -> int:
        """The last position that is loaded."""

    def prepare(self, records: Sequence[Record]) -> None:
        """A hint: this batch comes next; it does not wait."""

    def load(self, records: Sequence[Record]) -> object:
        """Load records in one transaction."""


def follow(
    log: LogReader,
    sink: Sink,
    *,
    ledger: str,
    partition: int,
    on_progress: Callable[[int], None] = lambda _events: None,
) -> int:
    """Load everything up to the end of the log; returns how many events that were.

    The event at the warehouse's position is read again first and compared: after an older ledger
    was put back, or another one, ForkError is raised and nothing is loaded.
    """
    total = 0
    held = sink.watermark(ledger)
    for records in _loaded(sink, batches(log, ledger, partition, held)):
        events = sum(record.count for record in records) - (records[0].first == held)
        total += events
        on_progress(events)
    return total


def _loaded(sink: Sink, read: Iterable[list[Record]]) -> Iterator[list[Record]]:
    """Load batches one after the other, each while the next one comes from the log."""
    with ThreadPoolExecutor(1, thread_name_prefix="loader") as loader:
        loading: list[Record] = []
        load: Future[object] | None = None
        for records in read:
            sink.prepare(records)
            if load is not None:
                load.result()
                yield loading
            loading, load = records, loader.submit(sink.load, records)
        if load is not None:
            load.result()
            yield loading


def batches(log: LogReader, ledger: str, partition: int, held: int = 0) -> Iterator[list[Record]]:
    """The log as records to load, from the position that is held, which comes again."""
    after = max(held - 1, 0)
    batch = log.published(after, EVENTS_PER_LOAD)
    if held and (not batch or batch[0].position != held):
        msg = (
            f"the warehouse holds position {held} of ledger {ledger}, which the ledger does not "
            "have: it is an older or another ledger; run `dure warehouse rebuild`"
        )
        raise ForkError(msg)
    while batch:
        yield list(_cut(batch, ledger, partition, after))
        after = batch[-1].position
        batch = log.published(after, EVENTS_PER_LOAD)


def _cut(
    batch: Sequence[Published], ledger: str, partition: int, previous: int
) -> Iterator[Record]:
    for start in range(0, len(batch), EVENTS_PER_RECORD):
        part = batch[start : start + EVENTS_PER_RECORD]
        yield Record(
            ledger=ledger,
            partition=partition,
            offset=None,
            first=part[0].position,
            last=part[-1].position,
            previous=previous,
            count=len(part),
            body=b"[" + b",".join([event.body for event in part]) + b"]",
        )
        previous = part[-1].position
