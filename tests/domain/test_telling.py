"""An entity's story: corrected rows shown as corrected, told as it was known at any time."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.community import Community
from domain.correction import Correction
from domain.facts import Entry, Fact
from domain.telling import Told, tell
from tests.domain.story import key, on, recorded_at, stored

SUBJECT = "community/c1"
EVER = date(2100, 12, 31)
ALWAYS = recorded_at(10_000)


def held(day: str, activity: str = "a1") -> Community.ActivityHeld:
    return Community.ActivityHeld(occurred=on(day), activity=activity)


def corrected(number: int, day: str) -> Correction.Corrected:
    """A correction of when the fact given as number `number` happened."""
    return Correction.Corrected(
        occurred=on(day),
        fact=key(number),
        corrects="community.activity_held.v1",
        replacement={"occurred": day, "activity": "a1"},
    )


def withdrawn(number: int) -> Correction.Withdrawn:
    return Correction.Withdrawn(occurred=on("2025-03-31"), fact=key(number))


def standings(*facts: Fact, day: date = EVER, known_at: datetime = ALWAYS) -> list[tuple[str, str]]:
    """When each line happened and how it stands, in the order told."""
    told = tell(stored(SUBJECT, facts), day, known_at)
    return [(line.occurred, line.standing) for line in told]


def test_a_story_is_told_by_when_things_happened() -> None:
    assert standings(held("2025-03-09"), held("2025-03-01"), held("2025-03")) == [
        ("2025-03-01", "holds"),
        ("2025-03-01..2025-03-31 (month)", "holds"),
        ("2025-03-09", "holds"),
    ]


def test_a_corrected_fact_stays_in_the_story_with_what_replaced_it() -> None:
    told = tell(stored(SUBJECT, [held("2025-03-01"), corrected(1, "2025-03-05")]), EVER, ALWAYS)
    assert [(line.position, line.standing, line.replaced_by) for line in told] == [
        (1, "corrected", 2),
        (2, "holds", None),
    ]
    assert [line.event for line in told] == ["community.activity_held.v1"] * 2


def test_a_chain_of_corrections_holds_at_its_end_alone() -> None:
    story = standings(held("2025-03-01"), corrected(1, "2025-03-02"), corrected(2, "2025-03-03"))
    assert story == [
        ("2025-03-01", "corrected"),
        ("2025-03-02", "corrected"),
        ("2025-03-03", "holds"),
    ]


def test_a_withdrawn_fact_is_told_as_withdrawn_and_comes_back_when_reinstated() -> None:
    assert standings(held("2025-03-01"), withdrawn(1)) == [
        ("2025-03-01", "withdrawn"),
        ("2025-03-31", "withdrawal"),
    ]
    assert standings(held("2025-03-01"), withdrawn(1), corrected(2, "2025-03-01")) == [
        ("2025-03-01", "withdrawn"),
        ("2025-03-01", "holds"),
        ("2025-03-31", "corrected"),
    ]


def test_what_was_recorded_later_is_not_known_yet() -> None:
    facts = (held("2025-03-01"), corrected(1, "2025-03-05"), withdrawn(2))
    assert standings(*facts, known_at=recorded_at(1)) == [("2025-03-01", "holds")]
    assert standings(*facts, known_at=recorded_at(2)) == [
        ("2025-03-01", "corrected"),
        ("2025-03-05", "holds"),
    ]
    assert standings(*facts, known_at=recorded_at(0)) == []


def test_what_happens_after_the_day_asked_about_is_told_as_later() -> None:
    assert standings(held("2025-03-01"), held("2025-03-09"), day=date(2025, 3, 5)) == [
        ("2025-03-01", "holds"),
        ("2025-03-09", "later"),
    ]


def test_a_line_says_what_who_and_where_from() -> None:
    [line] = tell(stored(SUBJECT, [held("2025-03-01")]), EVER, ALWAYS)
    assert line.what == {"activity": "a1"}
    assert line.korean == Community.ActivityHeld.KO
    assert (line.id, line.basis, line.by) == ("fact-1", "reported", None)
    assert line.recorded_at == recorded_at(1)


@pytest.fixture(scope="module")
def story() -> list[Entry]:
    return stored(
        SUBJECT,
        [
            held("2025-03-01"),
            corrected(1, "2025-03-05"),
            held("2025-03-02"),
            withdrawn(3),
            corrected(4, "2025-03-02"),
        ],
    )


@given(data=st.data())
def test_the_order_in_which_entries_are_handed_over_makes_no_difference(
    story: list[Entry], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(story))
    told: list[Told] = tell(shuffled, EVER, ALWAYS)
    assert told == tell(story, EVER, ALWAYS)
