"""What the ledger learnt between two times: new facts, corrections, withdrawals, late arrivals."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.changes import Change, changes_between
from domain.community import Community
from domain.correction import Correction
from domain.dates import Occurred
from domain.drafts import correction, draft, withdrawal
from domain.facts import FactKey
from domain.ledger import Ledger

SOURCE = "urn:dure:feed:test"
SUBJECT = "community/K1"
EVENT = "community.activity_held.v1"


def day(number: int) -> datetime:
    return datetime(2025, 4, number, 12, tzinfo=UTC)


def held(occurred: str) -> Community.ActivityHeld:
    return Community.ActivityHeld(occurred=Occurred.parse(occurred), activity="A1")


@pytest.fixture
def ledger(tmp_path: Path, ledger_url: str | None) -> Iterator[Ledger]:
    """A fact on the 1st; a late and a new one on the 2nd; a correction and a withdrawal after."""
    with closing(Ledger(tmp_path, lambda: day(1), url=ledger_url)) as ledger:
        with ledger.writing() as writing:
            writing.append([draft(SOURCE, "a", SUBJECT, held("2025-03-01"))])
        with ledger.writing() as writing:
            late, new = held("2025-03-30"), held("2025-04-02")
            writing.append(
                [draft(SOURCE, "b", SUBJECT, late), draft(SOURCE, "c", SUBJECT, new)],
                recorded_at=day(2),
            )
        with ledger.writing() as writing:
            key = FactKey(SOURCE, "a")
            target = writing.targets(writing.known([key]))[key.source, key.id]
            fixed = correction(SOURCE, "fix", target, key, held("2025-03-03"))
            writing.append([fixed], recorded_at=day(3))
        with ledger.writing() as writing:
            key = FactKey(SOURCE, "b")
            target = writing.targets(writing.known([key]))[key.source, key.id]
            fact = Correction.Withdrawn(occurred=Occurred.parse("2025-04-04"), fact=key)
            writing.append([withdrawal(SOURCE, "gone", target, fact)], recorded_at=day(4))
        yield ledger


def test_nothing_is_learnt_between_a_time_and_itself(ledger: Ledger) -> None:
    assert changes_between(ledger.store, day(2), day(2)) == []


def test_new_facts_are_told_from_those_about_the_time_before(ledger: Ledger) -> None:
    assert changes_between(ledger.store, day(1), day(2)) == [Change(EVENT, 2, 0, 0, 1)]


def test_corrections_count_with_the_kind_of_fact_that_they_correct(ledger: Ledger) -> None:
    assert changes_between(ledger.store, day(2), day(3)) == [Change(EVENT, 0, 1, 0, 1)]


def test_everything_is_between_the_beginning_and_the_end(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("domain.changes._EVENTS_PER_READ", 2)
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    changes = changes_between(ledger.store, long_ago, day(30))
    assert [(one.event, one.new, one.corrections, one.withdrawals) for one in changes] == [
        (EVENT, 3, 1, 1),
    ]


def test_what_is_recorded_at_the_later_time_belongs_to_it(ledger: Ledger) -> None:
    assert len(changes_between(ledger.store, day(3), day(4))) == 1
    assert changes_between(ledger.store, day(4), day(30)) == []
