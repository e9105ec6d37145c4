"""What a profile holds. `reading` fills it from kept results; `lines` and `document` write it.

There is no rank, no score and no verdict: a figure stands beside the unit's own past, and beside a
band of similar units that names none of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

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


class Seen(NamedTuple):
    """A stage, sign or marker: in how many of a unit's communities it is seen, partly, or not.

    `first_on` and `last_on` are days of its evidence, as far as they may be told.
    """

    owner: str
    key: str
    level: str | None
    names: Bilingual
    seen: int
    partly: int
    not_seen: int
    unobserved: int
    first_on: date | None
    last_on: date | None

    @property
    def status(self) -> str:
        """The status in one community; of several, whether it is seen in all of them or in some."""
        if not self.partly and not self.not_seen and not self.unobserved:
            return "seen"
        if self.seen or self.partly:
            return "partly"
        return "not_seen" if self.not_seen else "unobserved"


class Story(NamedTuple):
    """A story of change, with who selected it as most significant, and why."""

    community: str
    plan: str
    story: str
    text: str | None
    domain: str | None
    told_on: date | None
    selected_by: str | None
    reason: str | None
    selected_on: date | None


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
    stages: tuple[Seen, ...]
    markers: tuple[Seen, ...]
    stories: tuple[Story, ...]
    count_stories: int
    count_communities: int

    def of_task(self, task: int) -> Iterator[Figure]:
        """The figures of a core task, results after what they must be read with."""
        chosen = (one for one in self.figures if one.card.core_task == task)
        return iter(sorted(chosen, key=lambda one: one.card.indicator_class == "result"))
