"""The catalogue of indicators as a page, from their cards; `make docs` writes it."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from warehouse.cards import Bilingual, Card, cards
from warehouse.relations import relations

EXAMPLES: Final = Path(__file__).parent / "worked_examples.yaml"
_SERVING: Final = {
    "coverage",
    "missing_in_window",
    "missing_month",
    "municipality_member",
    "observed_month",
    "unit_member",
}

CORE_TASKS: Final = {
    1: ("주민 역량과 참여", "Resident capacity and participation"),
    2: ("중앙과 지방정부의 역할", "Roles of central and local government"),
    3: ("주민 주도 계획과 제도적 지원", "Resident-driven planning and institutional support"),
    4: ("중간지원조직", "Intermediate support organisations"),
}
_HEAD: Final = """# The indicators of dure

지표 목록. 각 지표 SQL 파일의 카드에서 만들어진다.

Every indicator is one SQL file with a card on top, from which this page is made. All return the
same columns: `unit_type, unit_id, measure, stratum, value, low, high, bound_low, bound_high,
numerator, denominator, n, observed_months, required_months, coverage, status`. Only rows of status
`mature` have a value; `low` and `high` are the 95 % interval, the bounds are what imprecise dates
and missing months leave open.
"""


def render_indicators() -> str:
    """The page, in Markdown: a table of all, then each indicator's card."""
    return "\n".join([_HEAD, *_table(), "", *(line for card in cards() for line in _section(card))])


def indicator_table() -> str:
    """The table of all indicators alone, as README shows it."""
    return "\n".join(_table())


def _table() -> Iterator[str]:
    yield "| | indicator | 지표 | class | core task |"
    yield "|---|---|---|---|---|"
    for card in cards():
        task = CORE_TASKS[card.core_task][1]
        yield f"| {card.id} | {card.names.en} | {card.names.ko} | {card.indicator_class} | {task} |"


def _section(card: Card) -> Iterator[str]:
    yield f"## {card.id} {card.names.en} · {card.names.ko}"
    yield ""
    yield f"`{card.name}(valid_at, known_at)`, version {card.version}, {card.indicator_class}."
    yield ""
    for name, text in (
        ("Population", card.population),
        ("Estimator", card.estimator),
        ("Window", card.window),
        ("Matures", card.minimum_maturity),
        ("Unit of the value", card.unit),
        ("Two-sided", "yes: neither high nor low is good" if card.is_two_sided else "no"),
        ("At", ", ".join(card.unit_types)),
        ("Reads", ", ".join(f"`{kind}`" for kind in card.reads)),
        ("Pitfalls", card.pitfalls),
        ("Source", card.source),
    ):
        yield f"- **{name}**: {_text(text)}"
    yield from _example(card)
    if card.curve:
        yield f"- **Curve**: `{card.curve}(valid_at, known_at)`"
    yield ""
    yield "| measure | | |"
    yield "|---|---|---|"
    for measure, words in card.measures.items():
        yield f"| `{measure}` | {words.en} | {words.ko} |"
    yield ""


def _example(card: Card) -> Iterator[str]:
    """What the indicator says of one unit of the simulated cases, and where that comes from."""
    if (row := _examples().get(card.id)) is None:
        return
    unit, measure = f"{row['unit_type']} {row['unit_id']}", row["measure"]
    stratum = f", stratum {row['stratum']}" if "stratum" in row else ""
    counted = (
        f", {row['numerator']} of {row['denominator']}"
        if {"numerator", "denominator"} <= row.keys()
        else ""
    )
    interval = f", 95 % interval {row['low']} to {row['high']}" if "low" in row else ""
    bounds = f", bounds {row['bound_low']} to {row['bound_high']}" if "bound_low" in row else ""
    yield (
        f"- **Worked example**: in the home of `make demo`, {unit} on {row['valid_at']}: "
        f"`{measure}`{stratum} = {row['value']}{counted} (n = {row['n']}){interval}{bounds}."
    )
    yield (
        f"  `dure show {card.id} --valid-at {row['valid_at']} --unit-type {row['unit_type']} "
        f"--unit {row['unit_id']}` shows it; it is computed from "
        f"{', '.join(f'`{name}`' for name in _stands_on(card))}, whose rows `dure sql` lists."
    )


@cache
def _examples() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    return found


def _stands_on(card: Card) -> list[str]:
    """The relations that an indicator asks itself, but not those that serve all of them."""
    folders = {one.name: one.path.parent.name for one in relations() if one.is_table}
    called = next(one for one in relations() if one.name == card.name).calls()
    return sorted(
        name
        for name in called
        if name.endswith("_as_of") or (folders.get(name) == "relations" and name not in _SERVING)
    )


def _text(text: Bilingual | str) -> str:
    """A text in both languages, a line each, or in the one that it has."""
    return f"{text.en}\n  {text.ko}" if isinstance(text, Bilingual) else text
