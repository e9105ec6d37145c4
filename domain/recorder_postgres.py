"""The ledger's recorder on PostgreSQL: the same tables, receipts and chain as on SQLite."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import unquote, urlsplit
from uuid import UUID

import psycopg
from eventsourcing.persistence import ApplicationRecorder, PersistenceError
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresFactory
from eventsourcing.utils import Environment
from psycopg import Cursor
from psycopg.rows import tuple_row

from domain.errors import LedgerBusyError, LedgerUnavailableError, MisuseError
from domain.lock import LONGEST_WAIT_SECONDS
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

_ADVISORY_LOCK: Final = 0x64757265  # "dure": homes on several machines share one database
_POLL_SECONDS: Final = 0.05
_CONNECT_SECONDS: Final = 5  # a server that is up answers in milliseconds
_INSERT_EVENTS: Final = (
    "insert into stored_events "
    "(originator_id, originator_version, topic, state, notification_id) "
    "select * from unnest(%s::uuid[], %s::bigint[], %s::text[], %s::bytea[], %s::bigint[])"
)


class PostgresLedgerRecorder(ReceiptQueries, PostgresApplicationRecorder):
    """The ledger on PostgreSQL. Positions come from the library's sequence and may have gaps."""

    POSITION = "notification_id"
    url: str  # for the connection that holds the writers' lock beside the library's pool

    def create_table(self) -> None:
        """Create the library's table and the ledger's own."""
        super().create_table()
        with self.datastore.get_connection() as connection, connection.transaction():
            for statement in TABLES:
                connection.execute(statement.format(blob="bytea").encode())

    def stored_id(self, originator: UUID) -> UUID:
        """PostgreSQL has a type for it."""
        return originator

    def query(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a read-only statement with `?` parameters."""
        try:
            with (
                self.datastore.get_connection() as connection,
                connection.cursor(row_factory=tuple_row) as cursor,
            ):
                return cursor.execute(_marks(statement), list(parameters)).fetchall()
        except (psycopg.Error, PersistenceError) as error:
            msg = f"the ledger cannot be read: {error}"
            raise LedgerUnavailableError(msg) from error

    def write(self, chunk: Chunk) -> None:
        """Write a chunk in one transaction, chained to the head. The caller holds the lock."""
        chains = chain_of(chunk, self.head().chain)
        try:
            with (
                self.datastore.get_connection() as connection,
                connection.transaction(),
                connection.cursor() as cursor,
            ):
                if chunk.stored:
                    self._write_events(cursor, chunk, chains)
                if chunk.unaccepted:
                    cursor.executemany(_marks(UPSERT_UNACCEPTED), chunk.unaccepted)
                if chunk.closed:
                    cursor.executemany(_marks(CLOSE_UNACCEPTED), chunk.closed)
                if chunk.deliveries:
                    cursor.executemany(_marks(UPSERT_DELIVERY), chunk.deliveries)
        except (psycopg.Error, PersistenceError) as error:
            msg = f"the ledger cannot be written: {error}; nothing of this chunk was kept"
            raise LedgerUnavailableError(msg) from error

    def _write_events(self, cursor: Cursor[Any], chunk: Chunk, chains: list[bytes]) -> None:
        self._lock_table(cursor)
        self._notify_channel(cursor)
        columns = zip(*chunk.stored, strict=True)
        positions = [receipt.position for receipt in chunk.receipts]
        cursor.execute(_INSERT_EVENTS, [*map(list, columns), positions])
        cursor.executemany(
            _marks(INSERT_RECEIPT),
            [(*receipt, chain) for receipt, chain in zip(chunk.receipts, chains, strict=True)],
        )
        cursor.execute(_marks(INSERT_COMMIT), commit_row(chunk, chains[-1]))

    def allocate(self, count: int) -> range:
        """The next positions of the library's sequence; a chunk that fails leaves a gap.

        Under the lock nobody else draws from it, so they are consecutive.
        """
        rows = self.query(
            "select nextval(pg_get_serial_sequence('stored_events', 'notification_id')) "
            "from generate_series(1, ?)",
            [count],
        )
        return range(rows[0][0], rows[-1][0] + 1) if rows else range(0)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Keep writers of other homes out by an advisory lock; raises LedgerBusyError."""
        with _connect(self.url) as held:
            deadline = time.monotonic() + LONGEST_WAIT_SECONDS
            while not _one(held, "select pg_try_advisory_lock(%s)", _ADVISORY_LOCK):
                if time.monotonic() >= deadline:
                    msg = "another machine is writing the ledger; try again when it is done"
                    raise LedgerBusyError(msg)
                time.sleep(_POLL_SECONDS)
            yield


class PostgresLedgerFactory(PostgresFactory):
    """The library's factory with the ledger's recorder, from one `postgresql://` URL."""

    application_recorder_class = PostgresLedgerRecorder

    def __init__(self, url: str, *, is_read_only: bool) -> None:
        self._url = url
        parts = urlsplit(url)
        if parts.query:
            msg = (
                f"ledger_url takes no parameters ({parts.query}): set them as libpq's own "
                "variables, such as PGSSLMODE"
            )
            raise MisuseError(msg)
        _connect(url).close()  # the library's pool would try for thirty seconds
        super().__init__(
            Environment(
                "",  # the name would become the table's prefix; both databases say stored_events
                {
                    "POSTGRES_DBNAME": parts.path.lstrip("/") or "dure",
                    "POSTGRES_HOST": parts.hostname or "127.0.0.1",
                    "POSTGRES_PORT": str(parts.port or 5432),
                    "POSTGRES_USER": unquote(parts.username or "dure"),
                    "POSTGRES_PASSWORD": unquote(parts.password or ""),
                    "CREATE_TABLE": "no" if is_read_only else "yes",
                },
            )
        )

    def application_recorder(self) -> ApplicationRecorder:
        """The ledger's recorder, which also knows where to take the writers' lock."""
        recorder = super().application_recorder()
        assert isinstance(recorder, PostgresLedgerRecorder)  # noqa: S101  # the class named above
        recorder.url = self._url
        return recorder


def _connect(url: str) -> psycopg.Connection[Any]:
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_SECONDS)
    except psycopg.Error as error:
        msg = f"the ledger's server does not answer: {error}"
        raise LedgerUnavailableError(msg) from error


def _one(connection: psycopg.Connection[Any], statement: str, value: int) -> Any:
    row = connection.execute(statement.encode(), [value]).fetchone()
    return None if row is None else row[0]


def _marks(statement: str) -> bytes:
    """The parameter marks of psycopg; no statement of the ledger holds a literal question mark."""
    return statement.replace("?", "%s").encode()
