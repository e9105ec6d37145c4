"""Reading ahead is a hint: whatever was prepared, what is loaded is what `warehouse.load` loads."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.streams.published_facts import attendances, chain, record
from tests.streams.warehouse_sink import WarehouseSink
from tests.warehouse.test_load import positions, raw, warehouse, whole
from warehouse.digest import digest
from warehouse.file import WarehouseFile
from warehouse.load import dead_events
from warehouse.pipeline import Pipeline
from warehouse.records import GapError


@pytest.fixture(scope="module")
def shared() -> Iterator[duckdb.DuckDBPyConnection]:
    with warehouse() as connection:
        yield connection


@pytest.fixture
def connection(shared: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A warehouse without events."""
    WarehouseSink(shared).empty()
    return shared


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(hints=st.lists(st.lists(st.integers(0, 3), max_size=3), min_size=4, max_size=4))
def test_whatever_is_prepared_the_same_is_loaded(
    connection: duckdb.DuckDBPyConnection, hints: list[list[int]]
) -> None:
    """Right hints, wrong ones, too many and none, before each of four batches."""
    WarehouseSink(connection).empty()
    batches = [[one] for one in chain(3, 3, 3, 3)]
    with Pipeline(connection) as pipeline:
        for batch, prepared in zip(batches, hints, strict=True):
            for number in prepared:
                pipeline.prepare(batches[number])
            assert pipeline.load(batch).events == 3
    assert digest(connection) == whole(attendances(*range(1, 13)))


def test_a_batch_that_nobody_prepared_leaves_what_was_read_for_the_next_one(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = ([one] for one in chain(3, 3))
    with Pipeline(connection) as pipeline:
        pipeline.prepare(second)
        pipeline.load(first)
        monkeypatch.delattr("warehouse.load.read")
        assert pipeline.load(second).events == 3


def test_batches_that_never_come_do_not_end_the_reading_ahead(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = ([one] for one in chain(3, 3, 3))
    with Pipeline(connection) as pipeline:
        for never in ([record(attendances(8), 7)], [record(attendances(9), 8)]):
            pipeline.prepare(never)
        pipeline.load(first)
        pipeline.prepare(second)
        pipeline.load(second)
        pipeline.prepare(third)
        monkeypatch.delattr("warehouse.load.read")
        assert pipeline.load(third).events == 3


def test_what_is_loaded_already_is_left_out_of_what_was_read_ahead(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    events = attendances(*range(1, 7))
    with Pipeline(connection) as pipeline:
        pipeline.load([record(events[:4], 0)])
        again = [record(events[2:], 2)]
        pipeline.prepare(again)
        assert pipeline.load(again).events == 2
        twice = [record(events[:4], 0), record(events[2:], 2)]
        pipeline.prepare(twice)
        assert pipeline.load(twice).events == 0
    assert positions(connection) == [1, 2, 3, 4, 5, 6]


def test_a_body_that_cannot_be_read_is_buried_as_without_a_hint(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    batch = [raw(attendances(1)[0].body, b'{"sequence":2,', attendances(3)[0].body)]
    with Pipeline(connection) as pipeline:
        pipeline.prepare(batch)
        assert len(pipeline.load(batch).dead) == 1
    assert len(dead_events(connection)) == 1


def test_a_gap_is_refused_though_its_events_were_read(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    after_a_gap = [record(attendances(5), 4)]
    with Pipeline(connection) as pipeline:
        pipeline.prepare(after_a_gap)
        with pytest.raises(GapError):
            pipeline.load(after_a_gap)
        assert pipeline.load([record(attendances(1), 0)]).events == 1


def test_folding_goes_on_beside_reading_and_loses_nothing(tmp_path: Path) -> None:
    """A checkpoint by force must not end what is being read, nor what was read wait for it."""
    batches = [[one] for one in chain(*[20] * 20)]
    with WarehouseFile(tmp_path) as file, Pipeline(file.connection) as pipeline:
        done = Event()

        def read_on() -> None:
            while not done.wait(0.001):
                pipeline.prepare(batches[-1])

        reading = Thread(target=read_on)
        reading.start()
        try:
            for batch in batches:
                assert pipeline.load(batch).events == 20
                file.fold()
        finally:
            done.set()
            reading.join()
        assert digest(file.connection) == whole(attendances(*range(1, 401)))
