"""Says which cells of an indicator's answer add up to which, and hides what would give others away.

`warehouse.results` asks here once for each answer; `warehouse.suppression` decides on the cells.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from warehouse.cards import Card
from warehouse.suppression import FEWEST_RESIDENTS, Sum, withheld

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


def counts_residents(card: Card) -> bool:
    """Whether the n of an indicator is a number of residents: it reads facts about each of them."""
    return any(kind.startswith(_OF_RESIDENTS) for kind in card.reads)


def to_hide(counted: Sequence[Counted], members: Members) -> set[Cell]:
    """The cells of an answer that must stay hidden, those that hide already among them.

    Measures are looked at one by one, which hides the same cells of all that count the same
    residents.
    """
    counts: dict[Cell, int | None] = {}
    for one in counted:
        is_small = one.status == "suppressed" or 0 < (one.n or 0) < FEWEST_RESIDENTS
        counts[one.cell] = None if is_small else one.n or 0
    small = {cell for cell, count in counts.items() if count is None}
    if not small:
        return small
    wholes = [cell for cell in counts if cell.stratum == ALL]  # what everybody asks for first
    return small | withheld(counts, _sums(counts, members), wholes)


def _sums(cells: Collection[Cell], members: Members) -> Iterator[Sum]:
    """Over the strata of each unit, and in each stratum over the units within others.

    A cell that is not there counts nobody: its sum goes on without it.
    """
    by_unit: dict[tuple[str, UnitKey], list[Cell]] = defaultdict(list)
    for cell in cells:
        by_unit[cell.measure, cell.unit].append(cell)
    for of_unit in by_unit.values():
        parts = tuple(cell for cell in of_unit if cell.stratum != ALL)
        yield from (Sum(whole, parts) for whole in of_unit if whole.stratum == ALL and parts)
    there = set(cells)
    groups = {(cell.measure, cell.stratum) for cell in cells}
    for whole, within in _nesting({cell.unit for cell in cells}, members):
        for measure, stratum in groups:
            total = Cell(*whole, measure, stratum)
            inside = (Cell(*unit, measure, stratum) for unit in within)
            parts = tuple(cell for cell in inside if cell in there)
            if total in there and parts:
                yield Sum(total, parts)


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
