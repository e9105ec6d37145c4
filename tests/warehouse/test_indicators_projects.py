"""P1, R18 and O25: units, what was known when, and the laws of shares and incidences."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.conftest import Warehouse

LATEST = ("2025-12-31", "2026-02-01 00:00:00+00")
# DuckDB's fixture serves all examples, each on an emptied warehouse; each plan takes long.
relaxed = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def measured(
    warehouse: Warehouse, macro: str, measure: str, at: tuple[str, str] = LATEST
) -> dict[tuple[str, str], dict[str, Any]]:
    """The rows of one measure by unit."""
    found = warehouse.dicts(
        f"select * from {macro}(?::date, ?::timestamptz) where measure = ?",  # noqa: S608  # a macro, by the tests themselves
        [*at, measure],
    )
    return {(row["unit_type"], row["unit_id"]): row for row in found}


def place(warehouse: Warehouse, community: str, code: str) -> None:
    warehouse.put(
        "community_identification",
        {"subject_key": community, "name": community, "area_scheme": "mois-sgg", "area_code": code},
        on="2024-01-01",
    )


def planned_project(community: str, key: str, **fields: object) -> dict[str, object]:
    return {"subject_key": key, "community": community, "programme": "seed", **fields}


def test_p1_is_computed_from_projects_at_every_unit_and_never_averaged(
    warehouse: Warehouse,
) -> None:
    """Three planned of three, and none of six: a third of nine at the city, not one half."""
    for community in ("A", "B"):
        place(warehouse, community, "47130")
        warehouse.put(
            "support_start",
            {"subject_key": community, "programme": "seed", "supported": "X", "on": "2024-01-01"},
        )
    warehouse.put("plan_adoption", {"subject_key": "PL", "community": "A", "on": "2024-01-15"})
    planned = [planned_project("A", f"A{number}", plan="PL") for number in range(3)]
    unplanned = [planned_project("B", f"B{number}") for number in range(6)]
    foreign = planned_project("B", "other", programme="culture")
    warehouse.put("project_selection", *planned, *unplanned, foreign, on="2024-03-01")
    warehouse.put("project_start", *planned, *unplanned, foreign, on="2024-04-01")
    found = measured(warehouse, "p1_plan_before_project", "share")
    values = {unit: (row["numerator"], row["denominator"]) for unit, row in found.items()}
    assert values[("community", "A")] == (3, 3)
    assert values[("community", "B")] == (0, 7)
    for unit in (("municipality", "47130"), ("province", "47000"), ("nation", "KR")):
        assert values[unit] == (3, 10)
    assert values[("programme", "seed")] == (3, 9)  # its own projects only
    assert values[("cohort", "small-medium-cities")] == (3, 10)


def test_p1_is_told_as_it_was_known(warehouse: Warehouse) -> None:
    project = [planned_project("A", f"P{number}", plan="PL") for number in range(3)]
    plan = {"subject_key": "PL", "community": "A", "on": "2024-01-15"}
    [adopted] = warehouse.put("plan_adoption", plan, recorded_at="2024-02-01 00:00:00+00")
    warehouse.put("project_selection", *project, on="2024-03-01", recorded_at="2024-03-02 00:00+00")
    warehouse.put("project_start", *project, on="2024-04-01", recorded_at="2024-04-02 00:00+00")
    warehouse.supersede(adopted, "2026-06-01 00:00:00+00")
    unit = ("community", "A")
    before = measured(warehouse, "p1_plan_before_project", "share")
    after = measured(
        warehouse, "p1_plan_before_project", "share", ("2025-12-31", "2026-07-01 00:00:00+00")
    )
    early = measured(
        warehouse, "p1_plan_before_project", "share", ("2024-03-31", "2026-02-01 00:00:00+00")
    )
    assert (before[unit]["value"], after[unit]["value"]) == (1.0, 0.0)
    assert (early[unit]["n"], early[unit]["status"]) == (0, "no_data")


@relaxed
@given(
    days=st.lists(
        st.tuples(st.integers(1, 28), st.integers(0, 20), st.integers(1, 28), st.integers(0, 20)),
        min_size=3,
        max_size=6,
    )
)
def test_p1_bounds_hold_the_share_of_every_reading_of_imprecise_dates(
    warehouse: Warehouse, days: list[tuple[int, int, int, int]]
) -> None:
    """Whichever day inside its interval each fact happened on."""
    warehouse.empty()
    for number, (adopted, wide, selected, long) in enumerate(days):
        project = planned_project("A", f"P{number}", plan=f"PL{number}")
        adoption = (f"2024-03-{adopted:02}", f"2024-03-{min(adopted + wide, 31):02}")
        selection = (f"2024-03-{selected:02}", f"2024-03-{min(selected + long, 31):02}")
        warehouse.put(
            "plan_adoption", {"subject_key": f"PL{number}", "community": "A", "on": adoption}
        )
        warehouse.put("project_selection", {**project, "on": selection})
        warehouse.put("project_start", {**project, "on": "2024-04-01"})
    row = measured(warehouse, "p1_plan_before_project", "share")[("community", "A")]
    certain = sum(min(a + w, 31) < s for a, w, s, _ in days)
    possible = sum(a < min(s + g, 31) for a, _, s, g in days)
    assert (row["bound_low"], row["bound_high"]) == pytest.approx(
        (certain / len(days), possible / len(days))
    )
    assert row["low"] <= row["value"] <= row["high"]


def linked_pair(
    warehouse: Warehouse, owners: tuple[str, ...], asset: str | None, **ended: str
) -> None:
    """Four projects of two programmes in one village, two of them linked."""
    projects = [
        planned_project("A", f"P{number}", programme=f"programme-{number % 2}")
        for number in range(4)
    ]
    warehouse.put("project_start", *projects, on="2025-01-01")
    pair = {"subject_key": "programme-0", "link": "L", "project": "P0", "other_project": "P1"}
    for owner in owners:
        warehouse.put(
            "link_confirmation", {**pair, "confirmed_by": owner, "shared_asset": asset},
            on="2025-03-01",
        )  # fmt: skip
    for day in ended.values():
        warehouse.put("link_dissolution", {**pair, "on": day})


@pytest.mark.parametrize(
    ("owners", "asset", "dissolved", "share"),
    [
        (("one", "other"), "kitchen", None, 0.5),
        (("one", "other"), "kitchen", "2025-06-01", 0.5),
        (("one", "other"), None, None, 0.0),
        (("one", "other"), "", None, 0.0),
        (("one",), "kitchen", None, 0.0),
        (("one", "one"), "kitchen", None, 0.0),
        ((), "kitchen", None, 0.0),
    ],
)
def test_r18_counts_links_that_both_owners_confirmed_and_practise(
    warehouse: Warehouse,
    owners: tuple[str, ...],
    asset: str | None,
    dissolved: str | None,
    share: float,
) -> None:
    linked_pair(warehouse, owners, asset, **({"day": dissolved} if dissolved else {}))
    row = measured(warehouse, "r18_same_area_linkage", "share")[("community", "A")]
    assert (row["value"], row["bound_high"], row["denominator"]) == (share, share, 4)


def test_o25_curves_rise_stay_below_one_and_end_with_the_value(warehouse: Warehouse) -> None:
    projects = [planned_project("A", f"P{number}", planned_months=6) for number in range(8)]
    warehouse.put("project_start", *projects, on="2024-06-01")
    for number in range(5):
        done = {"subject_key": f"P{number}", "community": "A", "on": f"2025-0{number + 1}-01"}
        warehouse.put("project_completion", done)
        warehouse.put("project_settlement", done)
    warehouse.put(
        "project_abandonment", {"subject_key": "P7", "community": "A", "on": "2025-01-15"}
    )
    curve = warehouse.dicts(
        "select * from o25_completion_curve(?::date, ?::timestamptz) "
        "where unit_type = 'community' order by measure, months",
        list(LATEST),
    )
    settled = [row["value"] for row in curve if row["measure"] == "settled"]
    abandoned = [row["value"] for row in curve if row["measure"] == "abandoned"]
    assert settled == sorted(settled)
    assert settled[-1] + abandoned[-1] == pytest.approx(6 / 8)
    row = measured(warehouse, "o25_completion", "settled_in_time")[("community", "A")]
    within = [
        one for one in curve if one["measure"] == "settled" and one["months"] <= 180 / 30.4375
    ]
    assert row["value"] == within[-1]["value"] == pytest.approx(5 / 8)
