"""Decisions about small projects: size (D1), the plan before them (D2), order of life (D6)."""

from datetime import date

import pytest

from domain.correction import Correction
from domain.errors import (
    AfterTheEndError,
    AgendaNotOfPlanError,
    AlreadyEndedError,
    PaidAboveApprovedError,
    PlanNotAdoptedError,
    ProjectTooLargeError,
    ProjectTooLongError,
    StartedBeforeSelectedError,
)
from domain.facts import Fact
from domain.plan import Plan
from domain.small_project import SmallProject
from domain.terms import Terms, TermsQuestion
from tests.domain.story import Given, given, key, on

PROJECT = "small_project/p1"
PLAN = "plan/maeul-2025"

ADOPTED = Plan.Adopted(occurred=on("2025-02-01"), community="c1", agendas=("a1", "a2"))


def selected(day: str = "2025-03-01", **terms: object) -> SmallProject.Selected:
    stated = {"plan": "maeul-2025", "agendas": ("a1",), "approved_won": 20_000_000, **terms}
    return SmallProject.Selected(
        occurred=on(day),
        community="c1",
        programme="village",
        **stated,  # type: ignore[arg-type]  # the case states its own terms
    )


def started(day: str, **terms: object) -> SmallProject.Started:
    return SmallProject.Started(
        occurred=on(day),
        community="c1",
        programme="village",
        **terms,  # type: ignore[arg-type]  # the case states its own terms
    )


def paid(day: str, amount_won: int) -> SmallProject.GrantPaid:
    return SmallProject.GrantPaid(occurred=on(day), community="c1", amount_won=amount_won)


def completed(day: str) -> SmallProject.Completed:
    return SmallProject.Completed(occurred=on(day), community="c1")


def abandoned(day: str) -> SmallProject.Abandoned:
    return SmallProject.Abandoned(occurred=on(day), community="c1")


def changed(day: str, **terms: object) -> SmallProject.Changed:
    return SmallProject.Changed(occurred=on(day), community="c1", **terms)  # type: ignore[arg-type]  # the case states its own terms


def given_a_plan(*facts: Fact) -> Given:
    return given(PROJECT, *facts).beside(PLAN, ADOPTED)


class TestD1Size:
    def test_a_project_of_one_won_less_than_the_limit_is_selected(self) -> None:
        largest = selected(approved_won=99_999_999, planned_months=24)
        given_a_plan().when(largest).then_recorded(largest)

    def test_a_project_of_exactly_100_million_won_is_refused(self) -> None:
        given_a_plan().when(selected(approved_won=100_000_000)).then_refused(
            ProjectTooLargeError, "100,000,000 won", PROJECT, "krihs-736"
        )

    def test_a_project_of_25_months_is_refused(self) -> None:
        given_a_plan().when(selected(planned_months=25)).then_refused(
            ProjectTooLongError, "25 months", "24 months"
        )

    def test_a_start_that_restates_too_large_a_sum_is_refused(self) -> None:
        given(PROJECT, selected()).when(
            started("2025-04-01", approved_won=150_000_000)
        ).then_refused(ProjectTooLargeError)

    def test_a_change_beyond_the_limit_is_refused(self) -> None:
        given(PROJECT, selected()).when(changed("2025-05-01", planned_months=30)).then_refused(
            ProjectTooLongError
        )

    def test_the_limits_are_those_of_the_programme_on_the_day(self) -> None:
        def terms_of(asked: TermsQuestion) -> Terms:
            assert (asked.programme, asked.day) == ("village", date(2025, 3, 1))
            return Terms(version="village-2025", below_won=30_000_000, longest_months=36)

        given_a_plan().under(terms_of).when(selected(approved_won=30_000_000)).then_refused(
            ProjectTooLargeError, "30,000,000 won", "village-2025"
        )
        long = selected(planned_months=36)
        given_a_plan().under(terms_of).when(long).then_recorded(long)

    def test_payments_up_to_the_approved_sum_pass(self) -> None:
        last = paid("2025-06-01", 5_000_000)
        given(PROJECT, selected(), paid("2025-04-01", 15_000_000)).when(last).then_recorded(last)

    def test_a_payment_above_the_approved_sum_is_refused(self) -> None:
        given(PROJECT, selected(), paid("2025-04-01", 15_000_000)).when(
            paid("2025-06-01", 5_000_001)
        ).then_refused(PaidAboveApprovedError, "20,000,001", "20,000,000")

    def test_a_payment_without_any_approval_is_refused(self) -> None:
        given(PROJECT).when(paid("2025-04-01", 1)).then_refused(PaidAboveApprovedError, "0 won")

    def test_a_payment_passes_where_nobody_said_how_much_was_approved(self) -> None:
        payment = paid("2025-04-01", 1_000)
        given(PROJECT, selected(approved_won=None)).when(payment).then_recorded(payment)

    def test_the_last_approved_change_counts(self) -> None:
        raised = changed("2025-05-01", approved_won=30_000_000)
        payment = paid("2025-06-01", 25_000_000)
        given(PROJECT, raised, selected()).when(payment).then_recorded(payment)

    def test_a_change_below_what_is_paid_is_refused(self) -> None:
        given(PROJECT, selected(), paid("2025-04-01", 15_000_000)).when(
            changed("2025-05-01", approved_won=10_000_000)
        ).then_refused(PaidAboveApprovedError)

    def test_a_withdrawn_payment_does_not_count(self) -> None:
        mistake = paid("2025-04-01", 20_000_000)
        withdrawal = Correction.Withdrawn(occurred=on("2025-04-02"), fact=key(2))
        payment = paid("2025-06-01", 20_000_000)
        given(PROJECT, selected(), mistake, withdrawal).when(payment).then_recorded(payment)


class TestD2PlanFirst:
    def test_a_project_of_an_adopted_plan_is_selected(self) -> None:
        given_a_plan().when(selected()).then_recorded(selected())

    def test_a_plan_adopted_on_the_day_of_the_approval_does_not_precede_it(self) -> None:
        given_a_plan().when(selected("2025-02-01")).then_refused(
            PlanNotAdoptedError, PLAN, "2025-02-01"
        )

    def test_a_plan_that_may_have_been_adopted_before_gets_the_benefit_of_the_doubt(self) -> None:
        some_day = Plan.Adopted(occurred=on("2025-03"), community="c1", agendas=("a1",))
        approval = selected("2025-03-15")
        given(PROJECT).beside(PLAN, some_day).when(approval).then_recorded(approval)

    def test_a_plan_that_is_only_discussed_is_no_adopted_plan(self) -> None:
        item = Plan.AgendaRegistered(occurred=on("2025-01-10"), community="c1", agenda="a1")
        given(PROJECT).beside(PLAN, item).when(selected()).then_refused(PlanNotAdoptedError)

    def test_a_project_without_a_plan_is_refused(self) -> None:
        given_a_plan().when(selected(plan=None)).then_refused(PlanNotAdoptedError, "none is named")

    def test_a_withdrawn_adoption_does_not_count(self) -> None:
        withdrawal = Correction.Withdrawn(occurred=on("2025-02-02"), fact=key(1001))
        given(PROJECT).beside(PLAN, ADOPTED, withdrawal).when(selected()).then_refused(
            PlanNotAdoptedError
        )

    def test_the_plan_and_the_items_of_the_application_count(self) -> None:
        applied = SmallProject.Proposed(
            occurred=on("2025-02-10"),
            community="c1",
            programme="village",
            plan="maeul-2025",
            agendas=("a2",),
        )
        bare = selected(plan=None, agendas=())
        given_a_plan(applied).when(bare).then_recorded(bare)

    @pytest.mark.parametrize("agendas", [(), ("b9",)])
    def test_a_project_that_cites_no_item_of_the_plan_is_refused(
        self, agendas: tuple[str, ...]
    ) -> None:
        given_a_plan().when(selected(agendas=agendas)).then_refused(
            AgendaNotOfPlanError, "a1, a2", PLAN
        )

    def test_an_item_added_by_a_revision_is_of_the_plan(self) -> None:
        revised = Plan.Revised(occurred=on("2025-02-20"), community="c1", agendas=("a3",))
        approval = selected(agendas=("a3",))
        given(PROJECT).beside(PLAN, ADOPTED, revised).when(approval).then_recorded(approval)

    def test_registered_items_count_where_the_adoption_names_none(self) -> None:
        item = Plan.AgendaRegistered(occurred=on("2025-01-10"), community="c1", agenda="a1")
        bare = Plan.Adopted(occurred=on("2025-02-01"), community="c1")
        given(PROJECT).beside(PLAN, item, bare).when(selected()).then_recorded(selected())


class TestD6OrderOfLife:
    def test_a_project_starts_on_the_day_of_its_selection_or_later(self) -> None:
        start = started("2025-03-01")
        given(PROJECT, selected()).when(start).then_recorded(start)

    def test_a_project_that_was_never_selected_does_not_start(self) -> None:
        given(PROJECT).when(started("2025-04-01")).then_refused(
            StartedBeforeSelectedError, PROJECT, "not recorded"
        )

    def test_a_project_does_not_start_before_its_selection(self) -> None:
        given(PROJECT, selected()).when(started("2025-02-28")).then_refused(
            StartedBeforeSelectedError, "2025-02-28", "2025-03-01"
        )

    def test_a_start_of_the_same_month_may_come_after_the_selection(self) -> None:
        start = started("2025-03")
        given(PROJECT, selected("2025-03-20")).when(start).then_recorded(start)

    def test_a_selection_after_a_recorded_start_is_refused(self) -> None:
        given_a_plan(started("2025-02-15")).when(selected()).then_refused(
            StartedBeforeSelectedError
        )

    @pytest.mark.parametrize("second", [completed("2025-10-01"), abandoned("2025-10-01")])
    def test_a_project_ends_once(self, second: Fact) -> None:
        given(PROJECT, selected(), completed("2025-09-01")).when(second).then_refused(
            AlreadyEndedError, "2025-09-01"
        )

    def test_a_project_may_be_abandoned_before_it_starts(self) -> None:
        given(PROJECT, selected()).when(abandoned("2025-03-10")).then_recorded(
            abandoned("2025-03-10")
        )

    @pytest.mark.parametrize("late", [paid("2025-09-02", 1), changed("2025-09-02")])
    def test_nothing_is_paid_or_changed_after_the_end(self, late: Fact) -> None:
        given(PROJECT, selected(), completed("2025-09-01")).when(late).then_refused(
            AfterTheEndError, "2025-09-01", "2025-09-02"
        )

    def test_a_grant_on_the_day_of_completion_passes(self) -> None:
        last = paid("2025-09-01", 1)
        given(PROJECT, selected(), completed("2025-09-01")).when(last).then_recorded(last)

    def test_a_completion_before_a_recorded_grant_is_refused(self) -> None:
        given(PROJECT, selected(), paid("2025-09-02", 1)).when(
            completed("2025-09-01")
        ).then_refused(AfterTheEndError)

    def test_a_project_goes_on_after_a_withdrawn_completion(self) -> None:
        withdrawal = Correction.Withdrawn(occurred=on("2025-09-05"), fact=key(3))
        start, end = started("2025-04-01"), completed("2025-09-01")
        story = given(PROJECT, selected(), start, end, withdrawal)
        story.when(completed("2025-10-01")).then_recorded(completed("2025-10-01"))


class TestRepetition:
    def test_repeating_a_recorded_decision_does_nothing(self) -> None:
        end = completed("2025-09-01")
        given(PROJECT, selected(), end).when(end).then_nothing()

    def test_facts_without_a_rule_pass(self) -> None:
        visit = SmallProject.FollowUpVisited(occurred=on("2027-01-01"), community="c1")
        given(PROJECT).when(visit).then_recorded(visit)
