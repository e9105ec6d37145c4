"""Laws of intake: counts that add up, dry run as run, one receipt however often it stops."""

from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from domain.audit import kept_head, verify
from streams.embedded import follow
from streams.receipt import Receipt
from tests.streams.desk import (
    BrokenOffError,
    Desk,
    Event,
    corrected,
    held,
    open_ledger,
    withdrawn,
)
from tests.streams.warehouse_sink import WarehouseSink
from warehouse.facts import fact_tables
from warehouse.tables import create_tables

IDS = ["a", "b", "c", "d"]
ACTIVITIES = ["A1", "A2", "A3"]
BAD: list[Event | bytes] = [
    b"no json",
    b'{"id": "x", "id": "y"}',
    b"[1]",
    held("a") | {"type": "dure.community.no_such.v1"},
    held("a") | {"data": {"occurred": "2025-13-02", "activity": "A1"}},
    held("a") | {"data": {"occurred": "2025-03-02", "activity": "call 010-1234-5678"}},
    held("future") | {"data": {"occurred": "2026-03-02", "activity": "A1"}},
]
rows = (
    st.builds(held, st.sampled_from(IDS), st.sampled_from(ACTIVITIES))
    | st.builds(
        corrected,
        st.sampled_from(["x", "y", "z"]),
        st.sampled_from([*IDS, "x", "y", "nothing"]),
        st.sampled_from(ACTIVITIES),
    )
    | st.builds(withdrawn, st.sampled_from(["v", "w"]), st.sampled_from([*IDS, "x", "v"]))
    | st.sampled_from(BAD)
)
deliveries = st.lists(st.lists(rows, max_size=8), max_size=4)
SLOW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[Path]:
    """A new empty folder for each example."""
    return (_made(tmp_path / str(number)) for number in count())


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def log(desk: Desk) -> list[tuple[int, bytes]]:
    return [(one.position, one.body) for one in desk.ledger.published(0, 10_000)]


@SLOW
@given(delivered=deliveries, corrects=st.booleans(), once=st.booleans(), size=st.integers(1, 5))
def test_every_row_has_one_verdict_and_the_counts_add_up(
    folders: Iterator[Path], *, delivered: list[Any], corrects: bool, once: bool, size: int
) -> None:
    with (
        closing(open_ledger(next(folders))) as ledger,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr("streams.intake.ROWS_PER_CHUNK", size)
        desk = Desk(ledger, corrects_changes=corrects, states_each_once=corrects and once)
        for number, events in enumerate(delivered):
            receipt = desk.submit(*events, name=str(number))
            assert receipt.rows == len(events) == sum(receipt.counts.values())
            assert min(receipt.counts.values()) >= 0
            refused = {note.row for note in receipt.notes}
            assert (
                len(refused)
                == len(receipt.notes)
                == sum(
                    receipt.counts[verdict] for verdict in ("conflict", "quarantined", "rejected")
                )
            )
        assert verify(ledger.store, kept_head(ledger.home)).holds


@SLOW
@given(
    before=st.lists(rows, max_size=6), events=st.lists(rows, max_size=10), size=st.integers(1, 4)
)
def test_a_dry_run_gives_the_same_receipt_as_the_run_and_stores_nothing(
    folders: Iterator[Path], before: list[Event], events: list[Event], size: int
) -> None:
    with closing(open_ledger(next(folders))) as ledger, pytest.MonkeyPatch.context() as patch:
        patch.setattr("streams.intake.ROWS_PER_CHUNK", size)
        desk = Desk(ledger, corrects_changes=True)
        desk.submit(*before, name="before")
        stored, waiting = log(desk), list(ledger.quarantined())
        rehearsed = desk.submit(*events, is_dry_run=True)
        assert (log(desk), list(ledger.quarantined())) == (stored, waiting)
        run = desk.submit(*events)
        assert told(rehearsed) == told(run)


def told(receipt: Receipt) -> Any:
    """What a receipt says, but whether it was a dry run or a repetition."""
    return (receipt.counts, receipt.facts, receipt.rows, receipt.notes, receipt.delivery)


@SLOW
@given(
    events=st.lists(rows, min_size=1, max_size=12), stops=st.lists(st.integers(0, 12), max_size=4)
)
@example(  # two withdrawals of one id wait, for facts that arrive together
    events=[
        *(held("c"), held("c"), withdrawn("w", "b")),
        *(held("c"), held("c"), held("c")),
        *(corrected("x", "a", "A1"), withdrawn("w", "a"), held("c")),
        *(held("a"), held("b")),
    ],
    stops=[4],
)
@pytest.mark.parametrize("once", [False, True])
def test_an_interrupted_delivery_goes_on_to_the_receipt_of_an_undisturbed_one(
    folders: Iterator[Path], *, once: bool, events: list[Event], stops: list[int]
) -> None:
    with (
        closing(open_ledger(next(folders))) as undisturbed,
        closing(open_ledger(next(folders))) as disturbed,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr("streams.intake.ROWS_PER_CHUNK", 3)
        whole = Desk(undisturbed, corrects_changes=True, states_each_once=once)
        desk = Desk(disturbed, corrects_changes=True, states_each_once=once)
        for stop in stops:
            with pytest.raises(BrokenOffError):
                desk.submit(*events, stop_after=min(stop, len(events)))
        rehearsed = desk.submit(*events, is_dry_run=True)
        assert told(desk.submit(*events)) == told(whole.submit(*events)) == told(rehearsed)
        assert log(desk) == log(whole)
        repeated = desk.submit(*events)
        assert repeated.is_repeated
        assert told(repeated) == told(whole.submit(*events))
        assert log(desk) == log(whole)


STORY: list[Event] = [
    held("a", "A1"),
    corrected("a1", "a", "A2"),
    corrected("a2", "a1", "A3"),
    held("b", "A1"),
    withdrawn("b1", "b"),
    corrected("b2", "b1", "A5"),
    held("c", "A1", "community/K2"),
    withdrawn("c1", "c", subject="community/K2"),
    held("d", "A4", "community/K2"),
]


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("set timezone = 'UTC'")
        create_tables(opened)
        yield opened


def relations(connection: duckdb.DuckDBPyConnection, desk: Desk) -> list[Any]:
    """What the fact tables hold today, but for positions and for what is said of deliveries."""
    sink = WarehouseSink(connection)
    sink.empty()
    follow(desk.ledger, sink, ledger="main", partition=0)
    held_now = []
    for table in fact_tables():
        if "delivery" in table.name:  # there are as many as were made
            continue
        query = (
            f"select * exclude (position) from {table.name}_as_of("  # noqa: S608  # our own tables
            "date '2030-01-01', timestamptz '2030-01-01') order by all"
        )
        held_now.append((table.name, connection.execute(query).fetchall()))
    return held_now


@pytest.fixture(scope="module")
def told_in_order(
    tmp_path_factory: pytest.TempPathFactory, connection: duckdb.DuckDBPyConnection
) -> list[Any]:
    """The relations of the story as it happened."""
    with closing(open_ledger(tmp_path_factory.mktemp("in_order"))) as ledger:
        desk = Desk(ledger)
        desk.submit(*STORY)
        return relations(connection, desk)


@SLOW
@given(order=st.permutations(STORY), cuts=st.lists(st.integers(1, 8), max_size=8))
def test_any_order_of_arrival_gives_the_same_relations_but_for_positions(
    folders: Iterator[Path],
    connection: duckdb.DuckDBPyConnection,
    told_in_order: list[Any],
    order: list[Event],
    cuts: list[int],
) -> None:
    """The law of the warehouse: facts and chains of corrections under a clock that stands still."""
    with closing(open_ledger(next(folders))) as shuffled:
        told_shuffled = Desk(shuffled)
        rest = list(order)
        for number, size in enumerate([*cuts, len(rest)]):
            told_shuffled.submit(*rest[:size], name=str(number))
            rest = rest[size:]
        assert list(shuffled.quarantined()) == []
        assert relations(connection, told_shuffled) == told_in_order
