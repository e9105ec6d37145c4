"""Decisions as the ledger records them, and aggregates as the eventsourcing library loads them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from eventsourcing.application import AggregateNotFoundError

from domain.aggregate import Aggregate
from domain.areas import SameCodeOnly
from domain.correction import Correction
from domain.decisions import aggregate_of, project
from domain.drafts import draft
from domain.errors import AlreadyEndedError, StartedBeforeSelectedError
from domain.facts import Basis, Fact, aggregate_id
from domain.ledger import Ledger
from domain.small_project import SmallProject
from domain.terms import default_terms
from tests.domain.story import SOURCE, key, on

PROJECT = "small_project/p1"
NOW = datetime(2025, 6, 1, tzinfo=UTC)
SELECTED = SmallProject.Selected(occurred=on("2025-02-01"), community="c1", programme="village")
STARTED = SmallProject.Started(occurred=on("2025-03-01"), community="c1", programme="village")
ABANDONED = SmallProject.Abandoned(occurred=on("2025-05-01"), community="c1")
COMPLETED = SmallProject.Completed(occurred=on("2025-05-01"), community="c1")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger(tmp_path, lambda: NOW)
    with opened.writing() as writing:
        writing.append([draft(SOURCE, "fact-1", PROJECT, SELECTED)])
    yield opened
    opened.close()


def decide(ledger: Ledger, fact: Fact) -> bool:
    """Whether the decision was recorded, by the programme office."""
    published = ledger.decide(PROJECT, fact, "office", areas=SameCodeOnly(), terms_of=default_terms)
    return published is not None


def loaded(ledger: Ledger) -> Aggregate:
    return ledger.repository.get(aggregate_id(PROJECT), projector_func=project)


def test_a_decision_is_recorded_with_its_basis_and_who_took_it(ledger: Ledger) -> None:
    assert decide(ledger, STARTED)
    reported, decided = ledger.entries(PROJECT)
    assert (reported.basis, reported.by) == (Basis.REPORTED, None)
    assert (decided.basis, decided.by, decided.fact) == (Basis.DECIDED, "office", STARTED)


def test_a_refused_decision_leaves_no_trace(ledger: Ledger) -> None:
    before = ledger.head()
    early = SmallProject.Started(occurred=on("2025-01-01"), community="c1", programme="village")
    with pytest.raises(StartedBeforeSelectedError):
        decide(ledger, early)
    assert ledger.head() == before


def test_repeating_a_decision_or_a_report_records_nothing(ledger: Ledger) -> None:
    assert decide(ledger, ABANDONED)
    before = ledger.head()
    assert not decide(ledger, ABANDONED)
    assert not decide(ledger, SELECTED)
    assert ledger.head() == before


def test_a_decision_counts_for_the_next(ledger: Ledger) -> None:
    decide(ledger, ABANDONED)
    later = SmallProject.Abandoned(occurred=on("2025-05-02"), community="c1")
    with pytest.raises(AlreadyEndedError):
        decide(ledger, later)


def test_a_decision_that_was_withdrawn_can_be_taken_again(ledger: Ledger) -> None:
    decide(ledger, ABANDONED)
    [_, abandonment] = ledger.entries(PROJECT)
    withdrawal = Correction.Withdrawn(occurred=on("2025-05-10"), fact=abandonment.key)
    assert decide(ledger, withdrawal)
    assert not decide(ledger, withdrawal)
    assert decide(ledger, ABANDONED)
    assert loaded(ledger).facts(SmallProject.Abandoned) == [ABANDONED]


def test_a_decided_correction_replaces_what_was_reported(ledger: Ledger) -> None:
    replacement = {"occurred": "2025-02-03", "community": "c1", "programme": "village"}
    correction = Correction.Corrected(
        occurred=on("2025-02-03"), fact=key(1), replacement=replacement
    )
    assert decide(ledger, correction)
    assert not decide(ledger, correction)
    [selected] = loaded(ledger).facts(SmallProject.Selected)
    assert selected.occurred == on("2025-02-03")


def test_the_library_loads_the_aggregate_that_was_decided_on(ledger: Ledger) -> None:
    decide(ledger, STARTED)
    decide(ledger, COMPLETED)
    live = aggregate_of(PROJECT, ledger.entries(PROJECT))
    replayed = loaded(ledger)
    assert type(replayed) is SmallProject
    assert (replayed.id, replayed.version) == (aggregate_id(PROJECT), 3)
    assert replayed.entries == live.entries
    assert replayed.facts(Fact) == [SELECTED, STARTED, COMPLETED]
    assert ledger.repository.get(aggregate_id(PROJECT), version=1, projector_func=project).facts(
        Fact
    ) == [SELECTED]


def test_a_subject_of_which_nothing_is_recorded_has_no_aggregate(ledger: Ledger) -> None:
    with pytest.raises(AggregateNotFoundError):
        ledger.repository.get(aggregate_id("small_project/none"), projector_func=project)
