"""A warehouse for one computation, built from records of a log under definitions of any time.

`dure.reproducing` feeds it from the ledger alone; nothing of the home's own warehouse is read.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, Self

import duckdb

from warehouse.connection import connect_writer
from warehouse.definition_set import DefinitionSet
from warehouse.facts import fact_tables
from warehouse.load import dead_events, load
from warehouse.records import PARTITION_SHIFT, Record
from warehouse.reference import load_reference
from warehouse.results import Results
from warehouse.tables import create_tables

# Facts about where things lie; what they change is told as a change of boundaries.
BOUNDARY_KINDS: Final = (
    "community.boundary_changed.v1",
    "community.merged.v1",
    "community.split.v1",
)
_SUPERSEDED: Final = (
    "insert into superseded select supersedes, recorded_at from log where supersedes is not null"
)
_POSITION: Final = (1 << PARTITION_SHIFT) - 1  # the bits of a position that are the ledger's own


class Scratch:
    """A database in a folder of its own; a context manager. Facts are only ever taken away."""

    def __init__(self, folder: Path, memory_limit: str) -> None:
        self._folder = folder
        self._memory_limit = memory_limit
        self._built: DefinitionSet | None = None
        self.connection: duckdb.DuckDBPyConnection

    def __enter__(self) -> Self:
        self.connection = connect_writer(self._folder / "scratch.duckdb", self._memory_limit)
        create_tables(self.connection)
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def load(self, batches: Iterable[Sequence[Record]]) -> int:
        """Load a log; returns the events that could not be loaded."""
        for records in batches:
            load(self.connection, records)
        self.connection.execute("force checkpoint")
        self.connection.execute("reset threads")  # what follows is read
        return len(dead_events(self.connection))

    def define(self, definitions: DefinitionSet, reference: Path) -> None:
        """Put definitions and reference data in the place of any others."""
        load_reference(self.connection, reference)
        if self._built is None or self._built.digest != definitions.digest:
            definitions.build(self.connection)
            self._built = definitions

    def results(self, known_at: datetime) -> Results:
        """The answers of what was built, as known at K; they are kept nowhere else."""
        relations = None if self._built is None else self._built.relations
        return Results(self.connection, known_at, self._folder / "results", relations)

    def forget_boundaries(self, after: int) -> int:
        """Take away what was said of boundaries after a position; returns how much that was."""
        kinds = ", ".join(f"'{kind}'" for kind in BOUNDARY_KINDS)
        return self._forget(after, f"kind in ({kinds})")

    def forget_corrections(self, after: int) -> int:
        """Take away corrections and withdrawals that were recorded after a position."""
        return self._forget(after, "supersedes is not null")

    def forget_all(self, after: int) -> int:
        """Take away everything that was recorded after a position."""
        return self._forget(after, "true")

    def _forget(self, after: int, condition: str) -> int:
        """Take away the facts recorded after a position that fulfil a condition on the log."""
        self.connection.execute(
            "create or replace temp table gone as select position from log "  # noqa: S608  # texts of this module
            f"where position & {_POSITION} > {after} and {condition}"
        )
        [(count,)] = self.connection.execute("select count(*) from gone").fetchall()
        for table in ("log", *(table.name for table in fact_tables())):
            self.connection.execute(
                f"delete from {table} where position in (select position from gone)"  # noqa: S608  # named by this package's files
            )
        self.connection.execute("delete from superseded")
        self.connection.execute(_SUPERSEDED)
        return int(count)
