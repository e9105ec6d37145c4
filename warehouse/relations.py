"""Builds every relation of the warehouse as a macro of (valid_at, known_at), with its comment.

Reads the files of `sql/estimators`, `sql/relations`, `sql/indicators` and `sql/findings`, one macro
each; `warehouse.file` has made the tables that they read, readers then query what is built here.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from graphlib import CycleError, TopologicalSorter
from hashlib import sha256
from pathlib import Path
from typing import Final

import duckdb

from warehouse.cards import card_comment
from warehouse.facts import SQL_FOLDER

FOLDERS: Final = ("estimators", "relations", "indicators", "findings")
_HEAD: Final = re.compile(
    r"^create or replace macro (?P<name>\w+)\((?P<parameters>[^)]*)\) as(?P<table> table\b)?",
    re.MULTILINE,
)
_COMMENTS: Final = re.compile(r"/\*.*?\*/|--[^\n]*", re.DOTALL)
_TEXTS: Final = re.compile(r"'(?:[^']|'')*'")
_CALLS: Final = re.compile(r"\b([a-z_]\w*)\s*\(")
_BUILT: Final = (
    "select function_name, function_type from duckdb_functions() "
    "where not internal and database_name = current_database() "
    "and function_name not in (select table_name || '_as_of' from duckdb_tables())"
)
_FOUR_LINES: Final = re.compile(r"-- (?!Grain:)\S.*\n-- Grain: .+\n-- Unit: .+\n-- Reads: .+\n")


class RelationError(Exception):
    """A relation's file cannot be built; the message names the file and says why."""


@dataclass(frozen=True)
class Relation:
    """One file of SQL: the macro that it makes, its parameters and what it says of itself."""

    path: Path
    name: str
    parameters: tuple[str, ...]
    is_table: bool
    comment: str
    text: str

    @cached_property
    def body(self) -> str:
        """The statement without its comments."""
        return without_comments(self.text)

    def calls(self) -> frozenset[str]:
        """The names of everything that the body calls, built-in functions among them."""
        return self._called

    @cached_property
    def _called(self) -> frozenset[str]:
        """Read once: what rests on what is asked of every pair of relations."""
        body = _TEXTS.sub("''", self.body)
        return frozenset(_CALLS.findall(body[body.index(" as") :])) - {self.name}


def build(connection: duckdb.DuckDBPyConnection, found: Sequence[Relation] | None = None) -> None:
    """Create every relation, each after those that it calls, with its comment; drop all others.

    Those of this code, or those `found` elsewhere.

    DuckDB binds a macro's body when it is created, and drops its comment when it is replaced.
    `built_from` holds the digest of what was built. Raises RelationError, with the file's name, for
    a body that does not bind.
    """
    built = relations() if found is None else found
    _drop_all(connection)
    for relation in ordered(built):
        target = "macro table" if relation.is_table else "macro"
        comment = relation.comment.replace("'", "''")
        try:
            connection.execute(relation.body)
            connection.execute(f"comment on {target} {relation.name} is '{comment}'")
        except duckdb.Error as error:
            msg = f"{relation.path.parent.name}/{relation.path.name}: {error}"
            raise RelationError(msg) from error

    connection.execute(
        f"create or replace table built_from as select '{relations_digest(built)}' as digest"
    )
    connection.execute("comment on table built_from is 'The relations in this file.'")


def relations_digest(found: Sequence[Relation] | None = None) -> str:
    """The sha256 (hex) of the text of every relation: of this code, or of those `found`."""
    built = relations() if found is None else found
    return sha256("\0".join(relation.text for relation in built).encode()).hexdigest()


@lru_cache(maxsize=1)
def relations() -> tuple[Relation, ...]:
    """Every relation that the files declare, by folder and name."""
    return tuple(
        read_relation(path)
        for folder in FOLDERS
        for path in sorted((SQL_FOLDER / folder).glob("*.sql"))
    )


def without_comments(text: str) -> str:
    """SQL without its comments, among them a card."""
    return _COMMENTS.sub("", text).strip()


def read_relation(path: Path) -> Relation:
    """Read one file; raises RelationError when it is not one macro named as the file is."""
    return relation_in(path, path.read_text(encoding="utf-8"))


def relation_in(path: Path, text: str) -> Relation:
    """The relation in the text of a file, wherever it is kept; raises RelationError."""
    head = _HEAD.search(text)
    if head is None or head["name"] != path.stem:
        msg = f"{path.name} must hold `create or replace macro {path.stem}(...) as`"
        raise RelationError(msg)
    return Relation(
        path=path,
        name=path.stem,
        parameters=tuple(re.findall(r"(\w+)(?:\s*:=[^,]*)?(?:,|$)", head["parameters"])),
        is_table=head["table"] is not None,
        comment=_comment(path, text),
        text=text,
    )


def ordered(found: Iterable[Relation]) -> list[Relation]:
    """The relations, each after those that it calls; raises RelationError for a circle."""
    by_name = {relation.name: relation for relation in found}
    graph = {
        relation.name: sorted(relation.calls() & by_name.keys()) for relation in by_name.values()
    }
    try:
        return [by_name[name] for name in TopologicalSorter(graph).static_order()]
    except CycleError as error:
        msg = f"these relations call each other in a circle: {' -> '.join(error.args[1])}"
        raise RelationError(msg) from error


def _drop_all(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop the relations of whatever code built them; the as-of macros belong to the tables."""
    for name, kind in connection.execute(_BUILT).fetchall():
        connection.execute(f"drop {'macro table' if kind == 'table_macro' else 'macro'} {name}")


def _comment(path: Path, text: str) -> str:
    """What the file says of itself: the four lines on top, or the sentence of its card."""
    four_lines = _FOUR_LINES.match(text)
    if four_lines is not None:
        return "\n".join(line.removeprefix("-- ") for line in four_lines.group().splitlines())
    try:
        return card_comment(text)
    except ValueError as error:
        msg = f"{path.name} begins with neither four comment lines nor a card: {error}"
        raise RelationError(msg) from error
