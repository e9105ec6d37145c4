"""The reference tables in the warehouse: cohorts from their rules, figures, areas, programmes."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import pytest
import yaml

from domain.vocabulary import FACT_TYPES
from warehouse.reference import load_reference, members_query

REFERENCE = Path(__file__).parents[2] / "reference"
TABLES = (
    "area_code",
    "area_successor",
    "municipality_fact",
    "cohort",
    "cohort_member",
    "programme",
    "programme_milestone",
    "programme_term",
    "programme_rule",
    "process_guide",
    "guide_stage",
    "guide_question",
    "boundary_partner",
    "sign",
    "reference_source",
    "reference_version",
    "small_project_term",
    "sense_scale",
    "case_threshold",
    "case_wording",
)
RATIOS = """
select financial_independence_percent
from cohort_member
inner join municipality_fact using (municipality)
where cohort = ?
"""


@pytest.fixture(scope="module")
def loaded() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        load_reference(connection, REFERENCE)
        yield connection


def rows(connection: duckdb.DuckDBPyConnection, query: str, *parameters: object) -> list[Any]:
    return connection.execute(query, list(parameters)).fetchall()


def ratios(connection: duckdb.DuckDBPyConnection, cohort: str) -> list[float]:
    return [ratio for (ratio,) in rows(connection, RATIOS, cohort)]


def test_the_default_cohort_has_42_cities_with_a_median_ratio_of_15_45(
    loaded: duckdb.DuckDBPyConnection,
) -> None:
    (default,) = rows(loaded, "select cohort from cohort where is_default")
    cities = ratios(loaded, *default)
    assert len(cities) == 42
    assert median(cities) == pytest.approx(15.45)
    assert sum(ratio < 20 for ratio in cities) == 32
    assert sum(ratio < 10 for ratio in cities) == 4


def test_cohorts_of_low_independence_lie_within_the_default(
    loaded: duckdb.DuckDBPyConnection,
) -> None:
    assert len(ratios(loaded, "low-financial-independence")) == 32
    names = rows(
        loaded,
        "select name from municipality_fact inner join cohort_member using (municipality)"
        " where cohort = 'very-low-financial-independence' order by name",
    )
    assert [name for (name,) in names] == ["남원시", "문경시", "상주시", "정읍시"]


def test_the_alternatives_add_or_take_what_they_say(loaded: duckdb.DuckDBPyConnection) -> None:
    def members(cohort: str) -> set[str]:
        found = rows(loaded, "select municipality from cohort_member where cohort = ?", cohort)
        return {municipality for (municipality,) in found}

    default = members("small-medium-cities")
    assert members("small-medium-cities-with-jeju") - default == {"50110", "50130"}
    outer = members("small-medium-cities-with-outer-gyeonggi")
    assert outer - default == {"41500", "41610", "41670"}
    assert default - members("small-medium-cities-from-50000") == {"51190", "44250"}  # 태백, 계룡
    assert default < members("small-medium-cities-and-counties")


def test_counties_outside_the_metropolitan_cities_are_77_with_a_median_of_9_5(
    loaded: duckdb.DuckDBPyConnection,
) -> None:
    query = (
        "select count(*), median(financial_independence_percent) from municipality_fact"
        " where kind = 'gun' and not is_metropolitan"
    )
    assert rows(loaded, query) == [(77, 9.5)]


def test_figures_stand_under_the_present_code_and_show_the_stated_one(
    loaded: duckdb.DuckDBPyConnection,
) -> None:
    query = (
        "select municipality, population, financial_independence_percent, year"
        " from municipality_fact where stated_code = ?"
    )
    assert rows(loaded, query, "47720") == [("27720", 20_912, 7.4, 2023)]
    assert rows(loaded, query, "42150") == [("51150", 201_836, 15.1, 2023)]


def test_every_municipality_of_a_row_is_a_municipality_of_the_table(
    loaded: duckdb.DuckDBPyConnection,
) -> None:
    for table in ("municipality_fact", "cohort_member", "area_code"):
        strays = rows(
            loaded,
            f"select municipality from {table} where municipality not in (select code"  # noqa: S608  # a table of this test
            " from area_code where scheme = 'mois-sgg' and level = 'municipality')",
        )
        assert strays == []


def test_every_source_that_a_row_names_is_described(loaded: duckdb.DuckDBPyConnection) -> None:
    for table in ("area_code", "area_successor", "municipality_fact", "cohort"):
        unknown = rows(
            loaded,
            f"select source from (select distinct unnest(string_split(source, ' ')) as source"  # noqa: S608  # a table of this test
            f" from {table}) anti join reference_source using (source)",
        )
        assert unknown == []


def test_a_change_known_by_its_month_has_that_precision(loaded: duckdb.DuckDBPyConnection) -> None:
    query = (
        "select changed_on::varchar, changed_precision, successor, opens, status"
        " from area_successor where scheme = 'mois-sgg' and code = ?"
    )
    assert rows(loaded, query, "41590") == [("2026-02-01", "month", None, "4159", "unresolved")]
    assert rows(loaded, query, "47720") == [("2023-07-01", "day", "27720", None, "resolved")]


def test_milestones_name_events_that_there_are(loaded: duckdb.DuckDBPyConnection) -> None:
    facts = rows(loaded, "select distinct fact from programme_milestone where fact is not null")
    assert {fact for (fact,) in facts} <= set(FACT_TYPES)
    query = "select fact from programme_milestone where programme = 'community-call' order by step"
    assert rows(loaded, query)[-2:] == [
        ("community.support_ended.v1",),
        ("small_project.follow_up_visited.v1",),
    ]


def test_the_cool_off_of_village_enterprises_is_data(loaded: duckdb.DuckDBPyConnection) -> None:
    query = "select value, unit from programme_rule where programme = ? and rule = 'cool_off'"
    assert rows(loaded, query, "village-enterprise") == [(24, "months")]


def test_terms_that_no_source_states_are_marked_as_proposals(
    loaded: duckdb.DuckDBPyConnection,
) -> None:
    """And none of them is said to be verified; what is customised is a proposal throughout."""
    query = "select distinct source = 'dure', verified, is_proposal from small_project_term"
    assert sorted(rows(loaded, query)) == [(False, True, False), (True, False, True)]
    customised = "select distinct is_proposal from small_project_term where customised is not null"
    assert rows(loaded, customised) == [(True,)]


def test_what_was_written_from_memory_is_not_verified(loaded: duckdb.DuckDBPyConnection) -> None:
    for table in ("programme", "programme_term", "programme_rule"):
        query = f"select count(*) from {table} where source = 'from memory' and verified"  # noqa: S608  # a table of this test
        assert rows(loaded, query) == [(0,)]
    unverified = rows(loaded, "select programme from programme where not verified order by all")
    assert unverified == [("culture-village",), ("living-culture-community",), ("urban-vitality",)]


def test_loading_twice_changes_nothing_and_a_new_version_replaces_all(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        assert load_reference(connection, REFERENCE)
        first = {table: rows(connection, f"from {table}") for table in TABLES}
        assert not load_reference(connection, REFERENCE)
        changed = shutil.copytree(REFERENCE, tmp_path / "reference")
        (changed / "VERSION").write_text("other\n", encoding="utf-8")
        assert load_reference(connection, changed)
        assert rows(connection, "select version from reference_version") == [("other",)]
        for table in set(TABLES) - {"reference_version"}:
            assert rows(connection, f"from {table}") == first[table]


def test_every_table_and_its_grain_are_described(loaded: duckdb.DuckDBPyConnection) -> None:
    described = rows(loaded, "select table_name, comment from duckdb_tables() order by all")
    assert [table for table, _ in described] == sorted(TABLES)
    for _, comment in described:
        lines = comment.splitlines()
        assert [line.split(":")[0] for line in lines[1:]] == ["Grain", "Unit", "Reads"]


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ({"field": "mayor", "is": ["x"]}, "a condition has one of the fields"),
        ({"field": "population", "above": 3}, "a comparison is one of"),
        ({"field": "population", "below": 3, "from": 1}, "one comparison"),
        ({"field": "1=1; drop table area_code", "below": 3}, "a condition has one of the fields"),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused_with_what_it_may_say(
    condition: dict[str, object], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        members_query({"year": 2023, "where": [condition]})


def test_a_cohort_lies_only_within_one_that_stands_above_it(tmp_path: Path) -> None:
    changed = shutil.copytree(REFERENCE, tmp_path / "reference")
    stated = yaml.safe_load((changed / "cohorts.yaml").read_text(encoding="utf-8"))
    stated["cohorts"][0]["within"] = "low-financial-independence"
    (changed / "cohorts.yaml").write_text(yaml.safe_dump(stated), encoding="utf-8")
    with duckdb.connect() as connection, pytest.raises(ValueError, match="must stand above"):
        load_reference(connection, changed)
