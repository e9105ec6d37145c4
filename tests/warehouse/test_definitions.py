"""Relations and reference data are built into the file once, and anew when they changed."""

from pathlib import Path

import duckdb
import pytest

from tests.warehouse.conftest import REFERENCE
from tests.warehouse.test_file import events, load_next
from warehouse.definitions import Definitions
from warehouse.digest import digest
from warehouse.file import WarehouseFile
from warehouse.relations import relations
from warehouse.snapshot import open_snapshot

DEFINITIONS = Definitions(REFERENCE)


def macros(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The names of all macros in a database that are no as-of macros of tables."""
    rows = connection.execute(
        "select function_name from duckdb_functions() where not internal "
        "and function_name not in (select table_name || '_as_of' from duckdb_tables())"
    ).fetchall()
    return {name for (name,) in rows}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A warehouse with a few facts and the definitions of this code."""
    with WarehouseFile(tmp_path, definitions=DEFINITIONS) as file:
        load_next(file)
    return tmp_path


def test_a_snapshot_holds_every_relation_and_the_facts(folder: Path) -> None:
    with WarehouseFile(folder, definitions=DEFINITIONS) as file:
        file.publish_snapshot()
    with open_snapshot(folder) as reader:
        assert macros(reader) == {relation.name for relation in relations()}
        assert events(reader) == 10
        assert DEFINITIONS.are_current(reader)


def test_definitions_that_are_current_are_not_built_again(folder: Path) -> None:
    before = (folder / "warehouse.duckdb").stat().st_ino
    with WarehouseFile(folder, definitions=DEFINITIONS):
        assert (folder / "warehouse.duckdb").stat().st_ino == before


def test_definitions_of_other_code_are_replaced_and_the_facts_stay(folder: Path) -> None:
    with WarehouseFile(folder) as file:
        file.connection.execute("update built_from set digest = 'of other code'")
        file.connection.execute("create macro dropped_since() as table select 1 as a")
        load_next(file)
        whole = digest(file.connection)
    with WarehouseFile(folder, definitions=DEFINITIONS) as file:
        assert macros(file.connection) == {relation.name for relation in relations()}
        assert DEFINITIONS.are_current(file.connection)
        assert digest(file.connection) == whole
        assert file.set_aside is None


def test_a_kill_while_definitions_are_built_leaves_the_file_as_it_was(folder: Path) -> None:
    """They are built into a copy; what a killed process leaves is removed by the next."""
    with WarehouseFile(folder) as file:
        file.connection.execute("update built_from set digest = 'of other code'")
    (folder / "warehouse.making").write_bytes(b"half")
    (folder / "warehouse.making.wal").write_bytes(b"half")
    with WarehouseFile(folder, definitions=DEFINITIONS) as file:
        assert (events(file.connection), file.set_aside) == (10, None)
    assert not list(folder.glob("*.making*"))
