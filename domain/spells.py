"""Spells: stretches of time between two facts, such as a post held, a contract, a project's run.

Decisions ask whether two spells overlap. Dates are intervals, so there are two answers: *must*
under every reading of the dates, *may* under at least one.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from domain.dates import Occurred


class Spell(msgspec.Struct, frozen=True):
    """From `began` to `ended`, which is None while it lasts or nobody said."""

    began: Occurred
    ended: Occurred | None = None

    def must_overlap(self, other: "Spell") -> bool:
        """Whether the two share a day under every reading; meeting on one day is no overlap."""
        return _must_begin_inside(self, other) and _must_begin_inside(other, self)

    def may_overlap(self, other: "Spell") -> bool:
        """Whether the two share a day, the last one included, under some reading."""
        return _may_begin_by_the_end(self, other) and _may_begin_by_the_end(other, self)

    def may_contain(self, other: "Spell") -> bool:
        """Whether `other` lies inside under some reading; an open `other` ends with this one."""
        if self.began.first > other.began.last or not _may_begin_by_the_end(other, self):
            return False
        return self.ended is None or other.ended is None or other.ended.first <= self.ended.last

    def holds(self, day: date) -> bool:
        """Whether `day` may lie inside; on the day of its end a spell is over."""
        return self.began.first <= day and (self.ended is None or day < self.ended.last)

    def surely_holds(self, day: date) -> bool:
        """Whether `day` lies inside under every reading."""
        return self.began.last <= day and (self.ended is None or day < self.ended.first)

    def told(self) -> str:
        """The spell in words for a refusal, such as `2025-03-01..open`."""
        return f"{told(self.began)}..{told(self.ended)}"


def told(occurred: Occurred | None) -> str:
    """A date as a refusal writes it: a day, an interval, or `open`."""
    if occurred is None:
        return "open"
    if occurred.first == occurred.last:
        return occurred.first.isoformat()
    return f"{occurred.first.isoformat()}/{occurred.last.isoformat()}"


def first_end(began: Occurred, ends: Iterable[Occurred | None]) -> Occurred | None:
    """The earliest of the ends that do not certainly lie before `began`."""
    later = [end for end in ends if end is not None and not end.is_before(began)]
    return min(later, key=_order, default=None)


def _order(occurred: Occurred) -> tuple[Any, ...]:
    return (occurred.first, occurred.last)


def _must_begin_inside(inner: Spell, outer: Spell) -> bool:
    return outer.ended is None or inner.began.last < outer.ended.first


def _may_begin_by_the_end(inner: Spell, outer: Spell) -> bool:
    return outer.ended is None or inner.began.first <= outer.ended.last
