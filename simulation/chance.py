"""Draws from planted distributions, and what those distributions imply exactly.

The lives draw from here; `simulation.implied` states from here what an estimator should find, so a
distribution and its truth stand side by side.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

DAYS_PER_MONTH: Final = 365.25 / 12
_STEPS_PER_MONTH: Final = 200  # midpoint rule: the error of a five-year incidence is below 1e-6


def dice(*names: object) -> Random:
    """A generator of its own for each named part, so that one part's draws never move another's."""
    return Random("/".join(map(str, names)))  # noqa: S311 - lives are imagined, nothing is secret


@dataclass(frozen=True, slots=True)
class Hazard:
    """A hazard per month that is constant by piece: `(until_month, rate)`, the last for ever."""

    pieces: tuple[tuple[float, float], ...]

    @classmethod
    def constant(cls, rate: float) -> "Hazard":
        """The same rate for ever."""
        return cls(((math.inf, rate),))

    def at(self, month: float) -> float:
        """The rate at a moment."""
        return next(rate for until, rate in self.pieces if month < until)

    def cumulative(self, month: float) -> float:
        """The hazard gathered from 0 to `month`."""
        gathered, begun = 0.0, 0.0
        for until, rate in self.pieces:
            gathered += (min(until, month) - begun) * rate
            if month <= until:
                break
            begun = until
        return gathered

    def survival(self, month: float) -> float:
        """The share that is still there after `month` months."""
        return math.exp(-self.cumulative(month))

    def median(self) -> float:
        """The month by which half have failed; infinite where the last rate is 0."""
        return self._when(math.log(2))

    def draw(self, random: Random) -> float:
        """A time of failure in months, by inversion; infinite where the last rate is 0."""
        return self._when(random.expovariate(1.0))

    def _when(self, gathered: float) -> float:
        """The month by which so much hazard is gathered."""
        left, begun = gathered, 0.0
        for until, rate in self.pieces:
            room = (until - begun) * rate if rate else 0.0
            if left <= room:
                return begun + left / rate
            left -= room
            begun = until
        return math.inf


def first_of(random: Random, hazards: Mapping[str, Hazard]) -> tuple[str, float]:
    """Which of several causes strikes first, and after how many months."""
    draws = [(hazard.draw(random), cause) for cause, hazard in hazards.items()]
    months, cause = min(draws)
    return cause, months


def cumulative_incidence(hazards: Mapping[str, Hazard], cause: str, month: float) -> float:
    """The share that ends by `cause` within `month` months while every cause is at work."""
    step = 1 / _STEPS_PER_MONTH
    total = 0.0
    for index in range(round(month * _STEPS_PER_MONTH)):
        middle = (index + 0.5) * step
        alive = math.exp(-sum(hazard.cumulative(middle) for hazard in hazards.values()))
        total += alive * hazards[cause].at(middle) * step
    return total


def restricted_mean(hazard: Hazard, month: float) -> float:
    """The mean time to failure, in months, up to `month`: the area under the survival curve."""
    step = 1 / _STEPS_PER_MONTH
    return sum(
        hazard.survival((index + 0.5) * step) * step
        for index in range(round(month * _STEPS_PER_MONTH))
    )


def ladder_incidence(
    rates: tuple[float, ...], exits: tuple[Hazard, ...], month: float
) -> tuple[float, ...]:
    """The share that has climbed to each rung within `month` months, exits competing.

    Each rung is reached from the one below at its rate per month; whoever exits climbs no more.
    """
    step = 1 / _STEPS_PER_MONTH
    standing = [1.0] + [0.0] * (len(rates) - 1)
    reached = [0.0] * len(rates)
    for index in range(round(month * _STEPS_PER_MONTH)):
        middle = (index + 0.5) * step
        stay = math.exp(-step * sum(hazard.at(middle) for hazard in exits))
        climbing = [
            share * (1 - math.exp(-step * rate))
            for share, rate in zip(standing, rates, strict=True)
        ]
        for rung, moved in enumerate(climbing):
            # Half of the exits of a step fall before the climb and half after it.
            reached[rung] += moved * math.sqrt(stay)
            standing[rung] -= moved
            if rung + 1 < len(standing):
                standing[rung + 1] += moved
        standing = [share * stay for share in standing]
    return tuple(reached)


def happens(random: Random, share: float) -> bool:
    """Whether something of a given share comes about."""
    return random.random() < share


def days(months: float) -> int:
    """Months as whole days, nearest."""
    return round(months * DAYS_PER_MONTH)


def weibull_median(scale: float, shape: float) -> float:
    """The median of a Weibull time, in the unit of its scale."""
    return scale * math.pow(math.log(2), 1 / shape)
