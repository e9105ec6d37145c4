"""A real warehouse as the worker's core sees it, in memory or in a file."""

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb

from warehouse.admission import watermark
from warehouse.load import load, offsets
from warehouse.records import DeadEvent, Loaded, Record


class WarehouseSink:
    """Loads into a connection; whoever opened it closes it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def offsets(self) -> dict[int, int]:
        return offsets(self.connection)

    def watermark(self, ledger: str) -> int:
        return watermark(self.connection, ledger)

    def prepare(self, records: Sequence[Record]) -> None:
        """Nothing is read ahead."""

    def load(self, records: Sequence[Record]) -> Loaded:
        return load(self.connection, records)

    def dead(self) -> Iterator[DeadEvent]:
        for row in self.connection.execute("from dead").fetchall():
            yield DeadEvent(*row)

    def tend(self, *, is_level: bool) -> None:
        """The tests publish no snapshots."""

    def close(self) -> None:
        self.connection.close()

    def sequences(self) -> list[int]:
        """The log positions that are loaded, in the order of their rows."""
        rows = self.query("select sequence from log order by rowid")
        return [sequence for (sequence,) in rows]

    def empty(self) -> None:
        """Take everything out again, for another example of the same test."""
        for (table,) in self.query("select table_name from duckdb_tables() where not temporary"):
            self.connection.execute(f"delete from {table}")  # noqa: S608  # our own tables

    def query(self, sql: str) -> list[Any]:
        return self.connection.execute(sql).fetchall()
