"""Stores events with their receipts and hash chain in one transaction, on SQLite.

Extends the eventsourcing library's recorder; `domain.recorder_postgres` is its twin. Beside the
library's `stored_events` there are: `receipts` (idempotency and chain, one row per event),
`commits` (one row per chunk), `deliveries` and `unaccepted` (what intake answers to a feed).
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

from eventsourcing.persistence import PersistenceError
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
)

from domain.errors import LedgerUnavailableError
from domain.queries import (
    CLOSE_UNACCEPTED,
    INSERT_COMMIT,
    INSERT_RECEIPT,
    TABLES,
    UPSERT_DELIVERY,
    UPSERT_UNACCEPTED,
    ReceiptQueries,
)
from domain.records import Chunk, chain_of, commit_row

_FULL: Final = 2  # SQLite's number for synchronous=FULL
# A chunk touches the index page of each of its communities; in SQLite's own 2 MB of cache those
# push one another out and are written several times. 64 MB hold them for a million facts.
_CACHE_KIB: Final = 65_536
# Pages of the write-ahead log before they are copied into the database: five chunks or 32 MB, where
# SQLite's own thousand would copy the same index pages after every chunk.
_PAGES_PER_CHECKPOINT: Final = 8_000


class DurableDatastore(SQLiteDatastore):
    """SQLite with `synchronous=FULL`, which the library leaves out, asserted on each connection.

    Its cache and its checkpoints are set for chunks of some thousand facts.
    """

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
            cursor.execute(f"pragma cache_size = -{_CACHE_KIB}")
            cursor.execute(f"pragma wal_autocheckpoint = {_PAGES_PER_CHECKPOINT}")
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
                cursor.executemany(UPSERT_DELIVERY, chunk.deliveries)
        except (sqlite3.Error, PersistenceError) as error:
            msg = f"the ledger cannot be written: {error}; nothing of this chunk was kept"
            raise LedgerUnavailableError(msg) from error

    def _write_events(self, cursor: SQLiteCursor, chunk: Chunk, chains: list[bytes]) -> None:
        cursor.executemany(
            "insert into stored_events"
            "(rowid, originator_id, originator_version, topic, state) values (?, ?, ?, ?, ?)",
            [
                (receipt.position, self.stored_id(originator), version, topic, state)
                for receipt, (originator, version, topic, state) in zip(
                    chunk.receipts, chunk.stored, strict=True
                )
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
