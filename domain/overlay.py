"""A scratch store over the ledger: what a dry run writes goes here, and its reads see both.

So a dry run is the same code as a run, in bounded memory, and gives the same verdicts.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from domain.recorder import SQLiteLedgerRecorder
from domain.records import (
    Chunk,
    DeliveryState,
    Head,
    LedgerRecorder,
    Receipt,
    StoredRow,
    Unaccepted,
)


class OverlayStore:
    """Reads from the scratch store and the ledger below it; writes to the scratch store only."""

    def __init__(self, below: LedgerRecorder) -> None:
        from domain.factory import SQLiteLedgerFactory  # noqa: PLC0415  # the factory imports recorders too

        self._below = below
        self._folder = tempfile.TemporaryDirectory(prefix="dure-dry-run-")
        factory = SQLiteLedgerFactory(Path(self._folder.name) / "scratch.db", is_read_only=False)
        self._scratch: SQLiteLedgerRecorder = factory.application_recorder()  # type: ignore[assignment]  # this factory makes these
        self._base = below.head().position
        self._closed: set[tuple[str, int]] = set()

    def close(self) -> None:
        """Throw the scratch store away."""
        self._scratch.datastore.close()
        self._folder.cleanup()

    def write(self, chunk: Chunk) -> None:
        """Write a chunk to the scratch store."""
        self._scratch.write(chunk)
        self._closed.update(chunk.closed)

    def head(self) -> Head:
        """The end of the log as the dry run sees it."""
        head = self._scratch.head()
        return head if head.position else self._below.head()

    def allocate(self, count: int) -> range:
        """Positions after the ledger's end."""
        start = max(self._scratch.head().position, self._base) + 1
        return range(start, start + count)

    def versions(self, originators: Sequence[UUID]) -> dict[UUID, int]:
        """The last versions, from whichever store is further."""
        return self._below.versions(originators) | self._scratch.versions(originators)

    def receipts(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Receipt]:
        """Receipts of both stores; a fact is in one of them."""
        return self._below.receipts(keys) | self._scratch.receipts(keys)

    def superseding(self, positions: Sequence[int]) -> dict[int, Receipt]:
        """Superseding receipts of both stores."""
        return self._below.superseding(positions) | self._scratch.superseding(positions)

    def awaiting(self, keys: Sequence[str]) -> list[Unaccepted]:
        """Open rows that wait for one of these facts, in either store."""
        below = [
            row for row in self._below.awaiting(keys) if (row.delivery, row.row) not in self._closed
        ]
        return below + self._scratch.awaiting(keys)

    def select_states(self, after: int, limit: int) -> list[tuple[int, bytes]]:
        """The log of the dry run alone."""
        return self._scratch.select_states(after, limit)

    def select_rows(self, after: int, limit: int) -> list[tuple[int, StoredRow, Receipt, bytes]]:
        """The rows of the dry run alone."""
        return self._scratch.select_rows(after, limit)

    def stored_at(self, positions: Sequence[int]) -> dict[int, StoredRow]:
        """The stored rows at these positions, in either store."""
        return self._below.stored_at(positions) | self._scratch.stored_at(positions)

    def deliveries(self, deliveries: Sequence[str]) -> dict[str, DeliveryState]:
        """How far the dry run has come with deliveries, else how far the ledger has."""
        return self._below.deliveries(deliveries) | self._scratch.deliveries(deliveries)

    def unaccepted(self, delivery: str, after: int, limit: int) -> list[Unaccepted]:
        """Rows of a delivery that are not accepted in either store, without those closed here."""
        below = [
            row
            for row in self._below.unaccepted(delivery, after, limit)
            if (row.delivery, row.row) not in self._closed
        ]
        return sorted(
            below + self._scratch.unaccepted(delivery, after, limit), key=lambda row: row.row
        )[:limit]

    def event_counts(self, position: int, after: int = 0) -> dict[str, int]:
        """Counts of the dry run alone."""
        return self._scratch.event_counts(position, after)

    def query(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of the scratch store alone."""
        return self._scratch.query(statement, parameters)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Nobody else sees the scratch store."""
        yield
