"""Patterns of gaming: each shows where figures are dressed up, and not beside it."""

import pytest

from tests.warehouse.conftest import Warehouse

AT = ["2025-12-31", "2026-02-01 00:00:00+00"]
OF_A = {"subject_key": "A"}
TERMS = {"community": "A", "programme": "seed", "organisation": "B", "planned_months": 6}


def found(warehouse: Warehouse, relation: str) -> list[str]:
    """The subjects that a pattern names, each with a sentence in both languages."""
    rows = warehouse.dicts(f"select * from {relation}(?::date, ?::timestamptz)", AT)  # noqa: S608  # named in this module
    assert all(row["detail_ko"] and row["detail_en"] for row in rows)
    return sorted(row["subject"] for row in rows)


@pytest.mark.parametrize(
    ("december", "others", "subjects"),
    [
        (8, 11, ["community/A"]),
        (7, 11, []),  # few
        (8, 33, []),  # not four times the mean of the other months
        (8, 2, []),  # who began in December has no year to compare with
    ],
)
def test_g1_a_year_is_dressed_up_in_december(
    warehouse: Warehouse, december: int, others: int, subjects: list[str]
) -> None:
    for number in range(december):
        warehouse.put("activity", {**OF_A, "activity": f"d{number}", "on": "2024-12-20"})
    for number in range(others):
        warehouse.put(
            "activity", {**OF_A, "activity": f"o{number}", "on": f"2024-{number % 11 + 1:02}-05"}
        )
    assert found(warehouse, "g1_year_end_burst") == subjects


def test_g1_a_year_that_is_not_over_is_not_judged(warehouse: Warehouse) -> None:
    for number in range(30):
        month = 12 if number < 20 else 1
        warehouse.put("activity", {**OF_A, "activity": f"a{number}", "on": f"2025-{month:02}-10"})
    statement = "select count(*) from g1_year_end_burst(?::date, ?::timestamptz)"
    assert warehouse.rows(statement, ["2025-12-30", AT[1]]) == [(0,)]
    assert warehouse.rows(statement, AT) == [(1,)]


@pytest.mark.parametrize(
    ("attendees", "others", "subjects"),
    [(10, 0, ["community/A"]), (10, 1, []), (9, 0, [])],
)
def test_g2_one_list_stands_under_two_activities(
    warehouse: Warehouse, attendees: int, others: int, subjects: list[str]
) -> None:
    """One more attendee makes another list; nine may be a committee."""
    for activity, more in (("one", 0), ("two", others)):
        for number in range(attendees + more):
            warehouse.put(
                "participation",
                {**OF_A, "activity": activity, "resident": f"r{number}", "on": "2024-05-01"},
            )
    assert found(warehouse, "g2_cloned_list") == subjects


@pytest.mark.parametrize(
    ("recorded", "subjects"),
    [("2024-03-10", []), ("2024-09-10", ["small_project/P"])],
)
def test_g3_a_plan_that_comes_after_its_project(
    warehouse: Warehouse, recorded: str, subjects: list[str]
) -> None:
    selection = {"subject_key": "P", "community": "A", "plan": "PL", "agendas": ["a"]}
    warehouse.put(
        "project_selection", {**selection, "on": "2024-03-20", "recorded_at": "2024-04-10"}
    )
    plan = {"subject_key": "PL", "community": "A", "agendas": ["a"], "recorded_at": recorded}
    warehouse.put("plan_adoption", {**plan, "on": "2024-02-20"})
    assert found(warehouse, "g3_back_dated_plan") == subjects


@pytest.mark.parametrize(
    ("together", "confirmed", "subjects"),
    [
        ([], "2024-05-10", ["small_project/P1"]),
        (["P1", "P2"], "2024-05-10", []),
        ([], "2025-05-10", []),  # there is time left to do something
    ],
)
def test_g4_a_link_in_which_nothing_is_done(
    warehouse: Warehouse, together: list[str], confirmed: str, subjects: list[str]
) -> None:
    for project in ("P1", "P2"):
        warehouse.put(
            "project_start",
            {"subject_key": project, "community": "A", "programme": project, "on": "2024-04-01"},
        )
        warehouse.put(
            "link_confirmation",
            {
                "subject_key": project,
                "link": "L",
                "project": "P1",
                "other_project": "P2",
                "confirmed_by": project,
                "on": confirmed,
            },
        )
    warehouse.put("activity", {**OF_A, "activity": "a", "projects": together, "on": "2024-06-01"})
    assert found(warehouse, "g4_paper_link") == subjects


@pytest.mark.parametrize(
    ("second_on", "second_won", "subjects"),
    [
        ("2024-06-17", 50_000_000, ["resident_organisation/B"]),
        ("2024-06-18", 50_000_000, []),  # the ninetieth day after
        ("2024-06-17", 49_999_999, []),  # small together, too
    ],
)
def test_g5_slices_add_up_to_a_large_project(
    warehouse: Warehouse, second_on: str, second_won: int, subjects: list[str]
) -> None:
    for project, day, won in (("P1", "2024-03-20", 50_000_000), ("P2", second_on, second_won)):
        warehouse.put(
            "project_selection",
            {"subject_key": project, **TERMS, "approved_won": won, "on": day},
        )
    assert found(warehouse, "g5_sliced_project") == subjects


@pytest.mark.parametrize(
    ("first_to_come", "meetings", "subjects"),
    [("another", 12, ["resident_organisation/B"]), ("chair", 12, []), ("another", 11, [])],
)
def test_g6_a_leader_whom_nobody_saw(
    warehouse: Warehouse, first_to_come: str, meetings: int, subjects: list[str]
) -> None:
    body = {"subject_key": "B", "community": "A"}
    warehouse.put("organisation_formation", {**body, "on": "2023-01-01"})
    warehouse.put(
        "leader_installation",
        {"subject_key": "B", "resident": "chair", "post": "chair", "on": "2024-01-01"},
    )
    for number in range(meetings):
        resident = first_to_come if number == 0 else "another"
        warehouse.put(
            "participation",
            {**OF_A, "activity": f"m{number}", "resident": resident, "on": "2024-06-01"},
        )
    assert found(warehouse, "g6_proxy_leader") == subjects
