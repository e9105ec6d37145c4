"""Follows the ledger's log into the warehouse in this process: the same flow as Kafka, without it.

Reads what `domain.ledger` published and hands it to `warehouse.load`, as the worker does with
Kafka records, so both paths give the same relations.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Protocol

from domain.published import Published
from warehouse.records import Record

EVENTS_PER_LOAD: Final = 20_000  # about 12 MB of JSON: large enough for DuckDB, small in memory


class LogReader(Protocol):
    """A ledger, as far as a follower needs it."""

    def published(self, after: int, limit: int) -> list[Published]:
        """Up to `limit` published facts after a position, ascending."""


class Sink(Protocol):
    """A warehouse, as far as a follower needs it."""

    def watermark(self, ledger: str) -> int:
        """The last position that is loaded."""

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
    """Load everything up to the end of the log; returns how many events that were."""
    total = 0
    for record in _records(log, ledger, partition, sink.watermark(ledger)):
        sink.load([record])
        total += record.count
        on_progress(record.count)
    return total


def _records(log: LogReader, ledger: str, partition: int, after: int) -> Iterator[Record]:
    while batch := log.published(after, EVENTS_PER_LOAD):
        yield Record(
            ledger=ledger,
            partition=partition,
            offset=None,
            first=batch[0].position,
            last=batch[-1].position,
            previous=after,
            count=len(batch),
            body=b"[" + b",".join([event.body for event in batch]) + b"]",
        )
        after = batch[-1].position
