"""Loading is exactly once: whoever delivers, in whatever batches, cut or repeated anywhere."""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.published import Published
from tests.streams.published_facts import LEDGER, attendance, attendances, chain, record
from tests.streams.warehouse_sink import WarehouseSink
from warehouse.admission import watermark
from warehouse.digest import digest
from warehouse.load import dead_events, load, offsets, replay_dead
from warehouse.records import ForkError, GapError, Record
from warehouse.tables import create_tables

EVENTS = 24


def warehouse() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    create_tables(connection)
    return connection


@pytest.fixture(scope="module")
def shared() -> Iterator[duckdb.DuckDBPyConnection]:
    with warehouse() as connection:
        yield connection


@pytest.fixture
def connection(shared: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A warehouse without events."""
    WarehouseSink(shared).empty()
    return shared


def positions(connection: duckdb.DuckDBPyConnection) -> list[int]:
    rows = connection.execute("select sequence from log order by rowid").fetchall()
    return [sequence for (sequence,) in rows]


def participations(connection: duckdb.DuckDBPyConnection) -> int:
    [(count,)] = connection.execute("select count(*) from participation").fetchall()
    return int(count)


@cache
def _whole(events: tuple[Published, ...]) -> str:
    with warehouse() as connection:
        load(connection, [record(events, 0)])
        return digest(connection)


def whole(events: Sequence[Published]) -> str:
    """The digest of events that come in one record, as undisturbed as can be."""
    return _whole(tuple(events))


def event(position: int, **changes: Any) -> Published:
    """A participation with its envelope or its data changed; `...` removes."""
    body = json.loads(attendance(position).body)
    data = changes.pop("data", {})
    if isinstance(data, dict):
        data = body["data"] | data
    body = body | changes | {"data": data}
    kept = {name: value for name, value in body.items() if value is not ...}
    if isinstance(data, dict):
        kept["data"] = {name: value for name, value in data.items() if value is not ...}
    return Published(position, json.dumps(kept).encode())


def raw(*bodies: bytes, first: int = 1) -> Record:
    """A record of events as bytes, whatever they are."""
    last = first + len(bodies) - 1
    body = b"[" + b",".join(bodies) + b"]"
    return Record(LEDGER, 0, 0, first, last, first - 1, len(bodies), body)


def test_an_event_is_in_the_log_in_its_fact_table_and_under_the_watermark(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    loaded = load(connection, [record(attendances(1, 2, 3), 0, offset=7)])
    assert (loaded.events, loaded.dead) == (3, ())
    assert (positions(connection), participations(connection)) == ([1, 2, 3], 3)
    assert watermark(connection, LEDGER) == 3
    assert offsets(connection) == {0: 8}


def test_positions_may_have_gaps_as_long_as_the_records_follow(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    load(connection, [record(attendances(2, 5), 0), record(attendances(9), 5)])
    assert positions(connection) == [2, 5, 9]


def test_nothing_to_load_changes_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    assert load(connection, []).events == 0
    assert watermark(connection, LEDGER) == 0


def test_loading_twice_is_loading_once(connection: duckdb.DuckDBPyConnection) -> None:
    records = chain(10, 5)
    assert load(connection, records).events == 15
    before = digest(connection)
    assert load(connection, records).events == 0
    assert digest(connection) == before


def test_missing_events_are_a_gap_and_nothing_is_loaded(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    with pytest.raises(GapError, match="up to 6 are missing"):
        load(connection, [record(attendances(1, 2, 3), 0), record(attendances(7), 6)])
    assert (positions(connection), watermark(connection, LEDGER)) == ([], 0)


def test_a_record_that_leaves_out_what_is_loaded_is_a_fork(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    load(connection, [record(attendances(1, 2, 3), 0)])
    with pytest.raises(ForkError, match="says it follows 2"):
        load(connection, [record(attendances(4), 2)])


@pytest.mark.parametrize("together", [False, True])
def test_a_position_that_comes_again_with_other_content_is_a_fork(
    connection: duckdb.DuckDBPyConnection, *, together: bool
) -> None:
    first = record(attendances(1, 2, 3), 0)
    other = record([attendance(1), attendance(2, note="x"), attendance(3), attendance(4)], 0)
    if not together:
        load(connection, [first])
    with pytest.raises(ForkError, match="position 2 "):
        load(connection, [first, other])
    assert positions(connection) == ([] if together else [1, 2, 3])


def test_the_same_data_in_another_notation_is_no_fork(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    load(connection, [raw(attendance(1).body)])
    spaced = json.dumps(json.loads(attendance(1).body), indent=1).encode()
    assert load(connection, [raw(spaced)]).events == 0


cuts = st.lists(
    st.tuples(st.integers(0, EVENTS), st.integers(1, EVENTS), st.booleans()), max_size=12
)
"""From where a record begins (repeating what was loaded), its length, whether a load ends there."""


@settings(max_examples=25, deadline=None)
@given(cuts=cuts)
def test_the_log_in_any_batches_cut_or_repeated_anywhere_gives_the_same_digest(
    shared: duckdb.DuckDBPyConnection, cuts: list[tuple[int, int, bool]]
) -> None:
    events = attendances(*range(1, EVENTS + 1))
    WarehouseSink(shared).empty()
    batch: list[Record] = []
    held = 0
    for stated, length, is_end in [*cuts, (EVENTS, EVENTS, True)]:
        start = min(stated, held, EVENTS - 1)
        end = min(start + length, EVENTS) if (stated, length) != (EVENTS, EVENTS) else EVENTS
        batch.append(record(events[start:end], start))
        held = max(held, end)
        if is_end:
            load(shared, batch)
            batch = []
    assert positions(shared) == list(range(1, EVENTS + 1))
    assert digest(shared) == whole(events)


@given(split=st.integers(0, EVENTS))
@settings(max_examples=10, deadline=None)
def test_two_ledgers_are_two_logs_of_one_warehouse(split: int) -> None:
    ours = chain(split, EVENTS - split) if 0 < split < EVENTS else chain(EVENTS)
    theirs = [one._replace(ledger="province", partition=1) for one in chain(5)]
    with warehouse() as one, warehouse() as other:
        load(one, [*ours, *theirs])
        load(other, theirs)
        for each in ours:
            load(other, [each])
        assert digest(one) == digest(other)
        assert (watermark(one, LEDGER), watermark(one, "province")) == (EVENTS, 5)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"digest": ...}, "envelope is incomplete"),
        ({"subject": None}, "envelope is incomplete"),
        ({"recordedtime": "yesterday"}, "envelope is incomplete"),
        ({"data": {"occurred": ...}}, "envelope is incomplete"),
        ({"data": {"occurred": {"from": "x", "to": "x", "precision": "day"}}}, "does not cast"),
        ({"data": 7}, "envelope is incomplete"),
        ({"data": [1]}, "envelope is incomplete"),
    ],
)
def test_an_event_that_does_not_cast_is_buried_and_the_rest_goes_on(
    connection: duckdb.DuckDBPyConnection, changes: dict[str, Any], reason: str
) -> None:
    bad = event(2, **changes)
    records = [record([attendance(1), bad, attendance(3)], 0, offset=4)]
    loaded = load(connection, records)
    assert loaded.events == 2
    [dead] = loaded.dead
    assert reason in dead.reason
    assert (dead.ledger, dead.offset, dead.sequence, dead.body) == (LEDGER, 4, 2, bad.body)
    assert positions(connection) == [1, 3]
    assert watermark(connection, LEDGER) == 3
    assert load(connection, records).dead == ()  # it lies buried already
    assert len(dead_events(connection)) == 1


def test_a_value_of_the_wrong_type_is_buried_with_its_field(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    body = json.loads(attendance(1).body)
    body["type"] = "dure.small_project.selected.v1"
    body["data"] = {"occurred": body["data"]["occurred"], "approved_won": "much"}
    [dead] = load(connection, [raw(json.dumps(body).encode())]).dead
    assert dead.reason == "approved_won is no bigint: much"


@pytest.mark.parametrize(
    "bad",
    [
        b"7",
        b"null",
        b'"text"',
        b"[]",
        b"{}",
        b'{"sequence": -1}',
        b'{"sequence": 1e400}',
        b'{"id": "\\u0000"}',
        b'{"sequence": 2, "sequence": 3}',
    ],
)
def test_an_event_that_is_none_is_buried_alone(
    connection: duckdb.DuckDBPyConnection, bad: bytes
) -> None:
    poisoned = raw(attendance(1).body, bad, attendance(3).body)
    loaded = load(connection, [poisoned])
    assert [dead.body for dead in loaded.dead] == [bad]
    assert positions(connection) == [1, 3]
    assert load(connection, [poisoned]).events == 0
    assert replay_dead(connection) == (0, 1)


@pytest.mark.parametrize(
    "body",
    [
        b"no json",
        b'{"sequence": 1}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'[{"sequence": NaN}]',
        b'[{"sequence": 1, "data": "\\ud800"}]',
        b'[{"data": ' + b"[" * 100_000 + b"]" * 100_000 + b"}]",
    ],
)
def test_a_body_that_is_no_json_array_is_buried_whole_and_the_rest_goes_on(
    connection: duckdb.DuckDBPyConnection, body: bytes
) -> None:
    broken = Record(LEDGER, 0, 0, 1, 3, 0, 3, body)
    loaded = load(connection, [broken, record(attendances(4), 3, offset=1)])
    assert (loaded.events, [dead.body for dead in loaded.dead]) == (1, [body])
    assert (positions(connection), watermark(connection, LEDGER)) == ([4], 4)
    assert load(connection, [broken]).dead == ()
    assert replay_dead(connection) == (0, 1)


def test_a_record_that_holds_less_than_it_says_is_a_gap(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    short = record(attendances(1, 2, 3), 0)._replace(count=4)
    with pytest.raises(GapError, match="holds 3 events and says that it holds 4"):
        load(connection, [short])
    assert positions(connection) == []


def test_a_dead_event_is_loaded_once_its_reason_is_gone(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    events = attendances(1, 2, 3)
    bad = event(2, digest=...)
    load(connection, [record([events[0], bad, events[2]], 0)])
    assert replay_dead(connection) == (0, 1)
    connection.execute("update dead set body = ?", [events[1].body])  # as if by a repaired loader
    assert replay_dead(connection) == (1, 0)
    assert replay_dead(connection) == (0, 0)
    assert digest(connection) == whole(events)
    assert watermark(connection, LEDGER) == 3


def test_an_error_on_the_way_leaves_the_warehouse_as_it_was(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    load(connection, chain(3))
    connection.execute("alter table participation rename to moved")
    try:
        with pytest.raises(duckdb.CatalogException):
            load(connection, [record(attendances(4), 3)])
    finally:
        connection.execute("alter table moved rename to participation")
    assert positions(connection) == [1, 2, 3]
    assert load(connection, [record(attendances(4), 3)]).events == 1
