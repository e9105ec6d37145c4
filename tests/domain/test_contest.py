"""A small-project contest by decisions: call, apply, select, start, change, complete, settle."""

from datetime import date
from typing import Final

import pytest

from domain.contest_errors import (
    CallClosedError,
    CallNotPublishedError,
    CallPublishedAlreadyError,
    DecidedOtherwiseError,
    StepOutOfOrderError,
    TermsUnknownError,
)
from domain.correction import Correction
from domain.errors import ProjectTooLargeError
from domain.facts import Area, Fact
from domain.plan import Plan
from domain.programme import Programme
from domain.small_project import SmallProject
from domain.terms import Terms, TermsQuestion
from tests.domain.story import Given, given, key, on

PROGRAMME: Final = "programme/village"
PROJECT: Final = "small_project/p1"
SANGJU: Final = Area(scheme="mois-sgg", code="47250")
ADOPTED: Final = Plan.Adopted(occurred=on("2025-01-15"), community="c1", agendas=("a1",))


def terms_of(asked: TermsQuestion) -> Terms | None:
    """Two versions: that of 2024 allows little, and there is another for Sangju."""
    if asked.version not in (None, "v2024", "v2025", "v2025/sangju"):
        return None
    version = asked.version or f"v{asked.day.year}"
    if version == "v2024":
        return Terms(version="v2024", below_won=10_000_000)
    if asked.area == SANGJU or version == "v2025/sangju":
        return Terms(version="v2025/sangju", own_share_percent=5, below_won=90_000_000)
    return Terms(version="v2025")


def published(day: str = "2025-02-01", **fields: object) -> Programme.CallPublished:
    stated = {"call": "spring", "closes_on": date(2025, 2, 28), **fields}
    return Programme.CallPublished(occurred=on(day), **stated)  # type: ignore[arg-type]  # the case states its own fields


def applied(day: str = "2025-02-10", **fields: object) -> SmallProject.Proposed:
    stated = {"call": "spring", "plan": "k1", "agendas": ("a1",), **fields}
    return SmallProject.Proposed(
        occurred=on(day),
        community="c1",
        programme="village",
        **stated,  # type: ignore[arg-type]  # the case states its own fields
    )


def selected(day: str = "2025-03-05", won: int = 20_000_000) -> SmallProject.Selected:
    return SmallProject.Selected(
        occurred=on(day), community="c1", programme="village", approved_won=won
    )


def declined(day: str = "2025-03-05") -> SmallProject.Declined:
    return SmallProject.Declined(occurred=on(day), community="c1", programme="village")


def started(day: str = "2025-04-01") -> SmallProject.Started:
    return SmallProject.Started(occurred=on(day), community="c1", programme="village")


def completed(day: str = "2025-10-01") -> SmallProject.Completed:
    return SmallProject.Completed(occurred=on(day), community="c1")


def settled(day: str = "2025-11-01") -> SmallProject.Settled:
    return SmallProject.Settled(occurred=on(day), community="c1", spent_won=20_000_000)


def given_a_call(*facts: Fact, call: Fact | None = None) -> Given:
    """What is recorded of the project, beside the spring call and the plan."""
    return (
        given(PROJECT, *facts)
        .beside(PROGRAMME, call or published(terms_version="v2025"))
        .beside("plan/k1", ADOPTED)
        .under(terms_of)
    )


class TestTheCall:
    def test_a_call_carries_the_version_of_its_programmes_terms(self) -> None:
        given(PROGRAMME).under(terms_of).when(published()).then_recorded(
            published(terms_version="v2025")
        )

    def test_a_call_of_a_city_carries_what_is_customised_for_it(self) -> None:
        given(PROGRAMME).under(terms_of).when(published(area=SANGJU)).then_recorded(
            published(area=SANGJU, terms_version="v2025/sangju")
        )

    def test_a_call_may_state_a_version_that_there_is(self) -> None:
        call = published(terms_version="v2024")
        given(PROGRAMME).under(terms_of).when(call).then_recorded(call)

    def test_a_call_with_terms_that_nobody_knows_is_refused(self) -> None:
        given(PROGRAMME).under(terms_of).when(published(terms_version="v1999")).then_refused(
            TermsUnknownError, "spring", "v1999", PROGRAMME, "2025-02-01"
        )

    def test_publishing_a_call_again_does_nothing(self) -> None:
        """Also when the decision leaves the terms to dure, as it did the first time."""
        given(PROGRAMME, published(terms_version="v2025")).under(terms_of).when(
            published()
        ).then_nothing()

    def test_two_calls_do_not_share_a_key(self) -> None:
        given(PROGRAMME, published(terms_version="v2025")).under(terms_of).when(
            published("2025-06-01")
        ).then_refused(CallPublishedAlreadyError, "spring", "2025-02-01")

    def test_a_call_may_be_corrected(self) -> None:
        corrected = Correction.Corrected(
            occurred=on("2025-02-03"),
            fact=key(1),
            replacement={"occurred": "2025-02-02", "call": "spring", "closes_on": "2025-03-15"},
        )
        given(PROGRAMME, published(terms_version="v2025")).under(terms_of).when(
            corrected
        ).then_recorded(corrected)


class TestTheApplication:
    @pytest.mark.parametrize("day", ["2025-02-01", "2025-02-28", "2025-02"])
    def test_an_application_comes_while_the_call_is_open(self, day: str) -> None:
        given_a_call().when(applied(day)).then_recorded(applied(day))

    @pytest.mark.parametrize("day", ["2025-01-31", "2025-03-01"])
    def test_an_application_outside_the_call_is_refused(self, day: str) -> None:
        given_a_call().when(applied(day)).then_refused(
            CallClosedError, PROJECT, day, "spring", "2025-02-01", "2025-02-28"
        )

    def test_a_call_that_states_no_end_stays_open(self) -> None:
        late = applied("2027-01-01")
        given_a_call(call=published(closes_on=None)).when(late).then_recorded(late)

    def test_an_application_to_a_call_that_nobody_published_is_refused(self) -> None:
        given_a_call().when(applied(call="autumn")).then_refused(
            CallNotPublishedError, PROJECT, "autumn", PROGRAMME
        )

    def test_a_withdrawn_call_is_none(self) -> None:
        withdrawal = Correction.Withdrawn(occurred=on("2025-02-02"), fact=key(1001))
        given(PROJECT).beside(PROGRAMME, published(), withdrawal).when(applied()).then_refused(
            CallNotPublishedError
        )

    def test_an_application_without_a_call_asks_for_none(self) -> None:
        free = applied("2020-01-01", call=None)
        given_a_call().when(free).then_recorded(free)


class TestSelection:
    def test_the_plan_and_the_items_of_the_application_count(self) -> None:
        given_a_call(applied()).when(selected()).then_recorded(selected())

    def test_nothing_is_decided_before_the_application(self) -> None:
        for decision in (selected("2025-02-09"), declined("2025-02-09")):
            given_a_call(applied()).when(decision).then_refused(
                StepOutOfOrderError, PROJECT, "2025-02-09", "application is of 2025-02-10"
            )

    def test_what_was_declined_is_not_selected_nor_the_other_way_round(self) -> None:
        given_a_call(applied(), declined()).when(selected("2025-03-06")).then_refused(
            DecidedOtherwiseError, "selected on 2025-03-06", "declined on 2025-03-05"
        )
        given_a_call(applied(), selected()).when(declined("2025-03-06")).then_refused(
            DecidedOtherwiseError, "declined on 2025-03-06", "selected on 2025-03-05"
        )

    def test_a_withdrawn_refusal_leaves_the_application_open(self) -> None:
        withdrawal = Correction.Withdrawn(occurred=on("2025-03-06"), fact=key(2))
        given_a_call(applied(), declined(), withdrawal).when(selected()).then_recorded(selected())

    def test_the_size_is_held_against_the_terms_of_the_call(self) -> None:
        """The call of 2024 goes on to bind what it selects in 2025."""
        call = published("2024-11-01", terms_version="v2024", closes_on=date(2025, 2, 28))
        given_a_call(applied(), call=call).when(selected(won=10_000_000)).then_refused(
            ProjectTooLargeError, "10,000,000 won", "v2024"
        )

    def test_a_national_call_has_the_terms_of_each_projects_city(self) -> None:
        here, there = applied(area=SANGJU), applied()
        given_a_call(here, call=published()).when(selected(won=90_000_000)).then_refused(
            ProjectTooLargeError, "v2025/sangju"
        )
        large = selected(won=90_000_000)
        given_a_call(there, call=published()).when(large).then_recorded(large)

    def test_a_reported_call_may_name_terms_of_its_own_words(self) -> None:
        """It was never checked; then those in force on its day hold."""
        call = published(terms_version="2025년 지침")
        given_a_call(applied(), call=call).when(selected()).then_recorded(selected())


class TestTheRun:
    def test_a_project_is_completed_after_its_start(self) -> None:
        given_a_call(selected(), started()).when(completed()).then_recorded(completed())
        given_a_call(selected(), started()).when(completed("2025-03-31")).then_refused(
            StepOutOfOrderError, "completed on 2025-03-31", "start is of 2025-04-01"
        )

    def test_a_project_that_never_started_is_not_completed(self) -> None:
        given_a_call(selected()).when(completed()).then_refused(
            StepOutOfOrderError, PROJECT, "start is not recorded"
        )

    def test_a_project_is_settled_after_its_end(self) -> None:
        given_a_call(selected(), started(), completed()).when(settled()).then_recorded(settled())
        given_a_call(selected(), started(), completed()).when(settled("2025-09-30")).then_refused(
            StepOutOfOrderError, "settled on 2025-09-30", "end is of 2025-10-01"
        )

    def test_what_goes_on_is_not_settled(self) -> None:
        given_a_call(selected(), started()).when(settled()).then_refused(
            StepOutOfOrderError, "end is not recorded"
        )

    def test_what_was_abandoned_is_settled_too(self) -> None:
        abandoned = SmallProject.Abandoned(occurred=on("2025-05-01"), community="c1")
        given_a_call(selected(), abandoned).when(settled()).then_recorded(settled())
