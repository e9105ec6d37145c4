"""Reads the card on top of an indicator's SQL file: what it means and when it may be read.

A card is YAML in the block comment `/* card ... */`. The builder (`warehouse.relations`) writes it
into the database as the macro's comment; catalogue, reports and the guard read it from here.
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from warehouse.facts import SQL_FOLDER

_CARD: Final = re.compile(r"\A/\* card\n(?P<yaml>.*?)\*/", re.DOTALL)


class IndicatorClass(StrEnum):
    """What kind of thing an indicator measures; `result` may never stand alone (the guard)."""

    PROCESS = "process"
    PARTICIPATION = "participation"
    CAPACITY = "capacity"
    RELATIONSHIP = "relationship"
    INSTITUTION = "institution"
    SUSTAINABILITY = "sustainability"
    RESULT = "result"


class Bilingual(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One text in Korean and English."""

    ko: str
    en: str


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an indicator is: identity, definition, when it is mature, and how it misleads.

    `name` is the macro; `measures` names each number that it returns; `core_task` is one of the
    policy study's four; `unit_types` are those at which it is computed; `reads` are the kinds of
    fact that it rests on, `coverage_of` the one whose deliveries its coverage counts. What the
    report shows to a reader (`population` to `minimum_maturity`, `pitfalls`) is in both languages.
    `window_months` is how far back n counts, where facts before a window do not count at all.
    """

    id: str
    name: str
    names: Bilingual
    indicator_class: IndicatorClass = msgspec.field(name="class")
    core_task: int
    population: Bilingual
    estimator: Bilingual
    window: Bilingual
    minimum_maturity: Bilingual
    measures: Mapping[str, Bilingual]
    reads: tuple[str, ...]
    coverage_of: str
    unit_types: tuple[str, ...]
    unit: str
    is_two_sided: bool
    pitfalls: Bilingual
    source: str
    version: str
    has_curve: bool = False
    window_months: int | None = None

    @property
    def curve(self) -> str | None:
        """The macro of the indicator's curve, where it has one."""
        return f"{self.name}_curve" if self.has_curve else None


@lru_cache(maxsize=1)
def cards() -> tuple[Card, ...]:
    """The cards of all indicators, by the number in their id."""
    found = (read_card(path) for path in (SQL_FOLDER / "indicators").glob("*.sql"))
    return in_order(card for card in found if card is not None)


def in_order(found: Iterable[Card]) -> tuple[Card, ...]:
    """Cards by the number in their id."""
    return tuple(sorted(found, key=lambda card: int(card.id[1:])))


def card(name: str) -> Card | None:
    """The card of an indicator by its id (`A7`, in any case) or macro; None if there is none."""
    return next((one for one in cards() if name.lower() in (one.id.lower(), one.name)), None)


def read_card(path: Path) -> Card | None:
    """The card on top of a file; None for a file without one, such as a curve.

    Raises ValueError, with the file's name, for a card that lacks something or says too much.
    """
    return card_in(path, path.read_text(encoding="utf-8"))


def card_in(path: Path, text: str) -> Card | None:
    """The card on top of the text of a file, wherever it is kept; as `read_card`."""
    stated = _yaml(text)
    if stated is None:
        return None
    try:
        return msgspec.convert(stated | {"name": path.stem}, Card)
    except msgspec.ValidationError as error:
        msg = f"the card of {path.name}: {error}"
        raise ValueError(msg) from error


def card_comment(text: str) -> str:
    """The card on top of a text, as it is written; raises ValueError where there is none."""
    stated = _CARD.match(text)
    if stated is None:
        msg = "there is no `/* card` on top"
        raise ValueError(msg)
    return stated["yaml"].strip()


def _yaml(text: str) -> dict[str, Any] | None:
    stated = _CARD.match(text)
    return None if stated is None else yaml.safe_load(stated["yaml"])
