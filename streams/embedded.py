"""Follows the ledger's log into the warehouse in this process: the same flow as Kafka, without it.

Reads what `domain.ledger` published and hands it to `warehouse.load`, as the worker does with
Kafka records, so both paths give the same relations.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Protocol

from domain.published import Published
from warehouse.records import ForkError, Record

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
    """Load everything up to the end of the log; returns how many events that were.

    The event at the warehouse's position is read again first and compared: after an older ledger
    was put back, or another one, ForkError is raised and nothing is loaded.
    """
    total = 0
    held = sink.watermark(ledger)
    for record in _records(log, ledger, partition, held):
        sink.load([record])
        events = record.count - (record.first == held)
        total += events
        on_progress(events)
    return total


def _records(log: LogReader, ledger: str, partition: int, held: int) -> Iterator[Record]:
    """The log from the position that is held, which comes once more to be compared."""
    after = max(held - 1, 0)
    batch = log.published(after, EVENTS_PER_LOAD)
    if held and (not batch or batch[0].position != held):
        msg = (
            f"the warehouse holds position {held} of ledger {ledger}, which the ledger does not "
            "have: it is an older or another ledger; run `dure warehouse rebuild`"
        )
        raise ForkError(msg)
    while batch:
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
        batch = log.published(after, EVENTS_PER_LOAD)
