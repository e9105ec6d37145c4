"""The decision door as a whole: kinds of subject, corrections decided, repetition."""

from collections.abc import Mapping, Sequence

import pytest

from domain.correction import Correction
from domain.decisions import decide
from domain.errors import (
    CorrectsNothingError,
    InvalidReplacementError,
    MisuseError,
    PersonNotHiddenError,
    ProjectTooLargeError,
)
from domain.facts import Entry, FactKey
from domain.manual import Manual
from domain.resident_organisation import ResidentOrganisation
from domain.small_project import SmallProject
from domain.worker import Worker
from tests.domain.story import given, key, on, pseudonym

PROJECT = "small_project/p1"
PAID = SmallProject.GrantPaid(occurred=on("2025-04-01"), community="c1", amount_won=5)
STARTED = SmallProject.Started(occurred=on("2025-03-01"), community="c1", programme="village")
SELECTED = SmallProject.Selected(
    occurred=on("2025-02-01"), community="c1", programme="village", approved_won=10
)


def corrected(fact: FactKey, replacement: Mapping[str, object]) -> Correction.Corrected:
    return Correction.Corrected(occurred=on("2025-03-01"), fact=fact, replacement=dict(replacement))


def nothing_around(_subject: str) -> Sequence[Entry]:
    return ()


@pytest.mark.parametrize("subject", ["worker/p-1", "small_project", "small_project/", "house/1"])
def test_a_fact_is_decided_about_a_subject_of_its_kind(subject: str) -> None:
    with pytest.raises(MisuseError):
        decide(PAID, subject, (), nothing_around)


class TestPersons:
    def test_a_decision_names_persons_by_pseudonym(self) -> None:
        hidden = ResidentOrganisation.Formed(
            occurred=on("2025-01-01"), founders=(pseudonym("kim"), pseudonym("lee"))
        )
        given("resident_organisation/o1").when(hidden).then_recorded(hidden)

    @pytest.mark.parametrize("name", ["김철수", "R001", "p-12", pseudonym("kim").upper()])
    def test_a_person_under_another_name_is_refused(self, name: str) -> None:
        named = ResidentOrganisation.Formed(
            occurred=on("2025-01-01"), founders=(pseudonym("kim"), name)
        )
        given("resident_organisation/o1").when(named).then_refused(PersonNotHiddenError, "founders")

    def test_a_person_is_no_subject_under_another_name(self) -> None:
        left = Worker.LeftField(occurred=on("2025-01-01"), support_organisation="centre")
        given("worker/김철수").when(left).then_refused(PersonNotHiddenError, "subject")
        given(f"worker/{pseudonym('kim')}").when(left).then_recorded(left)

    def test_the_replacement_of_a_correction_names_persons_by_pseudonym(self) -> None:
        joined = ResidentOrganisation.MemberJoined(
            occurred=on("2025-01-01"), resident=pseudonym("kim")
        )
        renamed = corrected(key(1), {"occurred": "2025-01-01", "resident": "김철수"})
        given("resident_organisation/o1", joined).when(renamed).then_refused(
            PersonNotHiddenError, "resident"
        )


def test_a_correction_that_keeps_the_rules_is_recorded() -> None:
    later = {"occurred": "2025-03-02", "community": "c1", "programme": "village"}
    correction = corrected(key(2), later)
    given(PROJECT, SELECTED, STARTED).when(correction).then_recorded(correction)


def test_a_correction_is_judged_as_if_the_corrected_fact_had_never_been() -> None:
    """The corrected payment itself must not count beside its replacement."""
    more = corrected(key(2), {"occurred": "2025-04-01", "community": "c1", "amount_won": 10})
    given(PROJECT, SELECTED, PAID).when(more).then_recorded(more)


def test_a_correction_that_breaches_a_rule_is_refused() -> None:
    huge = {
        "occurred": "2025-03-01",
        "community": "c1",
        "programme": "village",
        "approved_won": 200_000_000,
    }
    given(PROJECT, SELECTED, STARTED).when(corrected(key(2), huge)).then_refused(
        ProjectTooLargeError
    )


def test_a_correction_is_not_refused_for_a_breach_that_stood_before_it() -> None:
    """The reported start was never selected; its date can be put right all the same."""
    correction = corrected(
        key(1), {"occurred": "2025-03-02", "community": "c1", "programme": "village"}
    )
    given(PROJECT, STARTED).when(correction).then_recorded(correction)


def test_a_correction_that_changes_nothing_records_nothing() -> None:
    same = {"occurred": "2025-03-01", "community": "c1", "programme": "village"}
    given(PROJECT, SELECTED, STARTED).when(corrected(key(2), same)).then_nothing()


def test_a_correction_of_an_unknown_fact_is_refused() -> None:
    given(PROJECT, SELECTED).when(corrected(key(9), {})).then_refused(
        CorrectsNothingError, PROJECT, "fact-9"
    )


def test_a_replacement_of_another_shape_is_refused() -> None:
    given(PROJECT, SELECTED).when(corrected(key(1), {"occurred": "2025-03-01"})).then_refused(
        InvalidReplacementError, "small_project.selected.v1", "community"
    )


def test_a_withdrawal_is_recorded_once() -> None:
    withdrawal = Correction.Withdrawn(occurred=on("2025-05-01"), fact=key(1))
    given(PROJECT, PAID).when(withdrawal).then_recorded(withdrawal)
    given(PROJECT, PAID, withdrawal).when(withdrawal).then_nothing()


def test_a_withdrawn_fact_can_be_corrected_back_into_force() -> None:
    withdrawal = Correction.Withdrawn(occurred=on("2025-05-01"), fact=key(1))
    back = corrected(key(1), {"occurred": "2025-03-01", "version": "2"})
    published = Manual.Published(occurred=on("2025-03-01"), version="2")
    given("manual/m", published, withdrawal).when(back).then_recorded(back)
    adopted = Manual.Adopted(occurred=on("2025-06-01"), version="2", adopter="centre")
    filled_in = Correction.Corrected(
        occurred=on("2025-03-01"),
        fact=key(1),
        replacement=back.replacement,
        corrects=Manual.Published.TOPIC,
    )
    given("manual/m", published, withdrawal, filled_in).when(adopted).then_recorded(adopted)
