"""Chooses the lines that an indicator's curve shows, and the months that its table shows.

Between the curves at whole months that `warehouse.results` reads and `chart_views`.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from warehouse.results import Point

SURVIVAL: Final = "s"  # the measure of a curve of those still there; the others are what happened
MOST_LINES: Final = 3  # more than three lines in one chart are not told apart
_ORDER: Final = (
    SURVIVAL,
    "addressed",
    "settled",
    "followed_up",
    "contributor",
    "organiser",
    "representative",
)  # what an indicator is about; what competes with it comes after
_HALF_YEAR: Final = 6


def lines(points: Iterable[Point]) -> dict[str, list[Point]]:
    """The points of a unit's curves by measure, the indicator's own first.

    Survival stands alone; of what happened instead, the first three.
    """
    by_measure: dict[str, list[Point]] = {}
    for point in points:
        by_measure.setdefault(point.measure, []).append(point)
    drawable = {measure: found for measure, found in by_measure.items() if len(found) > 1}
    chosen = sorted(drawable, key=lambda measure: (_place(measure), measure))
    chosen = [SURVIVAL] if SURVIVAL in chosen else chosen[:MOST_LINES]
    return {measure: drawable[measure] for measure in chosen}


def falls(measure: str) -> bool:
    """Whether a curve is of those still there, or still waiting; the others count what happened."""
    return measure in (SURVIVAL, "waiting") or f"_{SURVIVAL}_" in measure


def half_years(points: Sequence[Point]) -> list[Point]:
    """Every sixth month, and the last."""
    return [point for point in points if point.month % _HALF_YEAR == 0 or point == points[-1]]


def _place(measure: str) -> int:
    return _ORDER.index(measure) if measure in _ORDER else len(_ORDER)
