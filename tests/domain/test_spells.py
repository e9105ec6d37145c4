"""Spells between imprecise dates: what must and what may overlap."""

from datetime import date

import pytest
from hypothesis import given as any_case
from hypothesis import strategies as st

from domain.dates import Occurred, Precision
from domain.spells import Spell, first_end, told
from tests.domain.story import on

DAYS = st.dates(date(2024, 1, 1), date(2024, 3, 1))


@st.composite
def intervals(draw: st.DrawFn) -> Occurred:
    first, last = sorted((draw(DAYS), draw(DAYS)))
    return Occurred(first, last, Precision.UNKNOWN)


@st.composite
def spells(draw: st.DrawFn) -> Spell:
    began, ended = draw(intervals()), draw(st.none() | intervals())
    return Spell(began, None if ended is None or ended.is_before(began) else ended)


def spell(began: str, ended: str | None = None) -> Spell:
    return Spell(on(began), None if ended is None else on(ended))


def test_spells_that_meet_on_a_day_may_but_need_not_overlap() -> None:
    one, other = spell("2025-01-01", "2025-03-01"), spell("2025-03-01")
    assert one.may_overlap(other)
    assert not one.must_overlap(other)


def test_spells_that_lie_inside_each_other_must_overlap() -> None:
    assert spell("2025-01-01").must_overlap(spell("2025-02-01", "2025-03-01"))


def test_an_imprecise_end_leaves_both_answers_open() -> None:
    one, other = spell("2025-01-01", "2025"), spell("2025-06-01")
    assert one.may_overlap(other)
    assert not one.must_overlap(other)


@pytest.mark.parametrize(
    ("inner", "answer"),
    [
        (spell("2025-01-01", "2025-12-31"), True),
        (spell("2025-06-01"), True),
        (spell("2024-12-31", "2025-02-01"), False),
        (spell("2025-06-01", "2026-01-01"), False),
        (spell("2026-01-01"), False),
        (spell("2024"), False),
        (spell("2025", "2026"), False),
    ],
)
def test_a_year_contains_what_begins_and_ends_in_it(inner: Spell, *, answer: bool) -> None:
    assert spell("2025-01-01", "2025-12-31").may_contain(inner) is answer


def test_an_end_counts_for_the_spell_that_began_before_it() -> None:
    ends = [on("2024-12-31"), None, on("2025-06-30"), on("2025-05-31")]
    assert first_end(on("2025-01-01"), ends) == on("2025-05-31")
    assert first_end(on("2025-07-01"), ends) is None


def test_dates_are_told_as_they_are_known() -> None:
    assert told(on("2025-03-02")) == "2025-03-02"
    assert told(on("2025-03")) == "2025-03-01/2025-03-31"
    assert told(None) == "open"


@any_case(spells(), spells())
def test_overlap_is_symmetric_and_what_must_be_may_be(one: Spell, other: Spell) -> None:
    assert one.must_overlap(other) == other.must_overlap(one)
    assert one.may_overlap(other) == other.may_overlap(one)
    assert one.may_overlap(other) or not one.must_overlap(other)


@any_case(spells(), DAYS)
def test_a_day_that_surely_lies_inside_may_lie_inside(one: Spell, day: date) -> None:
    assert one.holds(day) or not one.surely_holds(day)
