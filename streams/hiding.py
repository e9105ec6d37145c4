"""Hides the persons of an event that may be anything: before it is kept, or its type is known.

`streams.checking` knows a fact's person fields by its class; what is refused, and what corrects a
fact that is not known yet, is hidden here by the names of its fields alone.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Final

import msgspec

from domain.facts import Area, FactKey, person_fields
from domain.vocabulary import AGGREGATES, FACT_TYPES, PERSON_SUBJECTS
from streams.privacy import mask
from streams.rows import Row

ATTRIBUTES: Final = frozenset(
    {"specversion", "id", "source", "type", "subject", "time", "data", "datacontenttype"}
)
LONGEST_KEPT: Final = 16_384  # bytes of a row in quarantine; longer ones are found in the file
_THINGS: Final = frozenset(kind.NAME for kind in AGGREGATES) - PERSON_SUBJECTS


Hide = Callable[[dict[str, Any]], dict[str, Any]]
"""Replaces the persons of an event by pseudonyms, whatever its type, so that it may be kept."""


def kept_of(row: Row, hide: Hide) -> bytes | None:
    """What quarantine keeps of a row, persons hidden: its events, or the cells of its columns."""
    if row.problem is not None and row.problem.verdict == "rejected":
        return None  # no text to keep; the file is kept
    kept = row.raw
    if row.events:
        if not all(map(may_be_kept, row.events)):
            return None
        kept = msgspec.json.encode([hide(event) for event in row.events])
    return mask(kept.decode()).encode() if len(kept) <= LONGEST_KEPT else None


@lru_cache(maxsize=1)
def _person_names() -> frozenset[str]:
    """Every field name under which some event class holds a person."""
    return frozenset(name for kind in FACT_TYPES.values() for name in person_fields(kind))


def may_be_kept(event: dict[str, Any]) -> bool:
    """Whether quarantine may hold an event: a field that nobody knows may hold a person's name."""
    names = {name for name in _names_within(event) if name not in ATTRIBUTES}
    return names <= _field_names()


def _names_within(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for part in value.values():
            yield from _names_within(part)
    elif isinstance(value, list):
        for part in value:
            yield from _names_within(part)


@lru_cache(maxsize=1)
def _field_names() -> frozenset[str]:
    """Every name that the data of some kind of fact may hold, at any depth."""
    inner = {"from", "to", "precision", *Area.__struct_fields__, *FactKey.__struct_fields__}
    return frozenset(inner.union(*(kind.__struct_fields__ for kind in FACT_TYPES.values())))


def hide_persons(event: dict[str, Any], pseudonym: Callable[[str], str]) -> dict[str, Any]:
    """An event whose type may be unknown or wrong, with every possible person hidden."""
    kept: dict[str, Any] = hidden(event, pseudonym)
    if (subject := event.get("subject")) is not None:
        aggregate, slash, key = str(subject).partition("/")
        if not slash:
            kept["subject"] = pseudonym(aggregate)
        elif key and aggregate not in _THINGS:
            kept["subject"] = f"{aggregate}/{pseudonym(key)}"
    return kept


def hidden(value: Any, pseudonym: Callable[[str], str], *, is_person: bool = False) -> Any:
    """The value with everything inside a person field hidden, whatever its shape."""
    if isinstance(value, dict):
        names = _person_names()
        return {
            key: hidden(part, pseudonym, is_person=is_person or key in names)
            for key, part in value.items()
        }
    if isinstance(value, list):
        return [hidden(part, pseudonym, is_person=is_person) for part in value]
    if is_person and value not in (None, ""):
        return pseudonym(str(value))
    return value
