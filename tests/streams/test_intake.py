"""Deliveries as a whole: counts that add up, dry run as run, one receipt however often it stops."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.audit import kept_head, verify
from domain.errors import LedgerBusyError
from domain.feed import Feed
from streams.embedded import follow
from streams.receipt import ROWS_IN_TEXT, Receipt
from streams.rows import Row
from tests.streams.desk import (
    PSEUDONYM,
    SOURCE,
    BrokenOffError,
    Desk,
    Event,
    corrected,
    held,
    open_ledger,
    verdicts,
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


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(open_ledger(tmp_path)) as ledger:
        yield Desk(ledger)


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


def test_the_delivery_itself_becomes_a_fact_with_its_counts(desk: Desk) -> None:
    receipt = desk.submit(held("a"), held("a"), b"no json")
    [entry] = desk.ledger.entries("feed/test")
    fact = entry.fact
    assert isinstance(fact, Feed.DeliveryReceived)
    assert (fact.rows, fact.accepted, fact.duplicate, fact.rejected) == (3, 1, 1, 1)
    assert fact.kinds == ("community.activity_held.v1",)
    assert fact.delivery == receipt.delivery


def test_an_empty_delivery_is_an_observed_zero(desk: Desk) -> None:
    receipt = desk.submit()
    assert (receipt.rows, receipt.is_clean) == (0, True)
    assert len(desk.ledger.entries("feed/test")) == 1


def test_a_replayed_clock_records_when_each_delivery_was_received(desk: Desk) -> None:
    desk.submit(held("a"), recorded_at=datetime(2015, 6, 1, tzinfo=UTC))
    desk.submit(held("b"), recorded_at=datetime(2014, 6, 1, tzinfo=UTC))  # never back
    desk.submit(held("c"), recorded_at=datetime(2016, 6, 1, tzinfo=UTC))
    recorded = [entry.recorded_at.year for entry in desk.ledger.entries("community/K1")]
    assert recorded == [2015, 2015, 2016]


def test_persons_and_identifiers_never_reach_the_ledger(desk: Desk, tmp_path: Path) -> None:
    """Neither as facts nor in quarantine, whatever is wrong with the row."""
    person = "홍길동"
    participation = held("p") | {"type": "dure.community.participation_recorded.v1"}
    data = {"occurred": "2025-03-02", "activity": "A1", "resident": person}
    desk.submit(
        participation | {"data": data},
        participation | {"id": "q", "data": data | {"occurred": "soon"}},
        participation | {"id": "r", "data": data | {"resident": {"name": person}}},
        participation | {"id": "s", "data": data | {"nickname": person}},
        participation | {"id": "t", "data": data | {"activity": "call 010-1234-5678"}},
        participation | {"id": "u", "type": "dure.none.v1", "data": data},
        participation | {"id": "v", "subject": f"resident/{person}", "data": data},
        participation | {"id": "w 010-1234-5678", "data": data},
    )
    desk.ledger.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert PSEUDONYM(person).encode() in kept
    escaped = json.dumps(person).strip('"').encode()
    for raw in (person.encode(), escaped, escaped.upper(), b"1234-5678"):
        assert raw not in kept


def test_a_row_that_could_not_be_read_or_kept_is_never_replayed_as_nothing(desk: Desk) -> None:
    """A row without events that is tried again must not count as taken."""
    unknown = held("a", activity="A1", data={"occurred": "2025-03-02", "x": "y"})
    long = held("b", type="dure.community.none.v1", data={"occurred": "x" * 20_000})
    desk.submit(unknown, long)
    notes = desk.replay()
    assert [note.code for note in notes] == ["not-kept", "not-kept"]
    assert len(list(desk.ledger.quarantined())) == 2


def test_a_long_correction_that_waits_is_not_lost_when_its_fact_arrives(desk: Desk) -> None:
    desk.submit(corrected("c", "a", "A2") | {"data": corrected("c", "a", "x" * 20_000)["data"]})
    assert verdicts(desk.submit(held("a"))) == {"accepted": 1}
    assert len(list(desk.ledger.quarantined())) == 1


def test_quarantined_rows_are_taken_once_what_was_wrong_is_right(desk: Desk) -> None:
    desk.submit(held("a", data={"occurred": "2026-03-02", "activity": "A1"}))
    assert [note.code for note in desk.replay()] == ["future-date"]
    [(_, row)] = desk.ledger.quarantined()
    assert row.is_open


def test_two_processes_do_not_take_in_one_delivery_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.intake.ROWS_PER_CHUNK", 1)
    events = [held("a"), held("b"), held("c")]

    def meanwhile() -> Iterator[Any]:
        yield Row(1, [events[0]])
        yield Row(2, [events[1]])
        desk.submit_rows([Row(number, [event]) for number, event in enumerate(events, 1)])
        yield Row(3, [events[2]])

    with pytest.raises(LedgerBusyError, match="another process is taking in"):
        desk.submit_rows(meanwhile())
    receipt = desk.submit_rows([])
    assert (verdicts(receipt), receipt.is_repeated) == ({"accepted": 3}, True)


def test_a_receipt_lists_what_was_not_accepted_and_is_bounded(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.intake.MOST_NOTES", 50)
    receipt = desk.submit(*[b"no json"] * 60)
    assert (len(receipt.notes), receipt.notes_left_out, receipt.is_clean) == (50, 10, False)
    text = receipt.to_text().splitlines()
    assert len(text) == 3 + ROWS_IN_TEXT + 1
    assert text[-1].strip().startswith("... and 40 more")


def test_the_source_of_an_event_may_be_left_to_the_feed(desk: Desk) -> None:
    event = {name: value for name, value in held("a").items() if name != "source"}
    assert verdicts(desk.submit(event, held("a"))) == {"accepted": 1, "duplicate": 1}
    assert desk.ledger.entries("community/K1")[0].source == SOURCE
