"""Reads what the indicators answer at T, over the years before and along their curves, by unit.

Takes the kept `warehouse.results` of a snapshot and gives `figures` to the page.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import ClassVar, Final

from warehouse.beside import BesideReader
from warehouse.cards import Bilingual, Card
from warehouse.cells import UnitKey
from warehouse.past import FEWEST_PEERS, settled, yearly
from warehouse.report.curves import lines
from warehouse.report.figures import Block, Figures, Reading, headline
from warehouse.report.kinds import SIZED, kind_of
from warehouse.report.words import say
from warehouse.results import Point, Result, Results

MOST_COMMUNITIES: Final = 150  # with blocks of their own on a page, for the same reason
MOST_MUNICIPALITIES: Final = 60  # more would open slowly in a browser; ask for one at a time
UNLOCATED: Final = ""  # stands for the municipality of communities whose area is not resolved
_EVERYBODY: Final = "nation"


class TooManyError(Exception):
    """There are more municipalities than one page can show."""

    code: ClassVar[str] = "report-too-large"


class _Rows:
    """The rows of all cards over all strata: by unit and measure at each day; the curves at T."""

    def __init__(self) -> None:
        self.at: dict[tuple[str, UnitKey], dict[date, list[Result]]] = {}
        self.lines: dict[tuple[str, UnitKey], dict[str, list[Point]]] = {}

    def add(self, card: Card, day: date, results: Iterable[Result]) -> None:
        """Take in an indicator's rows at a day."""
        for row in results:
            key = card.id, UnitKey(row.unit_type, row.unit_id)
            self.at.setdefault(key, {}).setdefault(day, []).append(row)

    def add_curves(self, card: Card, points: Iterable[Point]) -> None:
        """Take in the points of an indicator's curves."""
        by_unit: dict[UnitKey, list[Point]] = defaultdict(list)
        for point in points:
            by_unit[UnitKey(point.unit_type, point.unit_id)].append(point)
        for unit, of_unit in by_unit.items():
            self.lines[card.id, unit] = lines(of_unit)


def read_figures(
    results: Results, cards: Sequence[Card], valid_at: date, municipality: str | None = None
) -> Figures:
    """The figures of all units at T as known at K, or of one municipality beside all together.

    Raises TooManyError when there are more municipalities than a page can show.
    """
    days = yearly(valid_at, results.first_day())
    rows = _read_rows(results, cards, days)
    places = _Places(results, valid_at)
    blocks = _Blocks(cards, days, rows, places, BesideReader(results, valid_at))
    return Figures(
        valid_at=valid_at,
        days=days,
        everybody=blocks.everybody(),
        municipalities=blocks.municipalities(municipality),
        count_municipalities=sum(code != UNLOCATED for code in places.communities),
        count_communities=sum(map(len, places.communities.values())),
    )


def _read_rows(results: Results, cards: Sequence[Card], days: Sequence[date]) -> _Rows:
    rows = _Rows()
    results.compute(cards, days)
    for card in cards:
        for day in days:
            rows.add(card, day, results.overall(card, day))
        rows.add_curves(card, results.curve(card, days[-1]))
    return rows


class _Places:
    """Which communities there are, where they lie, who supports them, what everything is called."""

    def __init__(self, results: Results, valid_at: date) -> None:
        self._names = {
            UnitKey(row["unit_type"], row["unit_id"]): row
            for row in results.rows("unit_name", valid_at)
        }
        members = sorted(
            (row["unit_type"], row["unit_id"], row["anchor_id"])
            for row in results.rows("unit_member", valid_at)
            if row["anchor_type"] == "community"
        )
        self.communities = _within(members, "municipality")
        self._supported = _within(members, "support_organisation")
        located = {one for inside in self.communities.values() for one in inside}
        unlocated = [one for one in _within(members, "community") if one not in located]
        if unlocated:
            self.communities[UNLOCATED] = unlocated

    def names(self, unit: UnitKey) -> Bilingual:
        """What a unit is called; by its id where no name is known."""
        if unit.unit_type == _EVERYBODY:
            return say("all_units")
        if unit == UnitKey("municipality", UNLOCATED):
            return say("unlocated")
        ko = self._named(unit, "name_ko") or unit.unit_id
        return Bilingual(ko=ko, en=self._named(unit, "name_en") or ko)

    def area(self, unit: UnitKey) -> str | None:
        """The area around a unit, such as a municipality's province."""
        return self._named(unit, "area")

    def _named(self, unit: UnitKey, column: str) -> str | None:
        row = self._names.get(unit)
        return None if row is None else row[column]

    def support(self, communities: Iterable[str]) -> list[UnitKey]:
        """The support organisations of some communities."""
        asked = set(communities)
        return [
            UnitKey("support_organisation", one)
            for one, supported in self._supported.items()
            if asked.intersection(supported)
        ]


def _within(members: Iterable[tuple[str, str, str]], unit_type: str) -> dict[str, list[str]]:
    """The communities of each unit of a type."""
    within: dict[str, list[str]] = defaultdict(list)
    for type_, unit, community in members:
        if type_ == unit_type:
            within[unit].append(community)
    return within


class _Blocks:
    """Puts the rows together by unit."""

    def __init__(
        self,
        cards: Sequence[Card],
        days: Sequence[date],
        rows: _Rows,
        places: _Places,
        beside: BesideReader,
    ) -> None:
        self._beside = beside
        self._cards = cards
        self._days = days
        self._rows = rows
        self._places = places
        self._values = self._values_at_end()

    def everybody(self) -> Block | None:
        """All communities together; none while there are no rows."""
        units = {unit for _, unit in self._rows.at if unit.unit_type == _EVERYBODY}
        return self._block(min(units), [min(units)]) if units else None

    def municipalities(self, chosen: str | None) -> tuple[Block, ...]:
        """Every municipality with communities, in the order of the Korean alphabet."""
        codes = [code for code in self._places.communities if chosen in (None, code)]
        if len(codes) > MOST_MUNICIPALITIES:
            msg = (
                f"{len(codes)} municipalities are too many for one page"
                f" (at most {MOST_MUNICIPALITIES}): choose one with --unit"
            )
            raise TooManyError(msg)
        several = [len(found) for found in map(self._places.communities.get, codes) if found]
        are_shown = sum(count for count in several if count > 1) <= MOST_COMMUNITIES
        blocks = [self._municipality(code, are_shown=are_shown) for code in codes]
        return tuple(sorted(blocks, key=lambda block: (block.names.ko, block.unit)))

    def _municipality(self, code: str, *, are_shown: bool) -> Block:
        """A municipality and its communities; what a single community has comes first."""
        whole = UnitKey("municipality", code)
        keys = [UnitKey("community", key) for key in self._places.communities[code]]
        support = self._places.support(key.unit_id for key in keys)
        beside = self._beside.of({key.unit_id for key in keys})
        if len(keys) == 1:
            block = self._block(whole, [*keys, whole, *support])
            only = self._places.names(keys[0])
            return replace(block, count_communities=1, only=only, beside=beside)
        communities = [self._community(key) for key in keys if are_shown]
        communities.sort(key=lambda block: (block.names.ko, block.unit))
        return replace(
            self._block(whole, [whole, *support]),
            count_communities=len(keys),
            communities=tuple(communities),
            beside=beside,
        )

    def _community(self, key: UnitKey) -> Block:
        return replace(self._block(key, [key]), beside=self._beside.of({key.unit_id}))

    def _block(self, unit: UnitKey, levels: Sequence[UnitKey]) -> Block:
        """A unit by what is computed at its levels: an indicator at the first that its card names.

        Every support organisation is shown, because a community may have several.
        """
        readings = []
        for card in self._cards:
            types = [level.unit_type for level in levels]
            fitting = next((one for one in card.unit_types if one in types), None)
            readings += [
                self._reading(card, level) for level in levels if level.unit_type == fitting
            ]
        return Block(
            unit=unit,
            names=self._places.names(unit),
            area=self._places.area(unit),
            readings=tuple(readings),
        )

    def _reading(self, card: Card, unit: UnitKey) -> Reading:
        at = self._rows.at.get((card.id, unit), {})
        results = at.get(self._days[-1], [])
        own = headline(card, results)
        measure = own.measure if own else None
        peer_type = unit.unit_type if unit.unit_type != _EVERYBODY else card.unit_types[0]
        values = self._values.get((card.id, peer_type, measure), {})
        if peer_type != unit.unit_type and kind_of(measure or "") in SIZED:
            values = {}  # a sum over all has no place among its parts
        peers = sorted(value for peer, value in values.items() if peer != unit)
        return Reading(
            card=card,
            unit=unit,
            names=self._places.names(unit),
            results=tuple(results),
            past=settled(
                card, [(day, _of_measure(at.get(day, ()), measure)) for day in self._days]
            ),
            lines=self._rows.lines.get((card.id, unit), {}),
            peer_type=peer_type,
            peers=tuple(peers) if len(peers) >= FEWEST_PEERS else (),
        )

    def _values_at_end(self) -> dict[tuple[str, str, str | None], dict[UnitKey, float]]:
        """The values at T by indicator, type of unit and measure."""
        values: dict[tuple[str, str, str | None], dict[UnitKey, float]] = defaultdict(dict)
        for (id_, unit), at in self._rows.at.items():
            for row in at.get(self._days[-1], ()):
                if row.value is not None:
                    values[id_, unit.unit_type, row.measure][unit] = row.value
        return values


def _of_measure(rows: Iterable[Result], measure: str | None) -> Result | None:
    return next((row for row in rows if row.measure == measure), None)
