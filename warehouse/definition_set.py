"""A set of definitions as text: every SQL file on which an indicator stands, wherever it came from.

The files of this code make the present set; the wiring records a set in the ledger when it is
adopted and reads it back from there, so that what an indicator meant once can be built again
(`build`) from the ledger alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Self

import duckdb

from warehouse.cards import Card, card_in, in_order
from warehouse.facts import SQL_FOLDER
from warehouse.relations import FOLDERS, Relation, build, relation_in


class DefinitionSetError(Exception):
    """A manifest cannot be read, or names a text that is not there."""


@dataclass(frozen=True)
class DefinitionSet:
    """SQL texts by their path below `sql/`, such as `indicators/a7_sustained_participation.sql`.

    Besides relations and indicators it holds the fact tables and the log that they read.
    """

    texts: Mapping[str, str]

    @classmethod
    def of_manifest(cls, manifest: str, text_of: Callable[[str], str | None]) -> Self:
        """The set that a manifest names; `text_of` gives the text of a digest.

        Raises DefinitionSetError for a text that is missing or is not what its digest says.
        """
        texts = {}
        for line in manifest.splitlines():
            digest, is_line, path = line.partition("  ")
            text = text_of(digest) if is_line else None
            if text is None or digest_of(text) != digest:
                msg = f"the text of {path or line!r} is missing, or is not that of its digest"
                raise DefinitionSetError(msg)
            texts[path] = text
        return cls(texts)

    @cached_property
    def manifest(self) -> str:
        """One line per text: its sha256 (hex), two spaces, its path; as `sha256sum` writes them."""
        return "".join(f"{digest_of(text)}  {path}\n" for path, text in sorted(self.texts.items()))

    @property
    def digest(self) -> str:
        """The sha256 (hex) of the manifest."""
        return digest_of(self.manifest)

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """Every relation of the set, by folder and name."""
        return tuple(
            relation_in(Path(path), text)
            for folder in FOLDERS
            for path, text in sorted(self.texts.items())
            if path.startswith(f"{folder}/")
        )

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """The cards of its indicators, by the number in their id."""
        found = (
            card_in(Path(path), text)
            for path, text in sorted(self.texts.items())
            if path.startswith("indicators/")
        )
        return in_order(one for one in found if one is not None)

    def build(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Build its relations into a database, in the place of any others; RelationError."""
        build(connection, self.relations)


@lru_cache(maxsize=1)
def present_definitions() -> DefinitionSet:
    """The definitions of this code."""
    files = sorted(SQL_FOLDER.rglob("*.sql"))
    return DefinitionSet(
        {
            path.relative_to(SQL_FOLDER).as_posix(): path.read_text(encoding="utf-8")
            for path in files
        }
    )


def digest_of(text: str) -> str:
    """The sha256 (hex) of a text."""
    return sha256(text.encode()).hexdigest()
