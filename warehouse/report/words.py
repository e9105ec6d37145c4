"""Says everything in Korean and English: the words of `words.yaml`, and values of each kind.

Both languages stand in the page side by side; the style sheet shows one, so that the switch works
without JavaScript.
"""

from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
import yaml
from markupsafe import Markup

from warehouse.cards import Bilingual

Sayable = Bilingual | str | int
"""What a sentence may hold: words in two languages, or what looks the same in both."""

_FILE: Final = Path(__file__).parent / "words.yaml"
_ROUND_FROM: Final = 0.1  # shares below a tenth show one decimal, or the difference would be lost
_HUNDRED: Final = 100  # numbers from here on are read without decimals


class Kind(StrEnum):
    """How a measure's value is read."""

    SHARE = "share"
    MONTHS = "months"
    DAYS = "days"
    NUMBER = "number"
    COUNT = "count"


def say(key: str, **values: Sayable) -> Bilingual:
    """A sentence of the report with its values put in; raises KeyError for one unknown."""
    stated = _words()[key]
    return Bilingual(
        ko=stated.ko.format(**{name: _in(value, "ko") for name, value in values.items()}),
        en=stated.en.format(**{name: _in(value, "en") for name, value in values.items()}),
    )


def is_known(key: str) -> bool:
    """Whether there are words for a key; measures may be newer than the words."""
    return key in _words()


def markup(text: Sayable) -> Markup:
    """A text as two spans, one of them shown; what is the same in both languages as it is."""
    if not isinstance(text, Bilingual):
        return Markup.escape(text)
    if text.ko == text.en:
        return Markup.escape(text.ko)
    spans = Markup('<span lang="ko">{}</span><span lang="en">{}</span>')
    return spans.format(text.ko, text.en)


def phrase(kind: Kind, value: float | None) -> Sayable:
    """A value as it is read; nothing for no value."""
    if value is None:
        return ""
    if kind is Kind.SHARE:
        return share(value)
    if kind is Kind.MONTHS:
        return say("months_value", number=_number(value))
    if kind is Kind.DAYS:
        return say("days_value", number=_number(value))
    return whole(value) if kind is Kind.COUNT else _number(value)


def share(value: float) -> str:
    """A share in percent; below a tenth with one decimal."""
    digits = 0 if value == 0 or abs(value) >= _ROUND_FROM else 1
    return f"{value * 100:.{digits}f}%"


def whole(value: float) -> str:
    """A number of things, thousands apart."""
    return f"{value:,.0f}"


def on(day: date | None) -> str:
    """A day as both languages write it; a dash where there is none."""
    return "–" if day is None else day.isoformat()


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= _HUNDRED else f"{value:.1f}"


def _in(value: Sayable, language: str) -> str:
    return getattr(value, language) if isinstance(value, Bilingual) else str(value)


@lru_cache(maxsize=1)
def _words() -> dict[str, Bilingual]:
    return msgspec.convert(yaml.safe_load(_FILE.read_text(encoding="utf-8")), dict[str, Bilingual])
