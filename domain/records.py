"""What one transaction of the ledger writes and what its recorder answers, whichever the database.

`domain.writing` makes chunks of these; `domain.recorder` and `domain.recorder_postgres` keep them.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from hashlib import sha256
from typing import Any, Final, NamedTuple, Protocol
from uuid import UUID

GENESIS: Final = bytes(32)  # the chain before the first event


class StoredRow(NamedTuple):
    """One event as stored, what the library calls a StoredEvent; a tuple is made much faster."""

    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes


class Receipt(NamedTuple):
    """What the ledger knows of one accepted fact, by (source, id)."""

    position: int
    source: str
    id: str
    digest: str
    delivery: str | None
    row: int | None
    supersedes: int | None


class Unaccepted(NamedTuple):
    """One delivered row that was not accepted, with the reason and what is kept of it.

    `awaits` names the fact (`source id`) on whose arrival a quarantined correction is tried again.
    """

    delivery: str
    row: int
    verdict: str
    code: str
    field: str | None
    sentence: str
    content: bytes | None
    is_open: bool
    awaits: str | None = None


class DeliveryState(NamedTuple):
    """How far a delivery has come; `state` is the counts, or the receipt when it is finished."""

    delivery: str
    feed: str
    rows_done: int
    state: bytes
    is_finished: bool


class Chunk(NamedTuple):
    """All that one transaction writes. `receipts` and `stored` are aligned, positions ascending."""

    stored: Sequence[StoredRow]
    receipts: Sequence[Receipt]
    recorded_at: str
    unaccepted: Sequence[Unaccepted] = ()
    deliveries: Sequence[DeliveryState] = ()
    closed: Sequence[tuple[str, int]] = ()


class Head(NamedTuple):
    """The end of the log: last position, its chain hash, and when it was recorded."""

    position: int
    chain: bytes
    recorded_at: str | None


class Waiting(NamedTuple):
    """What was recorded after a log position.

    `position` is the log's end, `since` when the first of the `events` after it was recorded.
    """

    position: int
    events: int
    since: str | None


def chained(previous: bytes, position: int, stored: StoredRow) -> bytes:
    """sha256(previous hash || row): every column of the stored row counts, each with its length."""
    originator, version, topic, state = stored
    name = topic.encode()
    row = b"%b%d|%b|%d|%d|%b|%d|%b"
    return sha256(
        row % (previous, position, originator.bytes, version, len(name), name, len(state), state)
    ).digest()


def chain_of(chunk: Chunk, previous: bytes) -> list[bytes]:
    """The chain hash of every event of a chunk, in order, after the head's."""
    chains = []
    for receipt, stored in zip(chunk.receipts, chunk.stored, strict=True):
        previous = chained(previous, receipt.position, stored)
        chains.append(previous)
    return chains


def commit_row(chunk: Chunk, chain: bytes) -> tuple[int, int, int, str, bytes]:
    """The `commits` row of a chunk."""
    first, last = chunk.receipts[0].position, chunk.receipts[-1].position
    return (last, first, len(chunk.receipts), chunk.recorded_at, chain)


class LedgerRecorder(Protocol):
    """What the ledger asks of a recorder, whichever the database."""

    def write(self, chunk: Chunk) -> None:
        """Write a chunk in one transaction, chained to the head. The caller holds the lock."""

    def head(self) -> Head:
        """The end of the log."""

    def allocate(self, count: int) -> range:
        """The next positions, ascending; a rolled-back chunk may leave a gap on PostgreSQL."""

    def versions(self, originators: Sequence[UUID]) -> dict[UUID, int]:
        """The last version of each stream that exists."""

    def receipts(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Receipt]:
        """The receipts of those facts that are recorded, by (source, id)."""

    def superseding(self, positions: Sequence[int]) -> dict[int, Receipt]:
        """The receipts that supersede these positions, by the superseded position."""

    def awaiting(self, keys: Sequence[str]) -> list[Unaccepted]:
        """The open rows of `unaccepted` that wait for one of these facts (`source id`)."""

    def deliveries(self, deliveries: Sequence[str]) -> dict[str, DeliveryState]:
        """How far those of these deliveries have come that were seen before."""

    def unaccepted(self, delivery: str, after: int, limit: int) -> list[Unaccepted]:
        """Rows of a delivery after a row that are not accepted to this day, ascending."""

    def select_states(self, after: int, limit: int) -> list[tuple[int, bytes]]:
        """Positions and bytes of the log after a position, ascending."""

    def select_rows(self, after: int, limit: int) -> list[tuple[int, StoredRow, Receipt, bytes]]:
        """Everything the chain covers, after a position, ascending, for the audit."""

    def stored_at(self, positions: Sequence[int]) -> dict[int, StoredRow]:
        """The stored rows at these positions."""

    def event_counts(self, position: int, after: int = 0) -> dict[str, int]:
        """How many events of each type were recorded up to a position; reads all between."""

    def query(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a read-only statement with `?` parameters."""

    def exclusive(self) -> AbstractContextManager[None]:
        """Keep other writers of the same database out; raises LedgerBusyError after the wait."""
