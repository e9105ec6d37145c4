"""Every relation says what it is, binds, and follows the house rules of SQL."""

import re
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.conftest import Warehouse
from warehouse.cards import card, cards
from warehouse.relations import Relation, RelationError, build, ordered, read_relation, relations

KNOWN = "date '2025-12-31', timestamptz '2026-01-01 00:00:00+00'"
RESULT_COLUMNS = [
    "unit_type", "unit_id", "measure", "stratum", "value", "low", "high", "bound_low", "bound_high",
    "numerator", "denominator", "n", "observed_months", "required_months", "coverage", "status",
]  # fmt: skip
CURVE_COLUMNS = [
    "unit_type", "unit_id", "measure", "stratum", "months", "until_months", "value", "low", "high",
    "count_at_risk", "n",
]  # fmt: skip
# What has no counterpart beyond one machine, or reads the clock.
BANNED = {
    "the clock": r"\b(now\s*\(|current_date|current_timestamp|today\s*\()",
    "asof joins": r"\basof\b",
    "date_diff of months": r"date_diff\s*\(\s*'month'",
    "product()": r"\bproduct\s*\(",
    "len()": r"\blen\s*\(",
    "$ parameters": r"\$\w+",
}

every_relation = pytest.mark.parametrize("relation", relations(), ids=lambda one: one.name)


@every_relation
def test_a_file_tells_sentence_grain_unit_and_reads_or_has_a_card(relation: Relation) -> None:
    assert relation.comment
    if relation.path.parent.name == "indicators" and not relation.name.endswith("_curve"):
        assert card(relation.name) is not None


@every_relation
def test_relations_keep_to_what_runs_elsewhere_and_ask_no_clock(relation: Relation) -> None:
    for what, pattern in BANNED.items():
        assert not re.search(pattern, relation.body, re.IGNORECASE), what


@every_relation
def test_no_column_bears_a_parameters_name(relation: Relation) -> None:
    """An unqualified clash filters nothing, silently."""
    for parameter in relation.parameters:
        assert not re.search(rf"\bas {parameter}\b(?!\s*\()", relation.body), parameter
        assert not re.search(rf"\.{parameter}\b", relation.body), parameter


@every_relation
def test_relations_of_time_take_valid_at_and_known_at_first(relation: Relation) -> None:
    is_answer = relation.path.parent.name in ("indicators", "findings")
    if relation.is_table and (is_answer or "_as_of(" in relation.body):
        assert relation.parameters[:2] == ("valid_at", "known_at")


def test_every_macro_carries_its_comment_in_the_database(warehouse: Warehouse) -> None:
    told = dict(
        warehouse.rows("select function_name, comment from duckdb_functions() where not internal")
    )
    for relation in relations():
        assert told[relation.name] == relation.comment


@pytest.mark.parametrize("one", cards(), ids=lambda one: one.id)
def test_indicators_return_the_same_columns(warehouse: Warehouse, one: object) -> None:
    name = one.name  # type: ignore[attr-defined]  # parametrised by cards
    found = warehouse.connection.execute(f"from {name}({KNOWN})").description or ()
    assert [column[0] for column in found] == RESULT_COLUMNS
    curve = one.curve  # type: ignore[attr-defined]  # as above
    if curve is not None:
        found = warehouse.connection.execute(f"from {curve}({KNOWN})").description or ()
        assert [column[0] for column in found] == CURVE_COLUMNS


ANSWERS = [one for one in relations() if one.parameters == ("valid_at", "known_at")]
TOLD_WITHOUT_FACTS = {"unit_name", "record_quality"}  # names from reference data; one row of counts


@pytest.mark.parametrize("relation", ANSWERS, ids=lambda one: one.name)
def test_an_empty_warehouse_answers_with_nothing(warehouse: Warehouse, relation: Relation) -> None:
    found = warehouse.rows(f"select count(*) from {relation.name}({KNOWN})")  # noqa: S608  # names of this package's files
    assert relation.name in TOLD_WITHOUT_FACTS or found == [(0,)]


def test_relations_come_after_those_that_they_call(tmp_path: Path) -> None:
    lower = _written(tmp_path, "lower_one", "select 1 as one")
    upper = _written(tmp_path, "upper_one", "from lower_one(valid_at, known_at)")
    assert [one.name for one in ordered([upper, lower])] == ["lower_one", "upper_one"]


def test_a_circle_is_refused_with_its_names(tmp_path: Path) -> None:
    one = _written(tmp_path, "one", "from other(valid_at, known_at)")
    other = _written(tmp_path, "other", "from one(valid_at, known_at)")
    with pytest.raises(RelationError, match="one"):
        ordered([one, other])


def test_a_body_that_does_not_bind_names_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = _written(tmp_path, "broken", "select missing_column from missing_table")
    monkeypatch.setattr("warehouse.relations.relations", lambda: (broken,))
    with duckdb.connect() as connection, pytest.raises(RelationError, match=r"broken\.sql"):
        build(connection)


def test_a_file_without_its_four_lines_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "silent.sql"
    path.write_text("create or replace macro silent(x) as x;\n", encoding="utf-8")
    with pytest.raises(RelationError, match="four comment lines"):
        read_relation(path)


def test_a_file_makes_the_macro_of_its_name(tmp_path: Path) -> None:
    path = tmp_path / "named.sql"
    path.write_text("create or replace macro other(x) as x;\n", encoding="utf-8")
    with pytest.raises(RelationError, match=r"named\.sql"):
        read_relation(path)


def test_cards_are_found_by_id_and_name() -> None:
    found = card("a7")
    assert found is not None
    assert found is card("a7_sustained_participation")
    assert card("no_such_indicator") is None
    assert {one.id for one in cards()} >= {"A6", "A7", "C11", "C13", "S23"}


def _written(folder: Path, name: str, body: str) -> Relation:
    path = folder / f"{name}.sql"
    path.write_text(
        "-- A sentence.\n-- Grain: one row.\n-- Unit: none.\n-- Reads: nothing\n"
        f"create or replace macro {name}(valid_at, known_at) as table {body};\n",
        encoding="utf-8",
    )
    return read_relation(path)
