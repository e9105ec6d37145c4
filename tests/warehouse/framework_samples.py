"""The frameworks of the guard's tests: one that passes, and twelve with one thing made wrong."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from warehouse.cards import cards
from warehouse.framework import Framework, parse_framework, read_framework
from warehouse.guard import Figures, Refusal
from warehouse.results import Result

FOLDER: Final = Path(__file__).parent / "frameworks"
SHIPPED: Final = sorted((Path(__file__).parents[2] / "reference" / "frameworks").glob("*.yaml"))
K: Final = datetime(2026, 2, 1, tzinfo=UTC)
PASSES: Final = (FOLDER / "passes.yaml").read_text(encoding="utf-8")


def good() -> Framework:
    """The framework that passes."""
    return parse_framework(PASSES, "passes.yaml")


def changed(*changes: tuple[str, str]) -> str:
    """Its text with parts replaced; each must be there."""
    text = PASSES
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def sample(rule: str) -> Framework:
    """The framework that is refused by a rule."""
    [path] = FOLDER.glob(f"f{int(rule[1:]):02}-*.yaml")
    return read_framework(path)


def rules_of(found: Sequence[Refusal]) -> set[str]:
    """The ids of the rules that refuse."""
    return {one.rule for one in found}


def figures(framework: Framework, **change: Any) -> Figures:
    """A mature row for every measure, unit type and day of a framework."""
    by_id = {card.id: card for card in cards()}
    rows: dict[tuple[str, date], list[Result]] = {}
    for chosen in framework.indicators:
        for day in framework.days():
            rows.setdefault((chosen.indicator, day), []).extend(
                result(framework.unit_type_of(chosen), measure, **change)
                for measure in by_id[chosen.indicator].measures
            )
    return rows


def result(unit_type: str, measure: str, **change: Any) -> Result:
    """A mature row of one unit, but for what is changed."""
    mature = Result(
        unit_type, "u1", measure, "all", 0.5, 0.4, 0.6, 0.5, 0.5, 5, 10, 10, 60, 12, 1.0, "mature"
    )
    return mature._replace(**change)
