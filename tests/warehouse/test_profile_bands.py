"""Who is similar, how a band spreads, and which points of a past are shown."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.conftest import Warehouse
from tests.warehouse.report_samples import named, result
from warehouse.cells import UnitKey
from warehouse.past import FEWEST_PEERS, settled
from warehouse.profile.bands import band, similar_units
from warehouse.profile.figures import LIKENESS
from warehouse.results import Result

VALUES = st.lists(st.floats(0, 1), min_size=FEWEST_PEERS, max_size=30)
C, D, E = (UnitKey("community", key) for key in "CDE")
CITY = {"programme": "G", "stage": "supported", "city_class": "county", "independence": "below_20"}
LATEST = "(date '2025-12-31', timestamptz '2026-02-01 00:00:00+00')"


@given(VALUES)
def test_a_band_has_the_quantiles_of_numpy_to_two_digits(values: list[float]) -> None:
    found = band(values)
    assert found is not None
    exact = np.quantile(values, [0.1, 0.25, 0.5, 0.75, 0.9])
    assert list(found[1:]) == pytest.approx(list(exact), rel=0.051, abs=1e-12)
    assert all(before <= after for before, after in pairwise(found[1:]))


@pytest.mark.parametrize("count", range(FEWEST_PEERS))
def test_fewer_than_five_have_no_band(count: int) -> None:
    assert band([0.5] * count) is None


@pytest.mark.parametrize(
    ("other", "alike_in", "expected"),
    [
        ({}, LIKENESS, True),
        ({"programme": "H"}, LIKENESS, False),
        ({"programme": "H"}, ("stage", "city_class"), True),
        ({"stage": "after_support"}, LIKENESS, False),
        ({"independence": None}, LIKENESS, False),
    ],
)
def test_units_are_similar_when_alike_in_everything_asked(
    other: dict[str, str | None], alike_in: tuple[str, ...], *, expected: bool
) -> None:
    likeness: dict[UnitKey, dict[str, str | None]] = {C: {**CITY}, D: {**CITY, **other}}
    assert similar_units(C, likeness, alike_in) == ({D} if expected else set())


def test_what_is_not_told_is_like_nothing() -> None:
    unknown: dict[str, str | None] = {**CITY, "city_class": None}
    assert not similar_units(C, {C: unknown, D: unknown}, LIKENESS)
    assert not similar_units(E, {C: CITY, D: CITY}, LIKENESS)


def test_municipalities_are_like_municipalities_only() -> None:
    town: dict[str, str | None] = {**CITY, "programme": None, "stage": None}
    one, other = UnitKey("municipality", "1"), UnitKey("municipality", "2")
    likeness: dict[UnitKey, dict[str, str | None]] = {one: town, other: town, C: {**CITY}}
    assert similar_units(one, likeness, LIKENESS) == {other}


def past(id_: str, counts: list[int], days: list[date]) -> tuple[Result | None, ...]:
    """What is shown of a series of mature values of so many residents."""
    rows = [
        (day, result(id_, value=0.5, n=count, status="mature"))
        for day, count in zip(days, counts, strict=True)
    ]
    return tuple(row for _, row in settled(named(id_), rows))


def test_a_past_without_small_steps_is_shown_whole() -> None:
    years = [date(year, 12, 31) for year in (2022, 2023, 2024)]
    assert [row and row.status for row in past("A7", [10, 20, 30], years)] == ["mature"] * 3


def test_a_point_from_which_few_residents_came_is_hidden_whole() -> None:
    years = [date(year, 12, 31) for year in (2022, 2023, 2024)]
    shown = past("A7", [10, 28, 30], years)
    assert [row and row.status for row in shown] == ["mature", "suppressed", "mature"]
    hidden = shown[1]
    assert hidden is not None
    assert {hidden.value, hidden.n, hidden.low, hidden.observed_months} == {None}


def test_windows_that_do_not_overlap_have_no_residents_in_common_to_tell_of() -> None:
    years = [date(year, 12, 31) for year in (2023, 2024)]
    assert [row and row.status for row in past("A6", [28, 30], years)] == ["mature", "mature"]
    halves = [date(2024, 6, 30), date(2024, 12, 31)]
    assert [row and row.status for row in past("A6", [28, 30], halves)] == ["suppressed", "mature"]


def test_counts_of_other_things_are_shown_whole() -> None:
    years = [date(year, 12, 31) for year in (2023, 2024)]
    assert [row and row.status for row in past("P1", [28, 30], years)] == ["mature", "mature"]


def test_a_community_is_like_others_by_programme_stage_and_city(warehouse: Warehouse) -> None:
    area = {"area_scheme": "mois-sgg", "area_code": "47280"}  # 문경시
    for key in ("C", "D", "E"):
        warehouse.put(
            "community_identification", {"name": key}, on="2020-01-01", subject_key=key, **area
        )
    support = {"programme": "G", "supported": "B"}
    warehouse.put("support_start", support, on="2021-01-01", subject_key="C")
    warehouse.put("support_start", support, on="2021-01-01", subject_key="D")
    warehouse.put("support_end", support, on="2022-01-01", subject_key="D")
    rows = warehouse.dicts(f"from unit_likeness{LATEST} where unit_type = 'community'")
    stages = {row["unit_id"]: (row["programme"], row["stage"]) for row in rows}
    assert stages == {
        "C": ("G", "supported"),
        "D": ("G", "after_support"),
        "E": (None, "unsupported"),
    }
    assert {(row["city_class"], row["independence"]) for row in rows} == {
        ("small_medium_city", "below_10")
    }


def test_the_quality_of_records_is_told_for_each_unit(warehouse: Warehouse) -> None:
    source = "urn:dure:feed:own"
    warehouse.put(
        "feed_registration", {"subject_key": "own", "stated_source": source}, on="2024-01-01"
    )
    delivered = {"subject_key": "own", "quarantined": 3}
    warehouse.put("feed_delivery", delivered, on="2024-02-01")
    common = {"subject_key": "C", "source": source}
    days = [
        ("2024-01-01", "2024-01-05"),
        ("2024-01-02", "2024-01-12"),
        ("2024-01-03", "2024-02-02"),
    ]
    for day, recorded in days:
        fact = {"activity": day, "recorded_at": f"{recorded} 00:00:00+00"}
        warehouse.put("activity", fact, on=day, **common)
    vague = {"activity": "V", "recorded_at": "2024-02-01 00:00:00+00"}
    [position] = warehouse.put("activity", vague, on=("2024-01-01", "2024-01-31"), **common)
    warehouse.supersede(position, "2024-03-01 00:00:00+00")
    [row] = warehouse.dicts(f"from unit_record_quality{LATEST} where unit_type = 'community'")
    assert (row["count_facts"], row["median_lag_days"], row["p90_lag_days"]) == (4, 4, 30)
    assert (row["imprecise_share"], row["corrected_share"]) == (0.25, 0.25)
    assert (row["self_report_share"], row["count_quarantined"]) == (1, 3)
