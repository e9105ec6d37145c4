"""Computes at one (T, K), once, the relations on which several indicators rest.

Macros inline: an indicator's plan holds some three hundred scans of the relations below it, and
planning them takes ten times as long as running them on a province's facts. `warehouse.results`
asks here before an indicator; each shared relation becomes a temporary table behind a temporary
macro of the same name, which the bodies of the others then find first.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Final

import duckdb

from warehouse.relations import Relation, ordered, relations

FEWEST_CALLERS: Final = 2  # a relation with one caller is computed once anyway
_TIMES: Final = ("valid_at", "known_at")


class Workbench:
    """A connection of its own, on which shared relations stand ready for one (T, K) at a time."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, built: tuple[Relation, ...] | None = None
    ) -> None:
        """`built` are the relations in the database, where they are not those of this code."""
        self.connection = connection.cursor()  # temporary tables and macros are a cursor's own
        self._built = relations() if built is None else built
        self._times: tuple[date, datetime] | None = None
        self._ready: set[str] = set()

    def prepare(self, macro: str, valid_at: date, known_at: datetime) -> None:
        """Compute what is shared below a macro and not ready yet for these times."""
        if self._times != (valid_at, known_at):
            self._clear()
            self._times = valid_at, known_at
        for name in shared_below(macro, self._built):
            if name not in self._ready:
                self.connection.execute(
                    f"create or replace temp table {_table(name)} as select * from {name}(?, ?)",  # noqa: S608  # named by this package's files
                    [valid_at, known_at],
                )
                self.connection.execute(
                    f"create or replace temp macro {name}(valid_at, known_at) as table"  # noqa: S608  # the same
                    f" select * from {_table(name)}"
                )
                self._ready.add(name)

    def _clear(self) -> None:
        for name in self._ready:
            self.connection.execute(f"drop macro table temp.{name}")
            self.connection.execute(f"drop table temp.{_table(name)}")
        self._ready.clear()


@lru_cache(maxsize=512)  # as many as there are relations, in two versions
def shared_below(macro: str, built: tuple[Relation, ...]) -> tuple[str, ...]:
    """The shared relations that a macro rests on, each after those below it."""
    found, shared = _by_name(built), _shared(built)
    below: set[str] = set()
    waiting = [macro]
    while waiting:
        calls = found[waiting.pop()].calls() & found.keys()
        waiting += calls - below
        below |= calls
    return tuple(name for name in found if name in below & shared)


@lru_cache(maxsize=2)  # of this code, and of another that it is compared with
def _by_name(built: tuple[Relation, ...]) -> dict[str, Relation]:
    """The relations by name, each after those that it calls."""
    return {relation.name: relation for relation in ordered(built)}


@lru_cache(maxsize=2)  # the same
def _shared(built: tuple[Relation, ...]) -> frozenset[str]:
    """The relations that several others call, and only ever at the caller's own (T, K)."""
    return frozenset(one.name for one in built if _is_shared(one, built))


def _is_shared(relation: Relation, others: Iterable[Relation]) -> bool:
    if relation.parameters != _TIMES or not relation.is_table:
        return False
    called = re.compile(rf"\b{relation.name}\s*\(")
    at_same_times = re.compile(rf"\b{relation.name}\s*\(\s*valid_at\s*,\s*known_at\s*\)")
    bodies = [other.body for other in others if relation.name in other.calls()]
    are_same = all(len(called.findall(body)) == len(at_same_times.findall(body)) for body in bodies)
    return are_same and len(bodies) >= FEWEST_CALLERS


def _table(name: str) -> str:
    return f"shared_{name}"
