"""An expectation passes, fails, or is an error; two engines must agree, and nothing is vacuous."""

import math
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from tests.warehouse.conftest import REFERENCE, Warehouse, instant
from tests.warehouse.report_samples import named
from warehouse.cards import Bilingual, cards
from warehouse.reference import load_reference
from warehouse.relations import build
from warehouse.report.curves import falls
from warehouse.report.words import Kind
from warehouse.results import Point, Result, Results
from warehouse.tables import create_tables
from warehouse.validation.catalogue import critical_expectations
from warehouse.validation.expectations import Expectation, Rule, Severity, Suite, Where
from warehouse.validation.fact_suites import fact_suites
from warehouse.validation.indicator_expectations import indicator_parts
from warehouse.validation.indicator_suites import _curve, frame_of
from warehouse.validation.run import Checked, Outcome, Validation, validate
from warehouse.validation.shadow import register, wrong_rows

SENTENCE = Bilingual(ko="그렇습니다.", en="It is so.")
ROW = Result(
    unit_type="community",
    unit_id="C01",
    measure="s_12",
    stratum="all",
    value=0.5,
    low=0.4,
    high=0.6,
    bound_low=0.45,
    bound_high=0.55,
    numerator=5,
    denominator=10,
    n=10,
    observed_months=30,
    required_months=24,
    coverage=1.0,
    status="mature",
)


def expectation(rule: Rule, *columns: str, **more: Any) -> Expectation:
    return Expectation(key="it", sentence=SENTENCE, rule=rule, columns=columns, **more)


def checked(frame: dict[str, list[Any]], *expectations: Expectation) -> list[Checked]:
    suite = Suite("test", "rows", pa.table(frame), expectations)
    return list(validate([suite]).checked)


def outcome(frame: dict[str, list[Any]], asked: Expectation) -> Checked:
    [one] = checked(frame, asked)
    return one


A, B = [1.0, 2.0, None, 4.0], [1.0, 1.0, 1.0, None]


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        (expectation(Rule.BETWEEN, "a", low=1, high=4), 0),
        (expectation(Rule.BETWEEN, "a", low=2), 1),
        (expectation(Rule.BETWEEN, "a", high=1.5), 2),
        (expectation(Rule.AMONG, "c", among=("x", "y")), 0),
        (expectation(Rule.AMONG, "c", among=("x",)), 1),
        (expectation(Rule.NOT_NULL, "a"), 1),
        (expectation(Rule.NULL, "a"), 3),
        (expectation(Rule.NULL, "a", where=Where("c", "y")), 0),
        (expectation(Rule.NOT_NULL, "a", where=Where("c", "y", is_equal=False)), 0),
        (expectation(Rule.UNIQUE, "c"), 3),
        (expectation(Rule.UNIQUE, "a", "c"), 0),
        (expectation(Rule.ORDERED, "a", "b"), 1),
        (expectation(Rule.ORDERED, "b", "a"), 0),
        (expectation(Rule.EQUAL, "a", "b"), 1),
    ],
    ids=lambda value: getattr(value, "rule", str(value)),
)
def test_both_engines_find_the_same_wrong_rows(asked: Expectation, wrong: int) -> None:
    found = outcome({"a": A, "b": B, "c": ["x", "x", "y", "x"]}, asked)
    assert (found.wrong, found.outcome) == (wrong, Outcome.FAILED if wrong else Outcome.PASSED)


def test_an_empty_frame_is_an_error_and_never_passes() -> None:
    empty = {"a": pa.array([], pa.float64())}
    found = outcome(empty, expectation(Rule.BETWEEN, "a", low=0))
    assert (found.outcome, found.note) == (Outcome.ERROR, "there are no rows to look at")


def test_what_great_expectations_raises_is_an_error_and_no_failure() -> None:
    """The library reports its own exception as a failed expectation."""
    found = outcome({"a": [1.0]}, expectation(Rule.BETWEEN, "missing", low=0))
    assert found.outcome is Outcome.ERROR
    assert "missing" in found.note


def test_a_disagreement_of_the_two_engines_is_an_error() -> None:
    """Not a number is missing to one and larger than all numbers to the other."""
    found = outcome({"a": [0.5, math.nan]}, expectation(Rule.BETWEEN, "a", low=0, high=1))
    assert found.outcome is Outcome.ERROR
    assert found.note == "Great Expectations holds, its shadow in SQL finds 1 wrong"


def test_an_error_blocks_even_where_its_expectation_is_waived() -> None:
    suite = Suite("test", "rows", pa.table({"a": [1.0]}), [expectation(Rule.NULL, "missing")])
    validation = validate([suite], waived={"test.rows.it"})
    assert [one.id for one in validation.blocking] == ["test.rows.it"]
    assert validation.outcome is Outcome.ERROR


def test_a_waived_failure_does_not_block() -> None:
    suite = Suite("test", "rows", pa.table({"a": [1.0]}), [expectation(Rule.NULL, "a")])
    assert validate([suite]).outcome is Outcome.FAILED
    waived = validate([suite], waived={"test.rows.it"})
    assert (waived.outcome, waived.checked[0].is_waived) == (Outcome.PASSED, True)


def test_a_warning_is_told_and_does_not_block() -> None:
    mild = expectation(Rule.NULL, "a", severity=Severity.WARNING)
    validation = validate([Suite("test", "rows", pa.table({"a": [1.0]}), [mild])])
    assert validation.checked[0].outcome is Outcome.FAILED
    assert validation.outcome is Outcome.PASSED


def test_nothing_checked_is_an_error() -> None:
    assert Validation(()).outcome is Outcome.ERROR


def test_equal_outcomes_have_equal_digests() -> None:
    frame = pa.table({"a": [1.0, 2.0]})
    one, other = (
        validate([Suite("test", "rows", frame, [expectation(Rule.BETWEEN, "a", low=low)])])
        for low in (0, 0.5)
    )
    assert one.digest == other.digest
    worse = validate([Suite("test", "rows", frame, [expectation(Rule.BETWEEN, "a", low=2)])])
    assert worse.digest != one.digest


def test_data_docs_show_every_suite_and_fetch_nothing_from_elsewhere(tmp_path: Path) -> None:
    suite = Suite("A7", "rows", frame_of([ROW]), indicator_parts(named("A7"))["rows"])
    validate([suite], docs=tmp_path)
    pages = {page.name: page.read_text("utf-8") for page in tmp_path.rglob("*.html")}
    assert "index.html" in pages
    assert any("생존" in page or "성숙" in page for page in pages.values())
    fetched = re.compile(r"""(?:src=|href=|url\()["']?https?://[^"')]+""")
    linked = {found for page in pages.values() for found in fetched.findall(page)}
    assert linked <= {'href="https://greatexpectations.io'}  # whom the page names, if asked


def test_the_command_line_starts_without_great_expectations() -> None:
    asked = "import sys, dure.cli, dure.commands.validation; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "great_expectations" not in loaded
    assert "duckdb" not in loaded


def of_indicator(part: str, frame: pa.Table) -> set[str]:
    """The critical expectations of A7 that a frame breaks, by the shadow, which finds the same."""
    with duckdb.connect() as connection:
        register(connection, frame)
        return {
            one.key
            for one in indicator_parts(named("A7"))[part]
            if one.severity is Severity.CRITICAL and wrong_rows(connection, one)
        }


def test_great_expectations_finds_the_same_flaws_of_an_answer_as_its_shadow() -> None:
    flawed = [
        ROW._replace(value=None),
        ROW._replace(unit_id="C02", status="maturing"),
        ROW._replace(unit_id="C03", numerator=11.0, coverage=1.5),
        ROW,
    ]
    suite = Suite("A7", "rows", frame_of(flawed), indicator_parts(named("A7"))["rows"])
    found = {one.id.rpartition(".")[2] for one in validate([suite]).blocking}
    assert found == of_indicator("rows", suite.frame)


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({}, set()),
        ({"value": None}, {"mature_has_value"}),
        ({"status": "maturing"}, {"immature_has_none"}),
        ({"status": "settled"}, {"status", "immature_has_none"}),
        ({"measure": "s_13"}, {"measures"}),
        ({"unit_type": "village"}, {"unit_types"}),
        ({"observed_months": 20}, {"matured"}),
        ({"value": 1.2, "high": 1.3, "bound_high": 1.3}, {"share"}),
        ({"numerator": 11.0}, {"part_of_whole"}),
        ({"denominator": -1.0, "numerator": -2.0}, {"denominator"}),
        ({"n": -1}, {"n"}),
        ({"coverage": 1.5}, {"coverage"}),
        ({"low": 0.6}, {"interval_low"}),
        ({"high": 0.3}, {"interval_high"}),
        ({"bound_low": 0.6}, {"bound_low"}),
        ({"bound_high": 0.4}, {"bound_high"}),
    ],
    ids=lambda value: None if isinstance(value, set) else str(value),  # sets have no order
)
def test_each_flaw_of_an_answer_breaks_its_expectation(
    change: dict[str, Any], broken: set[str]
) -> None:
    other = ROW._replace(unit_id="C02")
    assert of_indicator("rows", frame_of([ROW._replace(**change), other])) == broken


def test_a_measure_that_is_answered_twice_breaks_its_expectation() -> None:
    assert of_indicator("rows", frame_of([ROW, ROW])) == {"once"}


@pytest.mark.parametrize(
    ("measure", "heights", "broken"),
    [
        ("s", (1.0, 0.8, 0.8, 0.5), set()),
        ("s", (1.0, 0.8, 0.9), {"falls"}),
        ("settled", (0.0, 0.2, 0.2), set()),
        ("settled", (0.0, 0.2, 0.1), {"rises"}),
        ("settled", (0.0, 1.2), {"share"}),
    ],
)
def test_a_survival_curve_falls_and_an_incidence_rises(
    measure: str, heights: Iterable[float], broken: set[str]
) -> None:
    points = [
        Point("community", unit, measure, month, height, height, height, 20)
        for unit in ("C01", "C02")  # the second begins anew
        for month, height in enumerate(heights)
    ]
    assert of_indicator("curve", _curve(points)) == broken


@pytest.mark.parametrize(
    ("measure", "kind"),
    [
        ("s_12", Kind.SHARE),
        ("attendance", Kind.COUNT),
        ("bylaws_months", Kind.MONTHS),
        ("ei_index", Kind.NUMBER),
        ("median_won", Kind.COUNT),
    ],
)
def test_only_shares_are_held_to_one(measure: str, kind: Kind) -> None:
    [measured_in] = frame_of([ROW._replace(measure=measure)])["measured_in"].to_pylist()
    assert measured_in == kind


def test_a_curve_of_those_who_wait_or_stay_falls() -> None:
    assert falls("s")
    assert falls("waiting")
    assert falls("bylaws_s_36")
    assert not falls("settled")


def test_every_indicator_has_critical_expectations_that_can_be_named() -> None:
    named_ = critical_expectations(cards())
    subjects = {id_.partition(".")[0] for id_ in named_}
    assert subjects == {"facts", "publication", *(card.id for card in cards())}
    assert all(one.sentence.ko and one.sentence.en for one in named_.values())


def facts_checked(
    warehouse: Warehouse, tmp_path: Path, recorded: dict[str, int]
) -> dict[str, Checked]:
    results = Results(warehouse.connection, instant("2025-01-01"), tmp_path)
    suites = fact_suites(results, date(2024, 12, 31), "test", recorded)
    return {one.id: one for one in validate(suites).checked}


TYPE = "dure.community.participation_recorded.v1"


@pytest.fixture(scope="module")
def committed() -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse whose facts are committed, because profiles are read by cursors of their own."""
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        create_tables(connection)
        load_reference(connection, REFERENCE)
        build(connection)
        yield connection


@pytest.fixture
def told(committed: duckdb.DuckDBPyConnection) -> Iterator[Warehouse]:
    """Two facts, loaded to their position."""
    warehouse = Warehouse(committed)
    attended = {"activity": "A1", "resident": "p-1"}
    warehouse.put(
        "participation", attended, {**attended, "resident": "p-2"}, on="2024-03-01", subject_key="C"
    )
    warehouse.connection.execute("insert into watermark values ('test', 0, 2, null)")
    yield warehouse
    for table in ("log", "participation", "watermark", "dead"):
        committed.execute(f"delete from {table}")  # noqa: S608  # four tables


def test_ledger_log_and_tables_count_the_same(told: Warehouse, tmp_path: Path) -> None:
    found = facts_checked(told, tmp_path, {TYPE: 2})
    assert not [one for one in found.values() if one.blocks]


def test_a_fact_that_the_ledger_has_and_the_log_lacks_is_found(
    told: Warehouse, tmp_path: Path
) -> None:
    found = facts_checked(told, tmp_path, {TYPE: 3})["facts.counts.equal"]
    assert (found.outcome, found.wrong) == (Outcome.FAILED, 1)


def test_a_fact_that_the_log_has_and_its_table_lacks_is_found(
    told: Warehouse, tmp_path: Path
) -> None:
    told.connection.execute("delete from participation where resident = 'p-2'")
    found = facts_checked(told, tmp_path, {TYPE: 2})["facts.counts.equal"]
    assert (found.outcome, found.wrong) == (Outcome.FAILED, 1)


def test_a_fact_that_is_loaded_twice_is_found(told: Warehouse, tmp_path: Path) -> None:
    told.connection.execute("insert into log select * from log where position = 1")
    found = facts_checked(told, tmp_path, {TYPE: 2})
    assert found["facts.kinds.named_once"].outcome is Outcome.FAILED
    assert found["facts.counts.equal"].outcome is Outcome.FAILED


def test_an_event_that_could_not_be_loaded_is_found(told: Warehouse, tmp_path: Path) -> None:
    told.connection.execute("insert into dead values ('test', 0, null, 3, 'no date', ''::blob)")
    found = facts_checked(told, tmp_path, {TYPE: 2})
    assert found["facts.loading.no_dead_events"].outcome is Outcome.FAILED


def test_a_warehouse_without_facts_is_an_error(
    committed: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    found = facts_checked(Warehouse(committed), tmp_path, {})
    assert found["facts.kinds.kind"].outcome is Outcome.ERROR
    assert found["facts.record.some_facts"].outcome is Outcome.FAILED
