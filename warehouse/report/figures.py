"""What a report holds: indicators at a unit, each with its past, curves and peers, by core task.

`reading` fills it from the indicators' results; `panels` turns it into what is shown.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from warehouse.beside import Beside
from warehouse.cards import Bilingual, Card, IndicatorClass
from warehouse.cells import UnitKey
from warehouse.results import Point, Result

CORE_TASKS: Final = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Reading:
    """An indicator at a unit: its rows at T over all strata, its past, its curves, its peers.

    `past` holds a row per year from the first with facts to T; `peers` the values of the other
    units of the type `peer_type` at T, in no order that names them, and none where they are few.
    """

    card: Card
    unit: UnitKey
    names: Bilingual
    results: tuple[Result, ...]
    past: tuple[tuple[date, Result | None], ...]
    lines: Mapping[str, Sequence[Point]]
    peer_type: str
    peers: tuple[float, ...]

    @property
    def headline(self) -> Result | None:
        """The first measure of the card that can be asked of the unit."""
        return headline(self.card, self.results)

    @property
    def status(self) -> str:
        """The status of its headline; without rows there are no data."""
        return "no_data" if self.headline is None else self.headline.status

    @property
    def is_judgeable(self) -> bool:
        """Whether its headline is mature and so has a value."""
        return self.status == "mature"


@dataclass(frozen=True, slots=True)
class Block:
    """All indicators of one unit, by core task.

    A municipality counts its communities; `only` names the one whose figures it shows, where there
    is one, else `communities` are their own blocks, none where a page would be too long. `beside`
    are stages, progress markers and stories, none of all municipalities together.
    """

    unit: UnitKey
    names: Bilingual
    area: str | None
    readings: tuple[Reading, ...]
    count_communities: int = 0
    only: Bilingual | None = None
    communities: tuple["Block", ...] = ()
    beside: Beside | None = None

    def of_task(self, task: int) -> list[Reading]:
        """The readings of a core task, results after what they must be read with."""
        chosen = [reading for reading in self.readings if reading.card.core_task == task]
        return sorted(chosen, key=lambda reading: is_result(reading.card))

    def is_withheld(self, reading: Reading) -> bool:
        """Whether this is a result with no other indicator of its task that can be judged."""
        beside = (one for one in self.of_task(reading.card.core_task) if not is_result(one.card))
        return is_result(reading.card) and not any(one.is_judgeable for one in beside)

    @property
    def count_judgeable(self) -> int:
        """How many indicators can be judged here and are shown."""
        shown = (one for one in self.readings if not self.is_withheld(one))
        return sum(one.is_judgeable for one in shown)


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that a report shows of the indicators, with how many units there are in all."""

    valid_at: date
    days: tuple[date, ...]
    everybody: Block | None
    municipalities: tuple[Block, ...]
    count_municipalities: int
    count_communities: int

    def readings(self) -> Iterator[Reading]:
        """Every reading of the page."""
        for block in (*self.municipalities, *([self.everybody] if self.everybody else [])):
            yield from block.readings
            for community in block.communities:
                yield from community.readings

    @property
    def early_share(self) -> float | None:
        """The share of the indicators of all municipalities that cannot be judged yet."""
        readings = (one for block in self.municipalities for one in block.readings)
        asked = [one for one in readings if one.status != "not_applicable"]
        early = sum(not one.is_judgeable for one in asked)
        return early / len(asked) if asked else None


def is_result(card: Card) -> bool:
    """Whether the indicator counts results, which may never stand alone."""
    return card.indicator_class is IndicatorClass.RESULT


def headline(card: Card, results: Iterable[Result]) -> Result | None:
    """The row of the card's first measure that can be asked of the unit."""
    order = {measure: place for place, measure in enumerate(card.measures)}
    stated = (row for row in results if row.measure in order)
    return min(
        stated,
        key=lambda row: (row.status == "not_applicable", order[row.measure]),
        default=None,
    )
