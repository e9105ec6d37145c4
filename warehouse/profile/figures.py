"""What a profile holds. `reading` fills it from kept results; `lines` and `document` write it.

There is no rank, no score and no verdict: a figure stands beside the unit's own past, and beside a
band of similar units that names none of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from warehouse.beside import Beside
from warehouse.cards import Bilingual, Card
from warehouse.cells import UnitKey
from warehouse.past import Past
from warehouse.results import Result

LIKENESS: Final = ("programme", "stage", "city_class", "independence")
MOST_STORIES: Final = 5  # beside the numbers; `change_story` has them all


class Band(NamedTuple):
    """The distribution of a measure over similar units, rounded so that it names none."""

    count_units: int
    q10: float
    q25: float
    q50: float
    q75: float
    q90: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure of an indicator: at T, in the past, and over similar units.

    `unit` is where it is computed, which is not the profile's unit for what is asked of a
    community's municipality or support organisation. `count_similar` are the units that are alike
    and have a value, of which there must be five for a band.
    """

    card: Card
    measure: str
    unit: UnitKey
    now: Result
    past: Past
    count_similar: int
    band: Band | None

    @property
    def names(self) -> Bilingual:
        """What the measure is called."""
        return self.card.measures[self.measure]


@dataclass(frozen=True, slots=True)
class Profile:
    """All that is told of one unit at T as known at K.

    `alike_in` names in what similar units are alike, `likeness` how this unit stands in that.
    `guard` are the metrics that say how far the figures can be trusted.
    """

    unit: UnitKey
    names: Bilingual
    valid_at: date
    known_at: datetime
    days: tuple[date, ...]
    alike_in: tuple[str, ...]
    likeness: dict[str, str | None]
    figures: tuple[Figure, ...]
    guard: dict[str, Any]
    beside: Beside
    count_communities: int

    def of_task(self, task: int) -> Iterator[Figure]:
        """The figures of a core task, results after what they must be read with."""
        chosen = (one for one in self.figures if one.card.core_task == task)
        return iter(sorted(chosen, key=lambda one: one.card.indicator_class == "result"))
