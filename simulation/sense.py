"""The sense of community that residents have, and the surveys that measure it every two years.

`simulation.lives` imagines them, `simulation.tell_sense` tells them, `simulation.cases` says what
they should show.
"""

import math
from dataclasses import dataclass
from random import Random
from typing import Final

from simulation.calendar import Calendar
from simulation.chance import happens
from simulation.parameters import Sense as Planted

SCALE: Final = "likert-5"
LOWEST: Final = 1.0
HIGHEST: Final = 5.0
_FIRST_SURVEY_DAYS: Final = 60
_EVERY_DAYS: Final = 730
_DAYS_PER_YEAR: Final = 365.25
_RESPONDENTS: Final = (60, 120)
_DECIMALS: Final = 2  # as surveys report their means


@dataclass(frozen=True, slots=True)
class Survey:
    """One survey of a community's residents; mean and spread in points of the scale."""

    day: int
    mean: float
    respondents: int
    standard_deviation: float


def imagine_surveys(
    random: Random, calendar: Calendar, planted: Planted, start: int
) -> list[Survey]:
    """The surveys of one community by day; none where nobody surveys it."""
    level = random.gauss(planted.share_of_range, planted.spread_between_communities)
    if not happens(random, planted.surveyed_share):
        return []
    surveys = []
    for day in range(start + _FIRST_SURVEY_DAYS, calendar.end, _EVERY_DAYS):
        respondents = random.randrange(*_RESPONDENTS)
        risen = level + planted.yearly_rise * (day - start) / _DAYS_PER_YEAR
        drawn = random.gauss(
            LOWEST + risen * (HIGHEST - LOWEST),
            planted.standard_deviation / math.sqrt(respondents),
        )
        mean = round(min(HIGHEST, max(LOWEST, drawn)), _DECIMALS)
        surveys.append(Survey(day, mean, respondents, planted.standard_deviation))
    return surveys
