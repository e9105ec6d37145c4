"""Reads the profile of one unit from kept `warehouse.results`, computing what is not kept yet."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from warehouse.beside import BesideReader
from warehouse.cards import Bilingual, Card
from warehouse.cells import UnitKey
from warehouse.past import settled, yearly
from warehouse.profile.bands import band, similar_units, told_of
from warehouse.profile.figures import (
    LIKENESS,
    Figure,
    Profile,
)
from warehouse.results import Result, Results

_QUALITY: Final = (
    "count_facts",
    "median_lag_days",
    "p90_lag_days",
    "imprecise_share",
    "corrected_share",
    "self_report_share",
    "count_quarantined",
)


class UnknownUnitError(Exception):
    """Nothing is told of the unit at that time."""

    code: ClassVar[str] = "misuse"
    exit_code: ClassVar[int] = 2


@dataclass(frozen=True, slots=True)
class Request:
    """The unit that is asked about, when, and in what similar units shall be alike."""

    unit: UnitKey
    valid_at: date
    alike_in: tuple[str, ...] = LIKENESS


def read_profile(
    results: Results,
    cards: Sequence[Card],
    asked: Request,
    on_computing: Callable[[int], None] = lambda _answers: None,
) -> Profile:
    """The profile of a unit at T; tells `on_computing` how many answers had to be computed.

    Raises UnknownUnitError for a unit of which nothing is told.
    """
    places = _Places(results, asked)
    days = yearly(asked.valid_at, results.first_day())
    computed = results.compute(cards, days, with_curves=False)
    if computed:
        on_computing(computed)
    rows = _Rows(results, cards, days, places)
    figures = tuple(_figures(cards, days, rows, places))
    return Profile(
        unit=asked.unit,
        names=places.names,
        valid_at=asked.valid_at,
        known_at=results.known_at,
        days=days,
        alike_in=tuple(name for name in asked.alike_in if name in told_of(asked.unit.unit_type)),
        likeness=dict(places.likeness.get(asked.unit, {})),
        figures=figures,
        guard=_guard(results, asked, figures, rows),
        beside=BesideReader(results, asked.valid_at).of(places.communities),
        count_communities=len(places.communities),
    )


class _Places:
    """The unit's name, communities, the units around it, and which others are like each."""

    def __init__(self, results: Results, asked: Request) -> None:
        self.asked = asked
        members = [
            row
            for row in results.kept_rows("unit_member", asked.valid_at)
            if row["anchor_type"] == "community"
        ]
        own = asked.unit
        self.communities = {
            row["anchor_id"] for row in members if (row["unit_type"], row["unit_id"]) == own
        }
        if not self.communities:
            msg = f"nothing is known of {own.unit_type}/{own.unit_id} at {asked.valid_at}"
            raise UnknownUnitError(msg)
        around = {
            UnitKey(row["unit_type"], row["unit_id"])
            for row in members
            if row["anchor_id"] in self.communities
        }
        types = {"community": ("municipality", "support_organisation")}.get(
            own.unit_type, ("support_organisation",)
        )
        self.levels = [own, *sorted(unit for unit in around - {own} if unit.unit_type in types)]
        self.likeness = {
            UnitKey(row["unit_type"], row["unit_id"]): {name: row[name] for name in LIKENESS}
            for row in results.kept_rows("unit_likeness", asked.valid_at)
        }
        self.similar = {
            unit: similar_units(unit, self.likeness, asked.alike_in) for unit in self.levels
        }
        self.names = self._named(results)

    def _named(self, results: Results) -> Bilingual:
        own = self.asked.unit
        for row in results.kept_rows("unit_name", self.asked.valid_at):
            if (row["unit_type"], row["unit_id"]) == own:
                return Bilingual(ko=row["name_ko"], en=row["name_en"] or row["name_ko"])
        return Bilingual(ko=own.unit_id, en=own.unit_id)

    def levels_of(self, card: Card) -> list[UnitKey]:
        """Where to ask an indicator: of the unit, else of the first type around it on the card."""
        types = [level.unit_type for level in self.levels]
        fitting = next((one for one in card.unit_types if one in types), None)
        if self.asked.unit.unit_type in card.unit_types:
            fitting = self.asked.unit.unit_type
        return [level for level in self.levels if level.unit_type == fitting]


class _Rows:
    """The kept rows of the unit's levels at every day, and of similar units at the last."""

    def __init__(
        self, results: Results, cards: Sequence[Card], days: Sequence[date], places: _Places
    ) -> None:
        self._at: dict[tuple[str, UnitKey, str], dict[date, Result]] = defaultdict(dict)
        self._values: dict[tuple[str, str], dict[UnitKey, float]] = defaultdict(dict)
        self.of_type: list[Result] = []
        for id_, day, row in results.past(cards, days, places.levels):
            self._at[id_, UnitKey(row.unit_type, row.unit_id), row.measure][day] = row
        others = set(places.likeness)
        for id_, _, row in results.past(cards, days[-1:], others):
            if row.unit_type == places.asked.unit.unit_type:
                self.of_type.append(row)
            if row.value is not None:
                self._values[id_, row.measure][UnitKey(row.unit_type, row.unit_id)] = row.value

    def at(self, card: Card, unit: UnitKey, measure: str) -> dict[date, Result]:
        """The row at each day that has one."""
        return self._at.get((card.id, unit, measure), {})

    def values(self, card: Card, measure: str, units: Iterable[UnitKey]) -> list[float]:
        """The values of some units at the last day, of those that have one."""
        of_measure = self._values.get((card.id, measure), {})
        return [of_measure[unit] for unit in units if unit in of_measure]


def _figures(
    cards: Sequence[Card], days: Sequence[date], rows: _Rows, places: _Places
) -> Iterable[Figure]:
    for card in cards:
        for unit in places.levels_of(card):
            for measure in card.measures:
                at = rows.at(card, unit, measure)
                now = at.get(days[-1])
                if now is None:
                    continue
                similar = rows.values(card, measure, places.similar[unit])
                yield Figure(
                    card=card,
                    measure=measure,
                    unit=unit,
                    now=now,
                    past=settled(card, [(day, at.get(day)) for day in days]),
                    count_similar=len(similar),
                    band=band(similar),
                )


def _guard(
    results: Results, asked: Request, figures: Iterable[Figure], rows: _Rows
) -> dict[str, Any]:
    """What says how far the figures can be trusted; always shown with them."""
    quality = next(
        (
            row
            for row in results.kept_rows("unit_record_quality", asked.valid_at)
            if (row["unit_type"], row["unit_id"]) == asked.unit
        ),
        {},
    )
    by_kind = {
        one.card.coverage_of: one.now.coverage for one in figures if one.now.coverage is not None
    }
    judged = [row.status for row in rows.of_type if row.status in ("mature", "maturing")]
    return {
        "coverage": sum(by_kind.values()) / len(by_kind) if by_kind else None,
        "least_coverage": min(by_kind.values(), default=None),
        **{name: quality.get(name) for name in _QUALITY},
        "immature_share": judged.count("maturing") / len(judged) if judged else None,
    }
