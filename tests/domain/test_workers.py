"""Decisions about workers: assigned within contracts, full-time one at a time (D4)."""

from datetime import date

import pytest

from domain.errors import AssignedOutsideContractError, AssignedTwiceFullTimeError
from domain.facts import Fact
from domain.worker import Worker
from tests.domain.story import given, on, pseudonym

WORKER = f"worker/{pseudonym('w1')}"


def appointed(day: str, until: date | None = None, by: str = "centre") -> Worker.Appointed:
    return Worker.Appointed(occurred=on(day), support_organisation=by, contract_until=until)


def assigned(
    day: str, community: str = "c1", until: date | None = None, *, is_full_time: bool = True
) -> Worker.Assigned:
    return Worker.Assigned(
        occurred=on(day),
        support_organisation="centre",
        community=community,
        until=until,
        is_full_time=is_full_time,
    )


def unassigned(day: str, community: str = "c1") -> Worker.Unassigned:
    return Worker.Unassigned(occurred=on(day), support_organisation="centre", community=community)


def contract_ended(day: str) -> Worker.ContractEnded:
    return Worker.ContractEnded(occurred=on(day), support_organisation="centre")


def test_a_worker_is_assigned_within_the_contract() -> None:
    assignment = assigned("2025-01-01", until=date(2025, 12, 31))
    given(WORKER, appointed("2025-01-01", date(2025, 12, 31))).when(assignment).then_recorded(
        assignment
    )


@pytest.mark.parametrize(
    "assignment",
    [
        pytest.param(assigned("2024-12-31"), id="before it"),
        pytest.param(assigned("2026-01-01"), id="after it"),
        pytest.param(assigned("2025-11-01", until=date(2026, 1, 31)), id="beyond its end"),
    ],
)
def test_a_worker_is_not_assigned_outside_the_contract(assignment: Worker.Assigned) -> None:
    given(WORKER, appointed("2025-01-01", date(2025, 12, 31))).when(assignment).then_refused(
        AssignedOutsideContractError, WORKER, "2025-01-01..2025-12-31"
    )


def test_a_worker_without_a_contract_is_not_assigned() -> None:
    given(WORKER).when(assigned("2025-01-01")).then_refused(AssignedOutsideContractError, "none")


def test_a_contract_with_another_organisation_does_not_cover_the_assignment() -> None:
    given(WORKER, appointed("2025-01-01", by="other")).when(assigned("2025-02-01")).then_refused(
        AssignedOutsideContractError
    )


def test_a_contract_that_ended_early_covers_nothing_after() -> None:
    story = given(WORKER, appointed("2025-01-01", date(2025, 12, 31)), contract_ended("2025-06-30"))
    story.when(assigned("2025-07-01")).then_refused(
        AssignedOutsideContractError, "2025-01-01..2025-06-30"
    )


def test_a_worker_who_left_the_field_is_not_assigned() -> None:
    left = Worker.LeftField(occurred=on("2025-06-30"), support_organisation="centre")
    given(WORKER, appointed("2025-01-01"), left).when(assigned("2025-07-01")).then_refused(
        AssignedOutsideContractError
    )


def test_a_contract_dated_to_the_month_covers_a_day_in_it() -> None:
    assignment = assigned("2025-03-02")
    given(WORKER, appointed("2025-03")).when(assignment).then_recorded(assignment)


def test_a_second_full_time_assignment_is_refused() -> None:
    given(WORKER, appointed("2025-01-01"), assigned("2025-02-01")).when(
        assigned("2025-03-01", "c2")
    ).then_refused(AssignedTwiceFullTimeError, "c1", "2025-02-01..open")


@pytest.mark.parametrize(
    ("before", "assignment"),
    [
        pytest.param(
            [assigned("2025-02-01"), unassigned("2025-02-28")],
            assigned("2025-02-28", "c2"),
            id="after the release, on the same day",
        ),
        pytest.param(
            [assigned("2025-02-01", until=date(2025, 2, 28))],
            assigned("2025-03-01", "c2"),
            id="after the stated end",
        ),
        pytest.param(
            [assigned("2025-02-01", is_full_time=False)],
            assigned("2025-03-01", "c2"),
            id="beside a part-time one",
        ),
        pytest.param(
            [assigned("2025-02-01")],
            assigned("2025-03-01", "c2", is_full_time=False),
            id="part-time beside a full-time one",
        ),
        pytest.param(
            [assigned("2025-06-01")],
            assigned("2025-02-01", "c2", until=date(2025, 5, 31)),
            id="before a later one",
        ),
        pytest.param(
            [assigned("2025-02-01"), contract_ended("2025-06-30"), appointed("2025-09-01")],
            assigned("2025-09-01", "c2"),
            id="under a new contract",
        ),
    ],
)
def test_assignments_that_do_not_overlap_full_time_pass(
    before: list[Fact], assignment: Worker.Assigned
) -> None:
    given(WORKER, appointed("2025-01-01"), *before).when(assignment).then_recorded(assignment)


def test_a_back_dated_assignment_that_runs_into_a_later_one_is_refused() -> None:
    given(WORKER, appointed("2025-01-01"), assigned("2025-06-01")).when(
        assigned("2025-02-01", "c2")
    ).then_refused(AssignedTwiceFullTimeError)
