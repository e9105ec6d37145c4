"""How far the axes of charts reach: for each measure the same everywhere, or small charts deceive.

Read from all of `figures` once; `chart_views` draws every chart to it.
"""

import math
from collections.abc import Iterable
from typing import Final, NamedTuple

from warehouse.report.figures import Figures, Reading
from warehouse.report.kinds import SIZED, kind_of
from warehouse.report.words import Kind
from warehouse.results import Result

_ROUND_STEPS: Final = (1, 2, 3, 4, 5, 6, 8, 10)  # where a scale may end, times a power of ten
_WHOLE_FROM: Final = 0.5  # a share's scale is the whole from here on


class Scales(NamedTuple):
    """The years of all trends, the end of each measure's scale, and that of each curve's axes."""

    first_year: int
    last_year: int
    tops: dict[tuple[str, str, bool], float]
    curves: dict[str, tuple[int, float]]


def scales_of(figures: Figures) -> Scales:
    """The scales that hold whatever the page shows."""
    tops: dict[tuple[str, str, bool], float] = {}
    curves: dict[str, tuple[int, float]] = {}
    for reading in figures.readings():
        if reading.headline is not None:
            key = scale_key(reading, reading.headline)
            tops[key] = max(tops.get(key, 0.0), *_limits(reading))
        months, top = curves.get(reading.card.id, (0, 0.0))
        for points in reading.lines.values():
            months = max(months, points[-1].month)
            top = max(top, *(point.high for point in points))
        curves[reading.card.id] = months, top
    return Scales(
        first_year=figures.days[0].year,
        last_year=figures.days[-1].year,
        tops={key: _round_top(kind_of(key[1]), top) for key, top in tops.items()},
        curves={
            id_: (months, _round_top(Kind.SHARE, top)) for id_, (months, top) in curves.items()
        },
    )


def scale_key(reading: Reading, row: Result) -> tuple[str, str, bool]:
    """Charts of the same key share a scale; a sum over all units has one of its own."""
    is_sum = reading.peer_type != reading.unit.unit_type and kind_of(row.measure) in SIZED
    return reading.card.id, row.measure, is_sum


def _limits(reading: Reading) -> Iterable[float]:
    yield 0.0
    yield from reading.peers
    for _, row in reading.past:
        if row is not None and row.value is not None:
            yield row.value if row.high is None else row.high


def _round_top(kind: Kind, top: float) -> float:
    """The next round number; the whole for a share of more than half."""
    if top <= 0 or (kind is Kind.SHARE and top > _WHOLE_FROM):
        return 1.0
    power = 10.0 ** math.floor(math.log10(top))
    return next(step * power for step in _ROUND_STEPS if step * power >= top)
