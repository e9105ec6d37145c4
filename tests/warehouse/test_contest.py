"""How far the applications to a call have come, and how many projects of which size came of it."""

from typing import Any, Final

import pytest

from tests.warehouse.conftest import Warehouse

PROJECT: Final = {"subject_key": "p1", "community": "c1", "programme": "village"}
LATEST: Final = "2025-12-31"


def asked(warehouse: Warehouse, relation: str, valid_at: str = LATEST) -> list[dict[str, Any]]:
    """All rows of a relation at a day, by their first columns."""
    return warehouse.dicts(
        f"select * from {relation}(?::date, timestamptz '2026-02-01 00:00:00+00') order by all",  # noqa: S608  # the tests name it
        [valid_at],
    )


@pytest.fixture
def contest(warehouse: Warehouse) -> Warehouse:
    """A project from its application in February to its settlement in November."""
    warehouse.put(
        "call_publication",
        {"subject_key": "village", "call": "spring", "on": "2025-01-05", "closes_on": "2025-02-28"},
    )
    warehouse.put("project_proposal", {**PROJECT, "call": "spring", "on": "2025-02-01"})
    approved = {"approved_won": 20_000_000, "planned_months": 8, "plan": "k1", "agendas": ["a1"]}
    warehouse.put("project_selection", {**PROJECT, **approved, "on": "2025-03-01"})
    warehouse.put("project_start", {**PROJECT, **approved, "on": "2025-04-01"})
    run = {"subject_key": "p1", "community": "c1"}
    warehouse.put("project_completion", {**run, "on": "2025-10-01"})
    warehouse.put("project_settlement", {**run, "on": "2025-11-01"})
    return warehouse


@pytest.mark.parametrize(
    ("day", "state", "next_step"),
    [
        ("2025-02-01", "applied", "small_project.selected"),
        ("2025-03-01", "selected", "small_project.started"),
        ("2025-04-01", "started", "small_project.completed"),
        ("2025-10-01", "completed", "small_project.settled"),
        ("2025-11-01", "settled", None),
    ],
)
def test_an_application_says_how_far_it_has_come_and_what_it_waits_for(
    contest: Warehouse, day: str, state: str, next_step: str | None
) -> None:
    [one] = asked(contest, "contest_application", day)
    assert one["state"] == state
    assert next(iter(one["next_steps"]), None) == next_step


def test_before_the_application_there_is_none(contest: Warehouse) -> None:
    assert asked(contest, "contest_application", "2025-01-31") == []
    [call] = asked(contest, "contest_call", "2025-01-31")
    assert (call["call"], call["count_applications"], call["median_won"]) == ("spring", 0, None)


def test_what_was_declined_or_abandoned_waits_accordingly(warehouse: Warehouse) -> None:
    for key in ("p1", "p2"):
        applied = {**PROJECT, "subject_key": key, "call": "spring", "on": "2025-02-01"}
        warehouse.put("project_proposal", applied)
    warehouse.put("project_decline", {**PROJECT, "on": "2025-03-01"})
    warehouse.put("project_selection", {**PROJECT, "subject_key": "p2", "on": "2025-03-01"})
    ended = {"subject_key": "p2", "community": "c1", "on": "2025-03-10"}
    warehouse.put("project_abandonment", ended)
    declined, abandoned = asked(warehouse, "contest_application")
    assert (declined["state"], declined["next_steps"]) == ("declined", [])
    assert (abandoned["state"], abandoned["next_steps"]) == ("abandoned", ["small_project.settled"])


def test_an_application_shows_its_plan_its_items_and_the_links_that_hold(
    contest: Warehouse,
) -> None:
    pair = {"subject_key": "village", "project": "p1", "other_project": "p2", "on": "2025-05-01"}
    for link, owners in (("L1", ("p1", "p2")), ("L2", ("p1",)), ("L3", ("p1", "p2"))):
        for owner in owners:
            contest.put("link_confirmation", {**pair, "link": link, "confirmed_by": owner})
    contest.put("link_dissolution", {**pair, "link": "L3", "on": "2025-06-01"})
    [one] = asked(contest, "contest_application")
    assert (one["plan"], one["agendas"], one["links"]) == ("k1", ["a1"], ["L1"])
    assert one["plan_precedence"] == "no"  # nobody adopted k1


def test_a_call_counts_its_projects_and_says_their_median_size(contest: Warehouse) -> None:
    for key, won in (("p2", 10_000_000), ("p3", 40_000_000)):
        other = {**PROJECT, "subject_key": key}
        contest.put("project_proposal", {**other, "call": "spring", "on": "2025-02-02"})
        approved = {"approved_won": won, "planned_months": 12}
        contest.put("project_selection", {**other, **approved, "on": "2025-03-01"})
    contest.put(
        "project_proposal", {**PROJECT, "subject_key": "p4", "call": "spring", "on": "2025-02-03"}
    )
    [call] = asked(contest, "contest_call")
    assert (call["count_applications"], call["count_selected"], call["count_undecided"]) == (
        4,
        3,
        1,
    )
    assert (call["median_won"], call["largest_won"], call["approved_won"]) == (
        20_000_000,
        40_000_000,
        70_000_000,
    )


def test_a_call_that_nobody_published_shows_with_its_applications(warehouse: Warehouse) -> None:
    warehouse.put("project_proposal", {**PROJECT, "call": "autumn", "on": "2025-02-01"})
    [call] = asked(warehouse, "contest_call")
    assert (call["call"], call["published_on"], call["count_applications"]) == ("autumn", None, 1)


def test_a_withdrawn_application_is_none(warehouse: Warehouse) -> None:
    [position] = warehouse.put(
        "project_proposal", {**PROJECT, "call": "spring", "on": "2025-02-01"}
    )
    warehouse.supersede(position)
    assert asked(warehouse, "contest_application") == []
