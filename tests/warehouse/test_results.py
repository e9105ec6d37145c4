"""Answers of indicators are kept: the same as asked directly, and never out of date."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.conftest import REFERENCE, Warehouse, instant, months
from tests.warehouse.report_samples import named
from warehouse import sharing
from warehouse.cards import cards
from warehouse.reference import load_reference
from warehouse.relations import build, relations
from warehouse.results import COLUMNS, KEPT_STATES, Results
from warehouse.sharing import Workbench, shared_below
from warehouse.tables import create_tables

LATER = 4_000_000_000  # seconds since 1970
T = date(2024, 12, 31)
K = instant("2025-02-01")


@pytest.fixture(scope="module")
def told() -> Iterator[Warehouse]:
    """A warehouse whose facts are committed, because results are read by cursors of their own."""
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        create_tables(connection)
        load_reference(connection, REFERENCE)
        build(connection)
        warehouse = Warehouse(connection)
        area = {"area_scheme": "mois-sgg", "area_code": "47130"}
        for community in ("C01", "C02"):
            warehouse.put(
                "community_identification",
                {"name": f"마을 {community}", "residents_aged_13_and_over": 200},
                on=date(2020, 1, 1),
                subject_key=community,
                **area,
            )
            for number, day in enumerate(months(date(2020, 1, 5), 60)):
                activity = f"{community}-{number}"
                held = {"activity": activity, "organisers": ["p-1"], "is_signed_in": True}
                warehouse.put("activity", held, on=day, subject_key=community, **area)
                present = range(number % 5, 30 - number // 3)
                attended = [{"resident": f"p-{community}-{one}"} for one in present]
                common = {"on": day, "subject_key": community, "activity": activity, **area}
                warehouse.put("participation", *attended, **common)
        yield warehouse


def asked_directly(warehouse: Warehouse, macro: str, day: date) -> list[tuple[object, ...]]:
    """The rows of an indicator without anything kept or shared."""
    query = f"select {', '.join(COLUMNS)} from {macro}(?, ?)"  # noqa: S608  # names of the package's files
    return as_told(warehouse.rows(query, [day, K]))


def as_told(rows: Iterable[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Rows in order; floats to the digits that do not depend on the order of a sum."""
    rounded = (
        tuple(f"{one:.12g}" if isinstance(one, float) else one for one in row) for row in rows
    )
    return sorted(rounded, key=str)


@pytest.mark.parametrize("id_", [card.id for card in cards()])
def test_an_indicator_on_shared_relations_answers_as_it_does_alone(
    told: Warehouse, tmp_path: Path, id_: str
) -> None:
    """But for cells that stay hidden beside a small one."""
    kept = as_told(Results(told.connection, K, tmp_path).of(named(id_), T))
    alone = {row[:4]: row for row in asked_directly(told, named(id_).name, T)}
    assert [row[:4] for row in kept] == sorted(alone, key=str)
    for row in kept:
        assert row == alone[row[:4]] or row[-1] == "suppressed"


def test_dates_asked_in_turns_do_not_mix(told: Warehouse, tmp_path: Path) -> None:
    """What is shared holds for one (T, K) only."""
    early, card = date(2022, 12, 31), named("A6")
    results = Results(told.connection, K, tmp_path)
    answers = [results.of(card, day) for day in (T, early, T)]
    assert as_told(answers[1]) == asked_directly(told, card.name, early)
    assert answers[0] == answers[2]


def test_an_answer_is_computed_once(told: Warehouse, tmp_path: Path) -> None:
    Results(told.connection, K, tmp_path).of(named("A6"), T)
    [kept] = tmp_path.glob("*/*.parquet")
    written = kept.stat().st_mtime_ns
    Results(told.connection, K, tmp_path).of(named("A6"), T)
    assert kept.stat().st_mtime_ns == written


def test_computing_beforehand_leaves_nothing_to_compute(told: Warehouse, tmp_path: Path) -> None:
    results, days = Results(told.connection, K, tmp_path), [date(2023, 12, 31), T]
    results.compute(cards(), days)
    curves = sum(card.curve is not None for card in cards())
    assert len(list(tmp_path.glob("*/*.parquet"))) == len(days) * len(cards()) + curves


def test_another_time_of_knowledge_with_the_same_facts_is_the_same_state(
    told: Warehouse, tmp_path: Path
) -> None:
    later = instant("2025-03-01")
    states = [Results(told.connection, known, tmp_path).state for known in (K, later)]
    assert states[0] == states[1]


def test_a_fact_that_becomes_known_makes_another_state(told: Warehouse, tmp_path: Path) -> None:
    before = Results(told.connection, K, tmp_path).state
    moved = {"recorded_at": "2025-01-15 00:00:00+00"}
    [position] = told.put("moving_out", moved, on=date(2024, 12, 1), subject_key="C01")
    assert Results(told.connection, K, tmp_path).state != before
    assert Results(told.connection, instant("2025-01-01"), tmp_path).state == before
    for table in ("moving_out", "log"):
        told.connection.execute(f"delete from {table} where position = ?", [position])  # noqa: S608  # two tables


def test_only_the_newest_states_are_kept(told: Warehouse, tmp_path: Path) -> None:
    for number in range(KEPT_STATES + 3):
        (tmp_path / f"state-{number:02d}").mkdir()
        os.utime(
            tmp_path / f"state-{number:02d}", (LATER, LATER)
        )  # within one tick, or a slow clock
    Results(told.connection, K, tmp_path).of(named("A6"), T)
    assert len(list(tmp_path.iterdir())) == KEPT_STATES


def test_a_curve_is_read_at_whole_months_with_its_band(told: Warehouse, tmp_path: Path) -> None:
    points = Results(told.connection, K, tmp_path).curve(named("A7"), T)
    village = [point for point in points if point.unit_id == "C01"]
    assert [point.month for point in village] == list(range(len(village)))
    assert len(village) > 12
    assert all(one.low <= one.value <= one.high for one in village)
    assert all(one.value >= two.value for one, two in pairwise(village))


def test_an_indicator_without_a_curve_has_no_points(told: Warehouse, tmp_path: Path) -> None:
    assert Results(told.connection, K, tmp_path).curve(named("A6"), T) == []


def test_what_is_shared_comes_after_what_it_rests_on() -> None:
    below = shared_below("a7_sustained_participation", relations())
    assert below.index("unit_member") < below.index("participation_survival")


def test_a_relation_that_is_called_at_other_times_is_not_shared() -> None:
    """`unit_member(valid_at - 365, known_at)` must not meet what was computed at T."""
    [one] = [relation for relation in relations() if relation.name == "unit_member"]
    at_another_time = "unit_member(valid_at - 365,"
    others = [
        replace(other, text=other.text.replace("unit_member(valid_at,", at_another_time))
        for other in relations()
    ]
    assert sharing._is_shared(one, relations())
    assert not sharing._is_shared(one, others)


def test_a_workbench_leaves_the_callers_connection_as_it_was(told: Warehouse) -> None:
    count = "select count(*) from duckdb_functions() where schema_name = 'main'"
    before = told.rows(count)
    Workbench(told.connection).prepare("a6_participation_reach", T, K)
    assert told.rows(count) == before
