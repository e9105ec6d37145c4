"""Says which cells of an indicator's answer add up to which, and hides what would give others away.

`warehouse.results` asks here once for each answer; `warehouse.suppression` decides on the cells.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from warehouse.cards import Card
from warehouse.suppression import FEWEST_RESIDENTS, Sum, TooManyCellsError, withheld

ALL: Final = "all"
# Units of a type are parts of those of the types that follow; communities are parts of every unit.
_LEVELS: Final = (
    ("community", ("municipality", "province", "programme", "support_organisation", "nation")),
    ("municipality", ("province", "cohort", "nation")),
    ("province", ("nation",)),
)
_OF_RESIDENTS: Final = ("resident.", "community.participation_recorded.")


class UnitKey(NamedTuple):
    """The type and id of a unit, as the indicators name it."""

    unit_type: str
    unit_id: str


Members = Mapping[UnitKey, frozenset[str]]
"""The communities of each unit."""


class Cell(NamedTuple):
    """The residents of a unit in one stratum whom a measure counts."""

    unit_type: str
    unit_id: str
    measure: str
    stratum: str

    @property
    def unit(self) -> UnitKey:
        """The unit."""
        return UnitKey(self.unit_type, self.unit_id)


class Counted(NamedTuple):
    """What is told of a cell: how many residents, and its status."""

    cell: Cell
    n: int | None
    status: str

    @property
    def is_small(self) -> bool:
        """Whether it must not be shown: the indicator hid it, or should have."""
        return self.status == "suppressed" or 0 < (self.n or 0) < FEWEST_RESIDENTS


def counts_residents(card: Card) -> bool:
    """Whether the n of an indicator is a number of residents: it reads facts about each of them."""
    return any(kind.startswith(_OF_RESIDENTS) for kind in card.reads)


def to_hide(counted: Sequence[Counted], members: Members) -> set[Cell]:
    """The cells of an answer that must stay hidden, those that hide already among them.

    A unit with a small stratum shows none of its strata, nor says which it has: what remains to be
    asked is of which units the strata are shown, and that can be solved for. Measures are looked
    at one by one, which hides the same cells of all that count the same residents.
    """
    by_measure: dict[str, dict[Cell, int | None]] = defaultdict(dict)
    for one in counted:
        by_measure[one.cell.measure][one.cell] = None if one.is_small else one.n or 0
    hidden: set[Cell] = set()
    for measure, counts in by_measure.items():
        if None in counts.values():
            hidden |= _hidden_of(measure, counts, members)
    return hidden


def _hidden_of(measure: str, counts: Mapping[Cell, int | None], members: Members) -> set[Cell]:
    units = sorted({cell.unit for cell in counts})
    strata = sorted({cell.stratum for cell in counts} - {ALL})
    sums = [Sum(whole, tuple(parts)) for whole, parts in _nesting(units, members)]
    wholes = {unit: _of_strata(measure, counts, unit, [ALL]) for unit in units}
    without_whole = _with_siblings(wholes, sums)
    hidden = {Cell(*unit, measure, ALL) for unit in without_whole}
    if strata:
        rows = {
            unit: None if unit in without_whole else _of_strata(measure, counts, unit, strata)
            for unit in units
        }
        without_strata = _with_siblings(rows, sums)
        hidden |= {Cell(*unit, measure, stratum) for unit in without_strata for stratum in strata}
    return hidden


def _of_strata(
    measure: str, counts: Mapping[Cell, int | None], unit: UnitKey, strata: Sequence[str]
) -> tuple[int, ...] | None:
    """The residents of a unit in each stratum; None as soon as one of them is small."""
    found = [counts.get(Cell(*unit, measure, stratum), 0) for stratum in strata]
    stated = tuple(count for count in found if count is not None)
    return stated if len(stated) == len(found) else None


def _with_siblings(
    counts: Mapping[UnitKey, tuple[int, ...] | None], sums: Sequence[Sum]
) -> set[UnitKey]:
    """The units that are small and those to hide with them; all where nobody could say which."""
    small = {unit for unit, count in counts.items() if count is None}
    try:
        return small | withheld(counts, sums)
    except TooManyCellsError:
        return set(counts)


def _nesting(
    units: Collection[UnitKey], members: Members
) -> Iterator[tuple[UnitKey, list[UnitKey]]]:
    """Units with those of one type whose communities are just theirs."""
    for lower, uppers in _LEVELS:
        owner = {
            community: unit
            for unit in units
            if unit.unit_type == lower
            for community in members.get(unit, ())
        }
        for whole in (unit for unit in units if unit.unit_type in uppers):
            inside = members.get(whole, frozenset())
            parts = sorted({owner[community] for community in inside if community in owner})
            if parts and frozenset().union(*(members[part] for part in parts)) == inside:
                yield whole, parts
