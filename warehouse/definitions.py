"""What readers need beside the facts: the reference data and every relation, current or not.

`warehouse.file` builds them into the file when they are of other code than this, so that a snapshot
is a plain copy; the wiring says where the reference data lies.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.reference import load_reference, reference_digest
from warehouse.relations import build, relations_digest

_STAMPS = "select reference_version.digest, built_from.digest from reference_version, built_from"


@dataclass(frozen=True)
class Definitions:
    """The definitions of this code and of the reference data in a folder."""

    reference: Path

    def are_current(self, connection: duckdb.DuckDBPyConnection) -> bool:
        """Whether a database holds just these."""
        try:
            held = connection.execute(_STAMPS).fetchall()
        except duckdb.CatalogException:
            return False
        return held == [(reference_digest(self.reference), relations_digest())]

    def build(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Put them into a database, in the place of any others."""
        load_reference(connection, self.reference)
        build(connection)
