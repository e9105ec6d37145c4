"""Makes the recorder of a ledger on SQLite; `domain.recorder_postgres` has the other."""

from pathlib import Path

from eventsourcing.sqlite import SQLiteFactory
from eventsourcing.utils import Environment

from domain.recorder import DurableDatastore, SQLiteLedgerRecorder


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
