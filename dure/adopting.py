"""Adopts definitions and the area table: records in the ledger what published figures stand on.

`warehouse.definition_set` gives the texts and takes them back; a publication pins the digests of
what was adopted, and rebuilding one asks `adopted_set` for the texts. Every text is recorded once,
under its digest, and a manifest names those of the whole set: docs/decisions/0009 says why.
"""

import zlib
from pathlib import Path
from typing import ClassVar, Final, NamedTuple

from domain.errors import DureError
from domain.history import heads
from domain.ledger import Ledger
from domain.publication import Publication
from dure import __version__
from dure.wiring import Home, reference_folder
from warehouse.cards import card_in
from warehouse.definition_set import (
    DefinitionSet,
    DefinitionSetError,
    digest_of,
    present_definitions,
)
from warehouse.reference import reference_digest, reference_version
from warehouse.reference_archive import ArchiveError, packed, unpacked

DEFINITIONS: Final = "publication/definitions"
AREA_TABLE: Final = "publication/area-table"
MANIFEST: Final = "manifest"  # the definition that names the texts of a set
_DIGITS: Final = 12  # of a digest, as the version of a text that states none


class NotAdoptedError(DureError):
    """Something was never adopted, or its texts are not in this ledger."""

    code: ClassVar[str] = "not-adopted"


class Adopted(NamedTuple):
    """What is adopted now: the digest of the set and the version of the area table; what was new.

    `is_new` tells whether anything was recorded; going back to an earlier set has no new texts.
    """

    digest: str
    area_table: str
    new_texts: int
    is_new: bool


def adopt(home: Home, by: str) -> Adopted:
    """Record the present definitions and area table as adopted by an office.

    All texts in one transaction; what is adopted already is not recorded again.
    """
    present = present_definitions()
    with home.open_ledger(is_read_only=False) as ledger:
        held = _adoptions(ledger)
        facts = {} if _last_digest(held) == present.digest else _facts(home, present, len(held))
        recorded = ledger.record_all(DEFINITIONS, facts, by)
        area_table, is_new_table = _adopt_area_table(home, ledger, by)
    is_new = recorded > 0 or is_new_table
    return Adopted(present.digest, area_table, max(recorded - 1, 0), is_new)


def adopted_digest(ledger: Ledger) -> str | None:
    """The digest of the definitions that were adopted last; None before the first adoption."""
    return _last_digest(_adoptions(ledger))


def adopted_set(ledger: Ledger, digest: str | None = None) -> DefinitionSet:
    """The definitions that were adopted last, or those of a digest, from the ledger alone.

    Raises NotAdoptedError.
    """
    held = _adoptions(ledger)
    wanted = digest or _last_digest(held)
    manifest = next((one.sql for one in held if one.digest == wanted), None)
    if manifest is None:
        what = f"definitions of the digest {digest}" if digest else "any definitions"
        msg = f"{what} were never adopted in this ledger: run `dure indicators adopt`"
        raise NotAdoptedError(msg)
    texts = {one.digest: one.sql for one in _held(ledger) if one.definition != MANIFEST}
    try:
        return DefinitionSet.of_manifest(manifest, texts.get)
    except DefinitionSetError as error:
        raise NotAdoptedError(str(error)) from error


def adopted_area_table(ledger: Ledger) -> Publication.AreaTableAdopted | None:
    """The area table that was adopted last; None before the first adoption."""
    held = [one.fact for one in heads(ledger.entries(AREA_TABLE))]
    found = [fact for fact in held if isinstance(fact, Publication.AreaTableAdopted)]
    return found[-1] if found else None


def adopted_reference(ledger: Ledger, digest: str, folder: Path) -> Path:
    """Lay the reference data of a digest into a folder, from the ledger alone.

    Raises NotAdoptedError.
    """
    held = [one.fact for one in heads(ledger.entries(AREA_TABLE))]
    for fact in held:
        if isinstance(fact, Publication.AreaTableAdopted) and fact.digest == digest:
            try:
                return unpacked(fact.content or "", digest, reference_folder(), folder)
            except (ArchiveError, ValueError, zlib.error) as error:
                msg = f"the area table {fact.version}: {error}"
                raise NotAdoptedError(msg) from error
    msg = f"no area table of the digest {digest} was adopted in this ledger"
    raise NotAdoptedError(msg)


def _adopt_area_table(home: Home, ledger: Ledger, by: str) -> tuple[str, bool]:
    """The version of the present area table, and whether its adoption was recorded now."""
    folder = reference_folder()
    version, digest = reference_version(folder), reference_digest(folder)
    last = adopted_area_table(ledger)
    if last is not None and (last.version, last.digest) == (version, digest):
        return version, False
    fact = Publication.AreaTableAdopted(
        occurred=home.today(), version=version, digest=digest, content=packed(folder)
    )
    count = len(ledger.entries(AREA_TABLE))
    return version, bool(ledger.record_all(AREA_TABLE, {f"area-table/{count}/{digest}": fact}, by))


def _facts(
    home: Home, present: DefinitionSet, count: int
) -> dict[str, Publication.DefinitionAdopted]:
    """Every text by its digest, of which only new ones are recorded, then the manifest."""
    day = home.today()
    facts = {}
    for path, text in sorted(present.texts.items()):
        digest = digest_of(text)
        facts[f"definition/{path}/{digest}"] = Publication.DefinitionAdopted(
            occurred=day, definition=path, version=_version(path, text), digest=digest, sql=text
        )
    facts[f"definitions/{count}/{present.digest}"] = Publication.DefinitionAdopted(
        occurred=day,
        definition=MANIFEST,
        version=__version__,
        digest=present.digest,
        sql=present.manifest,
    )
    return facts


def _version(path: str, text: str) -> str:
    """The version that an indicator's card states; the beginning of the digest for other texts."""
    stated = card_in(Path(path), text) if path.startswith("indicators/") else None
    return digest_of(text)[:_DIGITS] if stated is None else stated.version


def _adoptions(ledger: Ledger) -> list[Publication.DefinitionAdopted]:
    """The manifests that were adopted, in the order recorded."""
    return [one for one in _held(ledger) if one.definition == MANIFEST]


def _held(ledger: Ledger) -> list[Publication.DefinitionAdopted]:
    facts = (entry.fact for entry in heads(ledger.entries(DEFINITIONS)))
    return [fact for fact in facts if isinstance(fact, Publication.DefinitionAdopted)]


def _last_digest(held: list[Publication.DefinitionAdopted]) -> str | None:
    return held[-1].digest if held else None
