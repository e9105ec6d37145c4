"""Compares two sets of definitions as texts: what changed, and which indicators stand on it.

`dure indicators plan` shows it before a set is adopted; `warehouse.definition_preview` then
compares the values of the indicators that are named here.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from warehouse.definition_set import DefinitionSet
from warehouse.relations import Relation, without_comments

_INDICATORS: Final = "indicators"
_CURVE: Final = "_curve"


class How(StrEnum):
    """What became of a text: only a changed computation can change a value."""

    ADDED = "added"
    REMOVED = "removed"
    COMPUTATION = "computation"
    WORDS = "words"


class TextChange(NamedTuple):
    """A text that is not the same in both sets, and the indicators that stand on it."""

    path: str
    how: How
    indicators: tuple[str, ...]


def text_changes(before: DefinitionSet, after: DefinitionSet) -> list[TextChange]:
    """Every text that differs, by path, with the indicators of either set that stand on it."""
    foundations = [foundations_of(one) for one in (before, after)]
    return [
        TextChange(path, how, tuple(sorted({*_standing_on(path, *foundations)})))
        for path, how in _differing(before.texts, after.texts)
    ]


def affected(changes: list[TextChange]) -> list[str]:
    """The indicators whose values may differ, by the names of their macros."""
    found = {name for one in changes if one.how is not How.WORDS for name in one.indicators}
    return sorted(found)


def foundations_of(definitions: DefinitionSet) -> dict[str, frozenset[str]]:
    """For each indicator of a set, the paths of all texts that it stands on, its own among them."""
    by_name = {relation.name: relation for relation in definitions.relations}
    tables = {
        PurePosixPath(path).stem: path
        for path in definitions.texts
        if path.startswith(("facts/", "reference/")) or "/" not in path
    }
    direct = {name: _direct(relation, by_name, tables) for name, relation in by_name.items()}
    return {
        relation.name: frozenset(_below(relation.path.as_posix(), direct))
        for relation in definitions.relations
        if relation.path.parent.name == _INDICATORS and not relation.name.endswith(_CURVE)
    }


def _direct(
    relation: Relation, by_name: Mapping[str, Relation], tables: Mapping[str, str]
) -> set[str]:
    """The texts that a relation names. A column that is called as a table counts, too."""
    words = set(re.findall(r"\w+", relation.body))
    named = {word.removesuffix("_as_of") for word in words} & tables.keys()
    called = relation.calls() & by_name.keys()
    return {tables[name] for name in named} | {by_name[name].path.as_posix() for name in called}


def _below(path: str, direct: Mapping[str, set[str]]) -> set[str]:
    found, waiting = {path}, [path]
    while waiting:
        more = direct.get(PurePosixPath(waiting.pop()).stem, set()) - found
        found |= more
        waiting += more
    return found


def _standing_on(path: str, *foundations: Mapping[str, frozenset[str]]) -> Iterator[str]:
    for one in foundations:
        yield from (name for name, below in one.items() if path in below)


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[str, How]]:
    for path in sorted(before.keys() | after.keys()):
        old, new = before.get(path), after.get(path)
        if old is None or new is None:
            yield path, How.ADDED if old is None else How.REMOVED
        elif without_comments(old) != without_comments(new):
            yield path, How.COMPUTATION
        elif old != new:
            yield path, How.WORDS
