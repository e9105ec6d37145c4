"""The past and the peers of a figure, as reports and profiles set it beside them.

Both read kept `warehouse.results`; `warehouse.suppression` says which points of a past would tell
of few residents.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from warehouse.cards import Card
from warehouse.cells import counts_residents
from warehouse.months import months_after
from warehouse.results import Result
from warehouse.suppression import steady

MOST_YEARS: Final = 7  # as-of dates of a trend: each asks every indicator once more
FEWEST_PEERS: Final = 5  # a distribution of fewer would name its members
_MONTHS: Final = 12

Past = tuple[tuple[date, Result | None], ...]
"""The row of one measure at each day, none where the unit had none."""


def yearly(valid_at: date, first_day: date | None) -> tuple[date, ...]:
    """T and the same day of the years before, back to the first fact, in ascending order."""
    days = []
    for back in range(MOST_YEARS):
        day = months_after(valid_at, -_MONTHS * back)
        if back and (first_day is None or day < first_day):
            break
        days.append(day)
    return tuple(reversed(days))


def settled(card: Card, past: Sequence[tuple[date, Result | None]]) -> Past:
    """A past without the points whose steps would tell of fewer than five residents.

    Points that count in windows which do not overlap have no residents in common to tell of.
    """
    if not counts_residents(card) or _are_apart(card, [day for day, _ in past]):
        return tuple(past)
    shown = steady([None if row is None else row.n for _, row in past])
    return tuple(
        (day, row if is_shown or row is None or row.n is None else _hidden(row))
        for (day, row), is_shown in zip(past, shown, strict=True)
    )


def _are_apart(card: Card, days: Sequence[date]) -> bool:
    window = card.window_months
    return window is not None and all(
        (after.year - before.year) * _MONTHS + after.month - before.month >= window
        for before, after in pairwise(days)
    )


def _hidden(row: Result) -> Result:
    told = ("unit_type", "unit_id", "measure", "stratum", "required_months", "coverage")
    nothing = dict.fromkeys(Result._fields)
    kept = {name: getattr(row, name) for name in told}
    return Result(**{**nothing, **kept, "status": "suppressed"})
