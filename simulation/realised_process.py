"""What happened in a life for the indicators of process and of residents' own capacity.

Counted from the life as `simulation.realised` counts the others: P3 to P5, C12, C14 and C15.
"""

from collections import Counter, defaultdict
from typing import Final

from simulation.bodies import Body
from simulation.deliberation import SOON_DAYS
from simulation.learning import practice_days
from simulation.lives import Life
from simulation.windows import Counts, Windows

_DEEP: Final = frozenset(("collaborate", "empower"))
_ORGANISED_OFTEN: Final = 2


def realised_process(life: Life, windows: Windows) -> dict[str, Counts]:
    """The counts of one community, by indicator."""
    return {
        "P3": _acted(life, windows),
        "P4": _depth(life, windows),
        "P5": _answered(life, windows),
        "C12": _successors(life, windows),
        "C14": _practised(life, windows),
        "C15": _self_run(life, windows),
    }


def _acted(life: Life, windows: Windows) -> Counts:
    """All items, and those on which residents have acted."""
    items = [one for plan in life.plans for one in plan.items if one.registered < windows.end]
    return Counter(items=len(items), acted=sum(one.acted_on is not None for one in items))


def _depth(life: Life, windows: Windows) -> Counts:
    """Decisions of 24 months by level."""
    levels = [one.level for one in life.decisions if windows.back(24) <= one.day < windows.end]
    deep = sum(level in _DEEP for level in levels)
    return Counter(levels) + Counter(denominator=len(levels), numerator=deep)


def _answered(life: Life, windows: Windows) -> Counts:
    """Of the reflections of 24 months that are 180 days old: those answered within 180 days."""
    held = [one for one in life.look_backs if windows.back(24) <= one.day < windows.end - SOON_DAYS]
    soon = [
        one
        for one in held
        if one.answered_on is not None and one.answered_on - one.day <= SOON_DAYS
    ]
    return Counter(denominator=len(held), numerator=len(soon))


def _successors(life: Life, windows: Windows) -> Counts:
    """Who organised for a body twice in 24 months without a post of it, and its posts."""
    found: Counts = Counter(numerator=0, denominator=0)
    for body in life.registered:
        terms = [
            term
            for term in life.terms
            if term.body in (body.key, body.successor)
            and term.start < windows.end
            and term.until > windows.back(24)
        ]
        if terms:
            often = _organisers(life, body, windows)
            found["numerator"] += len(often - {term.resident for term in terms})
            found["denominator"] += len({term.post for term in terms})
    return found


def _organisers(life: Life, body: Body, windows: Windows) -> set[int]:
    organised: Counter[int] = Counter()
    for activity in life.schedule.activities:
        if activity.body == body.key and activity.day >= windows.back(24):
            organised.update(set(activity.organisers))
    return {number for number, times in organised.items() if times >= _ORGANISED_OFTEN}


def _practised(life: Life, windows: Windows) -> Counts:
    """Residents trained between 24 and 12 months ago, and those who practised within a year."""
    practice = practice_days(life.residents, life.schedule.activities, life.terms)
    first: dict[int, int] = {}
    for training in life.trainings:
        if windows.back(24) <= training.day < windows.back(12):
            first.setdefault(training.resident, training.day)
    practised = sum(
        any(day < one <= windows.calendar.years_after(day, 1) for one in practice[number])
        for number, day in first.items()
    )
    return Counter(denominator=len(first), numerator=practised)


def _self_run(life: Life, windows: Windows) -> Counts:
    """Activities and the residents' own among them: of two years, and around support's end."""
    own: dict[str, list[int]] = defaultdict(list)
    others: dict[str, list[int]] = defaultdict(list)
    for activity in life.schedule.activities:
        (own if activity.organisers else others)[activity.body].append(activity.day)
    for hired in life.hired:
        others[hired.body].append(hired.day)
    found: Counts = Counter()
    for key in {*own, *others}:
        found += _within("share", windows.back(12), windows.end, own[key], others[key])
        found += _within("year_before", windows.back(24), windows.back(12), own[key], others[key])
    for body in life.supported:
        end = body.spells[-1].last_end
        year_later = windows.calendar.years_after(end, 1)
        if year_later < windows.end:
            before = windows.calendar.years_after(end, -1) + 1
            found += _within("supported", before, end + 1, own[body.key], others[body.key])
            found += _within("after", end + 1, year_later + 1, own[body.key], others[body.key])
    return found


def _within(name: str, first: int, last: int, own: list[int], others: list[int]) -> Counts:
    """Days from the first to the one before the last."""
    count_own = sum(first <= day < last for day in own)
    count_others = sum(first <= day < last for day in others)
    return Counter({f"{name}_own": count_own, f"{name}_all": count_own + count_others})
