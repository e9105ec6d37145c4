"""Stores events with their receipts and hash chain in one transaction, on SQLite or PostgreSQL.

Extends the eventsourcing library's recorders; `domain.ledger` is the only caller. Beside the
library's `stored_events` there are: `receipts` (idempotency and chain, one row per event),
`commits` (one row per chunk), `deliveries` and `unaccepted` (what intake answers to a feed).
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from hashlib import sha256
from typing import Any, Final, NamedTuple, Protocol
from uuid import UUID

from eventsourcing.persistence import PersistenceError, StoredEvent
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
)

from domain.errors import LedgerUnavailableError

GENESIS: Final = bytes(32)  # the chain before the first event
_FULL: Final = 2  # SQLite's number for synchronous=FULL
_KEYS_PER_QUERY: Final = 5_000  # two bound values each; SQLite allows 32,766 in a statement

TABLES: Final = (
    "create table if not exists receipts ("
    "position bigint primary key, source text not null, id text not null, digest text not null, "
    "delivery text, row_number bigint, supersedes bigint, chain {blob} not null, "
    "unique (source, id))",
    "create index if not exists receipts_supersedes on receipts (supersedes) "
    "where supersedes is not null",
    "create table if not exists commits ("
    "last_position bigint primary key, first_position bigint not null, events bigint not null, "
    "recorded_at text not null, chain {blob} not null)",
    "create table if not exists deliveries ("
    "delivery text primary key, feed text not null, rows_done bigint not null, "
    "state {blob} not null, is_finished boolean not null)",
    "create table if not exists unaccepted ("
    "delivery text not null, row_number bigint not null, verdict text not null, "
    "code text not null, field text, sentence text not null, content {blob}, "
    "is_open boolean not null, awaits text, primary key (delivery, row_number))",
    "create index if not exists unaccepted_awaits on unaccepted (awaits) "
    "where awaits is not null and is_open",
)


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

    stored: Sequence[StoredEvent]
    receipts: Sequence[Receipt]
    recorded_at: str
    unaccepted: Sequence[Unaccepted] = ()
    delivery: DeliveryState | None = None
    closed: Sequence[tuple[str, int]] = ()


class Head(NamedTuple):
    """The end of the log: last position, its chain hash, and when it was recorded."""

    position: int
    chain: bytes
    recorded_at: str | None


def chained(previous: bytes, position: int, stored: StoredEvent) -> bytes:
    """sha256(previous hash || row): every column of the stored row counts, each with its length."""
    digest = sha256(previous)
    topic = stored.topic.encode()
    originator = stored.originator_id
    key = originator.bytes if isinstance(originator, UUID) else originator.encode()
    digest.update(
        b"%d|%b|%d|%d|%b|%d|"
        % (position, key, stored.originator_version, len(topic), topic, len(stored.state))
    )
    digest.update(stored.state)
    return digest.digest()


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

    def delivery(self, delivery: str) -> DeliveryState | None:
        """How far a delivery has come; None for one never seen."""

    def unaccepted(self, delivery: str, after: int, limit: int) -> list[Unaccepted]:
        """Rows of a delivery after a row that are not accepted to this day, ascending."""

    def select_states(self, after: int, limit: int) -> list[tuple[int, bytes]]:
        """Positions and bytes of the log after a position, ascending."""

    def select_rows(self, after: int, limit: int) -> list[tuple[int, StoredEvent, Receipt, bytes]]:
        """Everything the chain covers, after a position, ascending, for the audit."""

    def stored_at(self, positions: Sequence[int]) -> dict[int, StoredEvent]:
        """The stored rows at these positions."""

    def query(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a read-only statement with `?` parameters."""

    def exclusive(self) -> AbstractContextManager[None]:
        """Keep other writers of the same database out; raises LedgerBusyError after the wait."""


class ReceiptQueries:
    """The reads that both databases answer with the same SQL; `query` and the ids differ."""

    POSITION: str  # the column of stored_events that holds the log position

    def query(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a read-only statement with `?` parameters."""
        raise NotImplementedError

    def stored_id(self, originator: UUID) -> Any:
        """How an aggregate's id is stored."""
        raise NotImplementedError

    def head(self) -> Head:
        """The end of the log."""
        rows = self.query(SELECT_HEAD)
        return Head(rows[0][0], bytes(rows[0][1]), rows[0][2]) if rows else Head(0, GENESIS, None)

    def versions(self, originators: Sequence[UUID]) -> dict[UUID, int]:
        """The last version of each stream that exists, one index look-up each."""
        by_id = {self.stored_id(originator): originator for originator in originators}
        rows = self._by_values(
            "with wanted(id) as (values {marks}) "
            "select wanted.id, (select max(originator_version) from stored_events "
            "where originator_id = wanted.id) from wanted",
            "(?)",
            list(by_id),
        )
        return {by_id[id_]: version for id_, version in rows if version is not None}

    def receipts(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Receipt]:
        """The receipts of those facts that are recorded, by (source, id)."""
        found = {}
        for part in _parts(keys):
            marks = ",".join(["(?,?)"] * len(part))
            rows = self.query(
                f"with wanted(source, id) as (values {marks}) "  # noqa: S608  # only marks are joined
                f"select {RECEIPT_COLUMNS} from wanted join receipts as r "
                "on r.source = wanted.source and r.id = wanted.id",
                [value for key in part for value in key],
            )
            found.update({(row[1], row[2]): Receipt(*row) for row in rows})
        return found

    def superseding(self, positions: Sequence[int]) -> dict[int, Receipt]:
        """The receipts that supersede these positions, by the superseded position."""
        rows = self._by_values(
            f"select {RECEIPT_COLUMNS} from receipts as r where r.supersedes in ({{marks}})",  # noqa: S608  # constants
            "?",
            positions,
        )
        return {row[6]: Receipt(*row) for row in rows}

    def awaiting(self, keys: Sequence[str]) -> list[Unaccepted]:
        """The open rows of `unaccepted` that wait for one of these facts (`source id`)."""
        if not self.query(f"{SELECT_AWAITING} limit 1"):
            return []
        rows = self._by_values(f"{SELECT_AWAITING} and awaits in ({{marks}})", "?", keys)
        return [Unaccepted(*row) for row in rows]

    def delivery(self, delivery: str) -> DeliveryState | None:
        """How far a delivery has come; None for one never seen."""
        rows = self.query("select * from deliveries where delivery = ?", [delivery])
        return DeliveryState(*rows[0]) if rows else None

    def unaccepted(self, delivery: str, after: int, limit: int) -> list[Unaccepted]:
        """Rows of a delivery after a row that are not accepted to this day, ascending."""
        rows = self.query(
            "select * from unaccepted where delivery = ? and row_number > ? "
            "and (is_open or verdict <> 'quarantined') order by row_number limit ?",
            (delivery, after, limit),
        )
        return [Unaccepted(*row) for row in rows]

    def select_states(self, after: int, limit: int) -> list[tuple[int, bytes]]:
        """Positions and bytes of the log after a position, ascending."""
        return self.query(
            f"select {self.POSITION}, state from stored_events "  # noqa: S608  # a constant
            f"where {self.POSITION} > ? order by {self.POSITION} limit ?",
            (after, limit),
        )

    def select_rows(self, after: int, limit: int) -> list[tuple[int, StoredEvent, Receipt, bytes]]:
        """Everything the chain covers, after a position, ascending, for the audit."""
        rows = self.query(
            f"select e.{self.POSITION}, e.originator_id, e.originator_version, e.topic, e.state, "  # noqa: S608  # constants
            f"{RECEIPT_COLUMNS}, r.chain from stored_events as e "
            f"left join receipts as r on r.position = e.{self.POSITION} "
            f"where e.{self.POSITION} > ? order by e.{self.POSITION} limit ?",
            (after, limit),
        )
        return [(row[0], _found(row[1:5]), Receipt(*row[5:12]), row[12]) for row in rows]

    def stored_at(self, positions: Sequence[int]) -> dict[int, StoredEvent]:
        """The stored rows at these positions."""
        rows = self._by_values(
            f"select {self.POSITION}, originator_id, originator_version, topic, state "  # noqa: S608  # a constant
            f"from stored_events where {self.POSITION} in ({{marks}})",
            "?",
            positions,
        )
        return {row[0]: _stored(row[1:5]) for row in rows}

    def _by_values(self, statement: str, mark: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = []
        for part in _parts(values):
            rows += self.query(statement.format(marks=",".join([mark] * len(part))), part)
        return rows


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _KEYS_PER_QUERY):
        yield values[start : start + _KEYS_PER_QUERY]


def _stored(row: Sequence[Any]) -> StoredEvent:
    originator, version, topic, state = row
    if not isinstance(state, bytes):
        msg = "the state of an event is no bytes"
        raise TypeError(msg)
    key = originator if isinstance(originator, UUID) else UUID(originator)
    return StoredEvent(key, version, topic, state)


def _found(row: Sequence[Any]) -> StoredEvent:
    """A stored row as the audit finds it; one that was changed beyond reading fits no chain."""
    try:
        return _stored(row)
    except (TypeError, ValueError, AttributeError):
        return StoredEvent(UUID(int=0), 0, "", b"")


def chain_of(chunk: Chunk, previous: bytes) -> list[bytes]:
    """The chain hash of every event of a chunk, in order, after the head's."""
    chains = []
    for receipt, stored in zip(chunk.receipts, chunk.stored, strict=True):
        previous = chained(previous, receipt.position, stored)
        chains.append(previous)
    return chains


class DurableDatastore(SQLiteDatastore):
    """SQLite with `synchronous=FULL`, which the library leaves out, asserted on each connection."""

    def __init__(self, db_name: str, **settings: Any) -> None:
        super().__init__(db_name, **settings)
        self.pool = _DurablePool(db_name=db_name, lock_timeout=settings.get("lock_timeout"))


class _DurablePool(SQLiteConnectionPool):
    def _create_connection(self) -> SQLiteConnection:
        try:
            connection = super()._create_connection()
        except sqlite3.Error as error:  # the library asks for the journal mode without catching
            msg = f"the ledger cannot be opened: {error}"
            raise LedgerUnavailableError(msg) from error
        with connection.cursor() as cursor:
            cursor.execute("pragma synchronous = full")
            cursor.execute("pragma synchronous")
            level = cursor.fetchone()[0]
        if level != _FULL:
            msg = f"SQLite keeps synchronous={level}; the ledger needs FULL to survive a power cut"
            raise LedgerUnavailableError(msg)
        return connection


class SQLiteLedgerRecorder(ReceiptQueries, SQLiteApplicationRecorder):
    """The ledger on SQLite: one file, readers beside one writer (write-ahead log)."""

    POSITION = "rowid"

    def construct_create_table_statements(self) -> list[str]:
        """The library's table and the ledger's own."""
        own = [statement.format(blob="blob") for statement in TABLES]
        return [*super().construct_create_table_statements(), *own]

    def stored_id(self, originator: UUID) -> str:
        """The library stores ids as hex."""
        return originator.hex

    def query(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a read-only statement with `?` parameters."""
        try:
            with self.datastore.transaction(commit=False) as cursor:
                cursor.sqlite_cursor.row_factory = None  # plain tuples are twice as fast
                cursor.execute(statement, tuple(parameters))
                return list(cursor.fetchall())
        except (sqlite3.Error, PersistenceError) as error:
            msg = f"the ledger cannot be read: {error}"
            raise LedgerUnavailableError(msg) from error

    def write(self, chunk: Chunk) -> None:
        """Write a chunk in one transaction, chained to the head. The caller holds the lock."""
        chains = chain_of(chunk, self.head().chain)
        try:
            with self.datastore.transaction(commit=True) as cursor:
                if chunk.stored:
                    self._write_events(cursor, chunk, chains)
                cursor.executemany(UPSERT_UNACCEPTED, chunk.unaccepted)
                cursor.executemany(CLOSE_UNACCEPTED, chunk.closed)
                if chunk.delivery is not None:
                    cursor.execute(UPSERT_DELIVERY, chunk.delivery)
        except (sqlite3.Error, PersistenceError) as error:
            msg = f"the ledger cannot be written: {error}; nothing of this chunk was kept"
            raise LedgerUnavailableError(msg) from error

    def _write_events(self, cursor: SQLiteCursor, chunk: Chunk, chains: list[bytes]) -> None:
        cursor.executemany(
            "insert into stored_events"
            "(rowid, originator_id, originator_version, topic, state) values (?, ?, ?, ?, ?)",
            [
                (
                    receipt.position,
                    self.stored_id(stored.originator_id),  # type: ignore[arg-type]  # ids of dure are UUIDs
                    stored.originator_version,
                    stored.topic,
                    stored.state,
                )
                for receipt, stored in zip(chunk.receipts, chunk.stored, strict=True)
            ],
        )
        cursor.executemany(
            INSERT_RECEIPT,
            [(*receipt, chain) for receipt, chain in zip(chunk.receipts, chains, strict=True)],
        )
        cursor.execute(INSERT_COMMIT, commit_row(chunk, chains[-1]))

    def allocate(self, count: int) -> range:
        """The next positions; SQLite has no gaps, the caller's lock keeps them free."""
        [(last,)] = self.query("select coalesce(max(rowid), 0) from stored_events")
        return range(last + 1, last + 1 + count)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """The file lock of the home is enough: a SQLite ledger has one home."""
        yield


RECEIPT_COLUMNS: Final = (
    "r.position, r.source, r.id, r.digest, r.delivery, r.row_number, r.supersedes"
)
SELECT_HEAD: Final = (
    "select last_position, chain, recorded_at from commits order by last_position desc limit 1"
)
SELECT_AWAITING: Final = "select * from unaccepted where is_open and awaits is not null"
INSERT_RECEIPT: Final = "insert into receipts values (?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_COMMIT: Final = "insert into commits values (?, ?, ?, ?, ?)"
UPSERT_UNACCEPTED: Final = (
    "insert into unaccepted values (?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "on conflict (delivery, row_number) do nothing"
)
CLOSE_UNACCEPTED: Final = (
    "update unaccepted set is_open = false where delivery = ? and row_number = ?"
)
UPSERT_DELIVERY: Final = (
    "insert into deliveries values (?, ?, ?, ?, ?) on conflict (delivery) do update set "
    "rows_done = excluded.rows_done, state = excluded.state, is_finished = excluded.is_finished"
)


def commit_row(chunk: Chunk, chain: bytes) -> tuple[int, int, int, str, bytes]:
    """The `commits` row of a chunk."""
    first, last = chunk.receipts[0].position, chunk.receipts[-1].position
    return (last, first, len(chunk.receipts), chunk.recorded_at, chain)
