"""The digest tells two warehouses apart by what they hold, and by nothing else."""

import duckdb
import pytest

from tests.streams.published_facts import attendance, attendances, chain, record
from warehouse.digest import digest
from warehouse.load import load
from warehouse.tables import create_tables


def filled(*batches: int, threads: int = 1, offset: int = 0) -> duckdb.DuckDBPyConnection:
    """A warehouse into which participations came in batches of these sizes."""
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    connection.execute(f"set threads = {threads}")
    create_tables(connection)
    for one in chain(*batches):
        load(connection, [one._replace(offset=(one.offset or 0) + offset)])
    return connection


def test_batches_threads_and_offsets_leave_no_trace() -> None:
    with filled(30) as one, filled(1, 9, 20, threads=4, offset=500) as other:
        assert digest(one) == digest(other)


def test_an_empty_warehouse_has_a_digest_of_its_own() -> None:
    with filled() as empty, filled(1) as one:
        assert digest(empty) != digest(one)


@pytest.mark.parametrize(
    "change",
    [
        "update log set digest = 'x' where sequence = 7",
        "update log set payload = '{}' where sequence = 7",
        "delete from participation where position = 7",
        "update participation set resident = 'p-0' where position = 7",
        "insert into participation from participation where position = 7",
        "insert into superseded select position, recorded_at from log where position = 7",
        "update log set recorded_at = recorded_at + interval 1 microsecond where sequence = 7",
    ],
)
def test_any_change_of_a_row_changes_it(change: str) -> None:
    with filled(10) as connection:
        before = digest(connection)
        connection.execute(change)
        assert digest(connection) != before


def test_swapping_what_two_rows_say_changes_it() -> None:
    """A sum over columns would not see it; it is a sum over whole rows."""
    with filled(10) as connection:
        before = digest(connection)
        connection.execute(
            "update participation set resident = (select resident from participation as other "
            "where other.position = 11 - participation.position)"
        )
        assert digest(connection) != before


def test_one_event_that_differs_changes_it() -> None:
    with filled(9) as one, filled(9) as other:
        load(one, [record(attendances(10), 9)])
        load(other, [record([attendance(10, note="x")], 9)])
        assert digest(one) != digest(other)
