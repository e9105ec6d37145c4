"""What happened after support in a life: activities before and after, resources, successions (S24).

`simulation.realised` adds it to the other counts.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import Final

from simulation.bodies import Body
from simulation.lives import Life
from simulation.tell_projects import OWN_SHARE, payments
from simulation.windows import Counts, Windows

_VACANT_DAYS: Final = 180
_ACTIVE_DAYS: Final = 90
_SUCCESSOR: Final = "-2"  # how the key of a council's successor ends


def after_support(life: Life, windows: Windows) -> Counts:
    """The counts of all three lines."""
    return _momentum(life, windows) + _resources(life, windows) + _successions(life, windows)


def _momentum(life: Life, windows: Windows) -> Counts:
    """Activities in the 12 months before the end of support, and in months 13 to 24 after."""
    counts: Counts = Counter()
    for body in life.supported:
        days = [one.day for one in life.schedule.activities if one.body == body.key]
        for end in _followed_ends(body, windows):
            before, after_year, after_two = (
                _months_after(windows, end, months) for months in (-12, 12, 24)
            )
            counts["bodies"] += 1
            counts["before"] += sum(before < day <= end for day in days)
            counts["after"] += sum(after_year < day <= after_two for day in days)
    return counts


def _followed_ends(body: Body, windows: Windows) -> Iterator[int]:
    """Ends of support two years ago, without a merger or new support in the two years."""
    for spell, after in zip(body.spells, [*body.spells[1:], None], strict=True):
        over = _months_after(windows, spell.last_end, 24)
        is_merged = body.ending == "merged" and body.end is not None and body.end <= over
        is_restarted = after is not None and after.start <= over
        if over < windows.end and not is_merged and not is_restarted:
            yield spell.last_end


def _resources(life: Life, windows: Windows) -> Counts:
    """Won by source within 24 months, where some support ended two years ago."""
    latest = windows.end - 1
    ends = [end for body in life.supported for spell in body.spells for end in spell.ends]
    if not any(_months_after(windows, end, 24) <= latest for end in ends):
        return Counter()
    counts: Counts = Counter()
    for project in life.projects:
        if project.is_declined:
            continue
        for day, won in payments(project):
            if windows.back(24) <= day <= latest:
                counts[f"grant/{project.programme}"] += won
        if windows.back(24) <= project.started + 15 <= latest:
            counts["own/money"] += project.approved_won // OWN_SHARE
    for one in life.contributions:
        if windows.back(24) <= one.day <= latest:
            counts[f"own/{one.kind}"] += one.won
            counts["free"] += one.won
    return counts


def _successions(life: Life, windows: Windows) -> Counts:
    """Terms that ended 270 days ago, and those after which the body went on."""
    counts: Counts = Counter()
    ordered = sorted(life.terms, key=lambda one: (_line(one.body), one.post, one.start))
    for (line, _), terms in groupby(ordered, key=lambda one: (_line(one.body), one.post)):
        active = [one.day for one in life.schedule.activities if _line(one.body) == line]
        for term, following in pairwise([*terms, None]):
            if term is None or term.until + _VACANT_DAYS + _ACTIVE_DAYS >= windows.end:
                continue
            counts["changes"] += 1
            if following is not None and following.start <= term.until + _VACANT_DAYS:
                until = following.start + _ACTIVE_DAYS
                counts["successions"] += any(following.start <= day <= until for day in active)
    return counts


def _line(body: str) -> str:
    return body.removesuffix(_SUCCESSOR)


def _months_after(windows: Windows, day: int, months: int) -> int:
    """The same day of another month, or the last of a shorter one."""
    begun = windows.calendar.date(day)
    years, month = divmod(begun.month - 1 + months, 12)
    year = begun.year + years
    dom = min(begun.day, monthrange(year, month + 1)[1])
    return windows.calendar.day(year, month + 1, dom)
