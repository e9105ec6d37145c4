"""Rows in, rows out: each file of `cases/<indicator>/` is one case of that indicator.

A case states `facts` by table and the expected `rows` of one unit (`unit`: type and id), which are
all rows that the unit has; of each only the columns named are compared. The `day` of a fact is one
day, or first and last. A fact with `times: k` stands for k facts, in whose texts {n} counts from 1.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.warehouse.conftest import Warehouse
from warehouse.cards import Card, card

CASES = sorted((Path(__file__).parent / "cases").glob("*/*.yaml"))
KNOWN_AT = "2030-01-01 00:00:00+00"  # where a case does not say
TOLERANCE = 1e-9
COLUMNS = [
    "unit_type",
    "unit_id",
    "measure",
    "stratum",
    "value",
    "low",
    "high",
    "bound_low",
    "bound_high",
    "numerator",
    "denominator",
    "n",
    "observed_months",
    "required_months",
    "coverage",
    "status",
]


def facts(stated: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The facts of one table, repeated as they say."""
    for fact in stated:
        days = [*fact.pop("days", ()), *_tenths(*fact.pop("months", ()))] or [fact.pop("day")]
        for number in range(1, fact.pop("times", 1) + 1):
            for day in days:
                yield {name: _numbered(value, number) for name, value in fact.items()} | {
                    "day": day
                }


def _tenths(first: str = "0001-01", last: str = "0000-12") -> Iterator[str]:
    """The tenth of each month from the first to the last, both included."""
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    for month in range(start, end + 1):
        yield f"{month // 12:04d}-{month % 12 + 1:02d}-10"


def _numbered(value: object, number: int) -> object:
    if isinstance(value, str):
        return value.replace("{n}", str(number))
    if isinstance(value, list):
        return [_numbered(one, number) for one in value]
    return value


def put(warehouse: Warehouse, stated: Mapping[str, list[dict[str, Any]]]) -> None:
    """Put the facts of a case."""
    for table, rows in stated.items():
        for fact in facts(rows):
            day = fact.pop("day")
            warehouse.put(table, {**fact, "on": tuple(day) if isinstance(day, list) else day})


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_facts_of_a_case_give_its_rows(warehouse: Warehouse, path: Path) -> None:
    """At every unit only a mature row has a value, which lies between its bounds."""
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    indicator = card(path.parent.name)
    assert indicator is not None, f"there is no indicator {path.parent.name}"
    put(warehouse, case["facts"])
    found = warehouse.dicts(
        f"select * from {indicator.name}(?::date, ?::timestamptz) order by measure, stratum",  # noqa: S608  # a macro by its card
        [case["valid_at"], case.get("known_at", KNOWN_AT)],
    )
    for row in found:
        assert list(row) == COLUMNS
        hold_to_card(row, indicator)
    if "some_rows" in case:
        expected = sorted(case["some_rows"], key=_key(case["unit"]))
        wanted_keys = [_key(case["unit"])(row) for row in expected]
        of_unit = sorted((row for row in found if _key([])(row) in wanted_keys), key=_key([]))
    else:
        expected = sorted(case["rows"], key=_key(case["unit"]))
        of_unit = [row for row in found if [row["unit_type"], row["unit_id"]] == case["unit"]]
    assert [row["measure"] for row in of_unit] == [row["measure"] for row in expected]
    for row, wanted in zip(of_unit, expected, strict=True):
        stated = {name: value for name, value in wanted.items() if name != "unit"}
        assert {name: row[name] for name in stated} == pytest.approx(stated, abs=TOLERANCE)


def _key(unit: list[str]) -> Callable[[Mapping[str, Any]], tuple[str, ...]]:
    """Unit, measure and stratum of a row; of `unit`, unless the row names its own."""

    def key(row: Mapping[str, Any]) -> tuple[str, ...]:
        its_own = row.get("unit", unit) or [row["unit_type"], row["unit_id"]]
        return (*its_own, row["measure"], row.get("stratum", "all"))

    return key


def hold_to_card(row: Mapping[str, Any], indicator: Card) -> None:
    """What every row of every indicator promises."""
    assert row["unit_type"] in indicator.unit_types
    assert row["measure"] in indicator.measures
    assert (row["value"] is not None) == (row["status"] == "mature")
    if row["bound_low"] is not None:
        assert row["bound_low"] - TOLERANCE <= row["value"] <= row["bound_high"] + TOLERANCE
