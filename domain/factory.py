"""Makes the recorder of a ledger: SQLite in the home by default, PostgreSQL by one setting."""

from pathlib import Path

from urllib.parse import unquote, urlsplit


from eventsourcing.postgres import PostgresFactory
from eventsourcing.sqlite import SQLiteFactory
from eventsourcing.utils import Environment

from domain.recorder import DurableDatastore, SQLiteLedgerRecorder
from domain.recorder_postgres import PostgresLedgerRecorder


class SQLiteLedgerFactory(SQLiteFactory):
    """The library's factory with durable connections and the ledger's recorder."""

    application_recorder_class = SQLiteLedgerRecorder

    def __init__(self, path: Path, *, is_read_only: bool) -> None:
        uri = f"{path.absolute().as_uri()}?mode={'ro' if is_read_only else 'rwc'}"
        super().__init__(
            Environment(
                "dure",
                {"SQLITE_DBNAME": uri, "CREATE_TABLE": "no" if is_read_only else "yes"},
            )
        )
        self.datastore.close()
        self.datastore = DurableDatastore(uri)


class PostgresLedgerFactory(PostgresFactory):
    """The library's factory with the ledger's recorder, from one `postgresql://` URL."""

    application_recorder_class = PostgresLedgerRecorder

    def __init__(self, url: str, *, is_read_only: bool) -> None:
        parts = urlsplit(url)
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
