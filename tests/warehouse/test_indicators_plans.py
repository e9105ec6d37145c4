"""P2 and I21: competing ends, what was known when, and the laws of incidence."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.conftest import Warehouse
from tests.warehouse.test_indicators_projects import measured

# DuckDB's fixture serves all examples, each on an emptied warehouse; each plan takes long.
relaxed = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
FIRST = date(2020, 1, 1)
TABLES = {
    "addressed": "agenda_resolution",
    "withdrawn": "agenda_withdrawal",
    "merged": "agenda_merger",
}
OWN_FIELDS = {"addressed": {"route": "volunteer-action"}, "withdrawn": {}, "merged": {"into": "a0"}}


def register(warehouse: Warehouse, waits: list[tuple[str | None, int]]) -> None:
    """One item a day, each with what became of it and after how many days."""
    item = {"subject_key": "PL", "community": "A"}
    for number, (outcome, days) in enumerate(waits):
        registered = FIRST + timedelta(days=number)
        warehouse.put("agenda_registration", {**item, "agenda": f"a{number}", "on": registered})
        if outcome is not None:
            warehouse.put(
                TABLES[outcome],
                {**item, **OWN_FIELDS[outcome], "agenda": f"a{number}"},
                on=registered + timedelta(days=days),
            )


@relaxed
@given(
    waits=st.lists(
        st.tuples(
            st.sampled_from([None, "addressed", "withdrawn", "merged"]), st.integers(0, 1500)
        ),
        min_size=10,
        max_size=25,
    )
)
def test_p2_is_the_share_of_items_where_all_were_followed_to_the_horizon(
    warehouse: Warehouse, waits: list[tuple[str | None, int]]
) -> None:
    """Without censoring before the horizon Aalen-Johansen counts; exact dates leave no range."""
    warehouse.empty()
    register(warehouse, waits)
    for months in (12, 24):
        row = measured(warehouse, "p2_agenda_realisation", f"addressed_{months}")[
            ("community", "A")
        ]
        within = sum(outcome == "addressed" and days <= months * 30.4375 for outcome, days in waits)
        assert row["value"] == pytest.approx(within / len(waits))
        assert row["bound_low"] == pytest.approx(row["bound_high"])


def test_p2_of_the_past_knows_neither_later_items_nor_later_outcomes(warehouse: Warehouse) -> None:
    register(warehouse, [("addressed", 700)] * 10)
    past = ("2021-06-30", "2030-01-01 00:00:00+00")
    row = measured(warehouse, "p2_agenda_realisation", "addressed_12", past)[("community", "A")]
    assert (row["value"], row["n"], row["status"]) == (0.0, 10, "mature")
    later = measured(warehouse, "p2_agenda_realisation", "addressed_24", past)[("community", "A")]
    assert (later["value"], later["observed_months"], later["status"]) == (None, 17, "maturing")


def test_p2_an_item_that_was_addressed_twice_counts_at_its_first_answer(
    warehouse: Warehouse,
) -> None:
    register(warehouse, [("addressed", 100)] * 10)
    warehouse.put(
        "agenda_withdrawal",
        {"subject_key": "PL", "community": "A", "agenda": "a0"},
        on="2020-04-20",
    )
    row = measured(warehouse, "p2_agenda_realisation", "addressed_12")[("community", "A")]
    assert row["value"] == 1.0


def test_p2_curve_tells_each_end_and_stops_where_ten_are_followed(warehouse: Warehouse) -> None:
    register(warehouse, [("addressed", 50), ("withdrawn", 60), ("merged", 70), *[(None, 0)] * 9])
    curve = warehouse.dicts(
        "select * from p2_agenda_realisation_curve(date '2020-12-31', timestamptz '2030-01-01') "
        "where unit_type = 'nation'"
    )
    assert {row["measure"] for row in curve} == {"addressed", "withdrawn", "merged"}
    assert max(row["months"] for row in curve) <= 11
    last = {row["measure"]: row["value"] for row in sorted(curve, key=lambda row: row["months"])}
    assert last == pytest.approx(dict.fromkeys(("addressed", "withdrawn", "merged"), 1 / 12))


def end_contracts(warehouse: Warehouse, organisation: str, outcomes: list[str | None]) -> None:
    """Contracts that ended in mid 2024, each followed after a hundred days."""
    for number, table in enumerate(outcomes):
        worker = {"subject_key": f"{organisation}-W{number}", "support_organisation": organisation}
        warehouse.put("worker_contract_end", {**worker, "on": "2024-06-30"})
        if table is not None:
            warehouse.put(table, {**worker, "on": "2024-10-08"})


def test_i21_leaving_the_field_competes_with_going_on(warehouse: Warehouse) -> None:
    end_contracts(
        warehouse,
        "S",
        ["worker_re_education", "worker_redeployment", *["worker_departure"] * 3, *[None] * 3],
    )
    row = measured(warehouse, "i21_support_continuity", "followed_up_6")[
        ("support_organisation", "S")
    ]
    assert (row["value"], row["n"], row["status"]) == (0.25, 8, "mature")


def test_i21_workers_are_pooled_over_the_organisations_of_a_larger_unit(
    warehouse: Warehouse,
) -> None:
    end_contracts(warehouse, "S", ["worker_redeployment"] * 4)
    end_contracts(warehouse, "T", [None] * 4)
    found = measured(warehouse, "i21_support_continuity", "followed_up_12")
    assert found[("support_organisation", "S")]["status"] == "maturing"
    assert (found[("nation", "KR")]["value"], found[("nation", "KR")]["n"]) == (0.5, 8)


@relaxed
@given(
    visits=st.lists(st.tuples(st.integers(0, 364), st.integers(0, 120)), max_size=8),
    choices=st.lists(st.floats(0, 1), min_size=8, max_size=8),
)
def test_i21_the_longest_gap_lies_between_its_bounds_on_whatever_days_visits_were(
    warehouse: Warehouse, visits: list[tuple[int, int]], choices: list[float]
) -> None:
    warehouse.empty()
    first, final = date(2025, 1, 1), date(2025, 12, 31)
    warehouse.put(
        "support_start",
        {"subject_key": "C", "programme": "p", "supported": "B", "support_organisation": "S"},
        on="2024-01-01",
    )
    actual = []
    for (day, width), choice in zip(visits, choices, strict=False):
        last = min(day + width, 364)
        actual.append(day + round(choice * (last - day)))
        interval = (first + timedelta(days=day), first + timedelta(days=last))
        warehouse.put("support_visit", {"subject_key": "S", "community": "C", "on": interval})
    marks = sorted([0, *actual, (final - first).days])
    longest = max(later - earlier for earlier, later in pairwise(marks))
    [(least, most)] = warehouse.rows(
        "select longest_gap_days_least, longest_gap_days_most "
        "from support_contact(date '2025-12-31', timestamptz '2030-01-01')"
    )
    assert least <= longest <= most
