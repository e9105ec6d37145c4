"""The rules as data, and the checks of a record that intake and decisions share."""

from datetime import date

import pytest

from domain.community import Community
from domain.dates import Occurred, Precision
from domain.facts import Fact
from domain.plan import Plan
from domain.rules import RULES, check_record
from domain.small_project import SmallProject
from tests.domain.story import on

RECEIVED_ON = date(2025, 3, 10)


def held(day: str) -> Community.ActivityHeld:
    return Community.ActivityHeld(occurred=on(day), activity="a1")


def code_of(fact: Fact) -> tuple[str, str] | None:
    problem = check_record(fact, RECEIVED_ON)
    return None if problem is None else (problem.rule, problem.code)


def test_the_seven_rules_of_records_and_the_thirteen_of_the_domain_are_there() -> None:
    ids = [f"H{number}" for number in range(1, 8)] + [f"D{number}" for number in range(1, 14)]
    assert list(RULES) == ids
    assert [rule.id for rule in RULES.values() if rule.concerns_record] == ids[:7]


def test_every_rule_is_stated_in_both_languages() -> None:
    for rule in RULES.values():
        assert rule.ko.endswith(".")
        assert any("가" <= letter <= "힣" for letter in rule.ko)
        assert rule.en.endswith(".")
        assert rule.en.isascii()


@pytest.mark.parametrize("day", ["2025-03-10", "2025-03", "2025", "2024-12-31"])
def test_what_may_have_happened_by_the_day_of_receipt_passes(day: str) -> None:
    assert code_of(held(day)) is None


@pytest.mark.parametrize("day", ["2025-03-11", "2025-04", "2026"])
def test_what_certainly_lies_in_the_future_did_not_happen(day: str) -> None:
    problem = check_record(held(day), RECEIVED_ON)
    assert problem is not None
    assert (problem.rule, problem.code, problem.field) == ("H3", "future-date", "occurred")
    assert "2025-03-10" in problem.sentence


def test_what_is_planned_may_lie_in_the_future() -> None:
    festival = Community.ActivityPlanned(occurred=on("2026-05"), activity="a1", title="축제")
    assert code_of(festival) is None


def test_a_due_date_may_lie_in_the_future() -> None:
    story = Plan.StorySelected(
        occurred=on("2025-03-01"),
        community="c1",
        story="s1",
        selected_by="assembly",
        reason="moving",
        selected_on=date(2026, 1, 1),
    )
    assert code_of(story) is None


def test_a_period_does_not_end_before_it_begins() -> None:
    backwards = Occurred(date(2025, 3, 2), date(2025, 3, 1), Precision.UNKNOWN)
    assert code_of(Community.ActivityHeld(occurred=backwards, activity="a1")) == (
        "H2",
        "end-before-start",
    )


@pytest.mark.parametrize("amount", [-1, 10.5, True])
def test_money_is_whole_won_and_not_negative(amount: int) -> None:
    payment = SmallProject.GrantPaid(occurred=on("2025-03-01"), community="c1", amount_won=amount)
    assert code_of(payment) == ("H7", "invalid-amount")


def test_a_count_is_no_money() -> None:
    activity = Community.ActivityHeld(occurred=on("2025-03-01"), activity="a1", head_count=-1)
    assert code_of(activity) is None


def test_unstated_money_passes() -> None:
    approval = SmallProject.Selected(
        occurred=on("2025-03-01"), community="c1", programme="v", approved_won=None
    )
    assert code_of(approval) is None
