"""Readings, blocks and figures for the tests of the report, said in few words."""

from dataclasses import replace
from datetime import date
from typing import Any

from warehouse.beside import Beside, Seen, Story
from warehouse.cards import Bilingual, Card, card
from warehouse.cells import UnitKey
from warehouse.report.figures import Block, Figures, Reading
from warehouse.results import Point, Result

T = date(2025, 12, 31)
VILLAGE = UnitKey("community", "C01")
TOWN = UnitKey("municipality", "47130")
ALL = UnitKey("nation", "KR")
YEARS = tuple(date(year, 12, 31) for year in range(2021, 2026))
MATURE: dict[str, Any] = {
    "status": "mature",
    "value": 0.5,
    "low": 0.4,
    "high": 0.6,
    "numerator": 20,
    "denominator": 40,
    "n": 40,
    "observed_months": 48,
    "required_months": 36,
    "coverage": 0.95,
}
MATURING: dict[str, Any] = {
    "status": "maturing",
    "n": 9,
    "observed_months": 14,
    "required_months": 36,
    "coverage": 0.8,
}


def named(id_: str) -> Card:
    """The card of an indicator that there is."""
    found = card(id_)
    assert found is not None, id_
    return found


def result(id_: str, unit: UnitKey = VILLAGE, measure: str | None = None, **stated: Any) -> Result:
    """A row of an indicator, of its first measure unless another is named."""
    nothing: dict[str, Any] = dict.fromkeys(Result._fields)
    first = next(iter(named(id_).measures))
    key = {"unit_type": unit.unit_type, "unit_id": unit.unit_id, "measure": measure or first}
    return Result(**(nothing | key | {"stratum": "all"} | stated))


def reading(id_: str, *rows: Result, unit: UnitKey = VILLAGE, **stated: Any) -> Reading:
    """An indicator at a unit with these rows at T, and no others before."""
    made = Reading(
        card=named(id_),
        unit=unit,
        names=Bilingual(ko="새터마을", en="Saeteo"),
        results=rows,
        past=tuple((day, rows[0] if rows and day == T else None) for day in YEARS),
        lines={},
        peer_type=unit.unit_type,
        peers=(),
    )
    return replace(made, **stated)


def block(*readings: Reading, unit: UnitKey = TOWN, **stated: Any) -> Block:
    """A unit with these indicators."""
    made = Block(unit=unit, names=Bilingual(ko="경주시", en="경주시"), area=None, readings=readings)
    return replace(made, **stated)


def figures(*blocks: Block, everybody: Block | None = None) -> Figures:
    """The figures of a report with these municipalities."""
    return Figures(
        valid_at=T,
        days=YEARS,
        everybody=everybody,
        municipalities=blocks,
        count_municipalities=len(blocks),
        count_communities=len(blocks),
    )


def falling(months: int, measure: str = "s") -> list[Point]:
    """A curve that falls by a hundredth a month."""
    return [
        Point("community", "C01", measure, month, 1 - month / 100, 0.9 - month / 100, 1.0, 50)
        for month in range(months + 1)
    ]


def seen(key: str, level: str | None = None, **statuses: int) -> Seen:
    """A stage or, with a level, a marker: in how many communities it has which status."""
    counts = dict.fromkeys(("seen", "partly", "not_seen", "unobserved"), 0) | statuses
    owner = Bilingual(ko="주민", en="Residents")
    names = Bilingual(ko=f"표지 {key}", en=f"Sign {key}")
    days = (date(2023, 5, 1), T) if counts["seen"] else (None, None)
    return Seen(
        owner="residents",
        owner_names=owner,
        key=key,
        level=level,
        names=names,
        first_on=days[0],
        last_on=days[1],
        **counts,
    )


def story(key: str, selected_by: str | None = None) -> Story:
    """A story of change, selected by somebody or not."""
    when = date(2025, 2, 1) if selected_by else None
    reason = "모두가 알아서" if selected_by else None
    told = date(2024, 12, 1)
    return Story("C01", "P", key, f"이야기 {key}", None, told, selected_by, reason, when)


BESIDE = Beside(
    stages=(seen("find", seen=1), seen("plan", partly=1), seen("link", unobserved=1)),
    markers=(seen("meet", "expect", seen=1), seen("mediate", "love", not_seen=1)),
    stories=(story("T1", "주민 <모임>"), story("T2")),
)
