"""What the guard says in Korean and English: reads `guard_sentences.yaml`.

`warehouse.guard_rules` and `warehouse.guard_values` fill in the values.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from warehouse.cards import Bilingual
from warehouse.framework_terms import Likeness, UnitType

Values = Mapping[str, Any]
"""What a sentence is about; a Bilingual value is said in the sentence's language."""

_FILE: Final = Path(__file__).parent / "guard_sentences.yaml"


class Sentences(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule in words: its title, the sentence of a refusal, and what would satisfy the rule."""

    title: Bilingual
    says: Bilingual
    satisfied_by: Bilingual


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file; `rules` are by the key of their sentences."""

    units: dict[UnitType, Bilingual]
    likeness: dict[Likeness, Bilingual]
    rules: dict[str, Sentences]


@lru_cache(maxsize=1)
def words() -> Words:
    """Every word of the guard."""
    return msgspec.convert(yaml.safe_load(_FILE.read_text(encoding="utf-8")), Words)


def filled(text: Bilingual, values: Values) -> Bilingual:
    """A sentence with its values put in."""
    return Bilingual(
        ko=text.ko.format_map(_in("ko", values)), en=text.en.format_map(_in("en", values))
    )


def joined(many: Iterable[Bilingual]) -> Bilingual:
    """A list of words, with commas between."""
    stated = list(many)
    return Bilingual(ko=", ".join(one.ko for one in stated), en=", ".join(one.en for one in stated))


def _in(language: str, values: Values) -> dict[str, Any]:
    return {
        name: getattr(value, language) if isinstance(value, Bilingual) else value
        for name, value in values.items()
    }
