"""The embedded follower: from the ledger's log into the warehouse, without Kafka."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from streams.embedded import follow
from tests.streams.desk import Desk, corrected, held, open_ledger
from tests.streams.warehouse_sink import WarehouseSink
from warehouse.digest import digest
from warehouse.records import ForkError
from warehouse.tables import create_tables


@pytest.fixture
def desk(tmp_path: Path, ledger_url: str | None) -> Iterator[Desk]:
    with closing(open_ledger(tmp_path, ledger_url)) as ledger:
        yield Desk(ledger)


@pytest.fixture(scope="module")
def shared() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("set timezone = 'UTC'")
        create_tables(opened)
        yield opened


@pytest.fixture
def sink(shared: duckdb.DuckDBPyConnection) -> WarehouseSink:
    made = WarehouseSink(shared)
    made.empty()
    return made


def test_it_loads_to_the_end_of_the_log_and_no_further(desk: Desk, sink: WarehouseSink) -> None:
    desk.submit(held("a"), held("b"))
    seen: list[int] = []
    assert follow(desk.ledger, sink, ledger="main", partition=3, on_progress=seen.append) == 3
    assert (seen, sink.watermark("main")) == ([3], desk.ledger.head().position)
    assert follow(desk.ledger, sink, ledger="main", partition=3) == 0


def test_it_goes_on_where_it_was_and_reads_the_log_in_pieces(
    desk: Desk, sink: WarehouseSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.embedded.EVENTS_PER_LOAD", 2)
    desk.submit(*[held(str(number)) for number in range(5)])
    assert follow(desk.ledger, sink, ledger="main", partition=0) == 6
    in_pieces = digest(sink.connection)
    desk.submit(corrected("c", "3", "A9"))
    assert follow(desk.ledger, sink, ledger="main", partition=0) == 2
    followed = digest(sink.connection)
    monkeypatch.undo()
    sink.empty()
    follow(desk.ledger, sink, ledger="main", partition=0)
    assert digest(sink.connection) == followed != in_pieces


def test_gaps_in_the_positions_of_postgresql_are_no_gaps_in_the_log(
    desk: Desk, sink: WarehouseSink
) -> None:
    """A chunk that was rolled back takes its positions with it."""
    desk.submit(held("a"))
    with desk.ledger.writing():
        desk.ledger.store.allocate(7)
    desk.submit(held("b"))
    assert follow(desk.ledger, sink, ledger="main", partition=0) == 4
    logged = [published.position for published in desk.ledger.published(0, 10)]
    assert sink.sequences() == logged
    is_gap = logged[-1] > len(logged)
    assert is_gap == (desk.ledger.store.__class__.__name__ == "PostgresLedgerRecorder")


def test_another_ledger_is_refused_and_nothing_of_it_is_loaded(
    desk: Desk, sink: WarehouseSink, tmp_path: Path
) -> None:
    desk.submit(held("a"), held("b"))
    follow(desk.ledger, sink, ledger="main", partition=0)
    loaded = digest(sink.connection)
    (tmp_path / "restored").mkdir()
    with closing(open_ledger(tmp_path / "restored", None)) as restored:
        other = Desk(restored)
        other.submit(held("x"))
        with pytest.raises(ForkError, match="does not have"):
            follow(restored, sink, ledger="main", partition=0)
        other.submit(held("y"), held("z"))
        with pytest.raises(ForkError, match="comes again"):
            follow(restored, sink, ledger="main", partition=0)
    assert digest(sink.connection) == loaded
