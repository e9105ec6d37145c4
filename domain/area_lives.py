"""The rows of the area table as `reference/` holds them: codes, their lives, what they became.

`dure.reference_tables` writes the files; `domain.areas` answers questions with what is read here.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

FILES: Final = ("area_codes.csv", "area_successors.csv", "sources.csv")
CodeKey = tuple[str, str]
"""(scheme, code)."""


class CodeLife(msgspec.Struct, frozen=True):
    """One row of the code table; open ends are the ends of the calendar.

    In force from `created_on` until the day before `abolished_on`. `parent` is the unit directly
    above (mois-sgg), empty for provinces and for other schemes; `municipality` is the code that the
    local government has now (mois-sgg), None for provinces.
    """

    scheme: str
    code: str
    name: str
    level: str
    parent: str
    municipality: str | None
    created_on: date
    abolished_on: date


class AreaLives(msgspec.Struct, frozen=True):
    """A version of the area table.

    `successors` holds the one-to-one successions, `opened` the beginnings of the codes that a
    reorganisation without such a successor brought, by the code it ended or divided.
    `complete_until` says per scheme until when every code is known. `digest` is the sha256 (hex) of
    the files.
    """

    lives: Mapping[CodeKey, CodeLife] = {}
    successors: Mapping[CodeKey, str] = {}
    opened: Mapping[CodeKey, str] = {}
    complete_until: Mapping[str, date] = {}
    version: str = ""
    digest: str = ""


def read_area_lives(reference: Path) -> AreaLives:
    """Read the table from the folder `reference`; raises ValueError for a code twice."""
    contents = [(reference / name).read_bytes() for name in FILES]
    codes, successions, sources = (list(_rows(content)) for content in contents)
    lives: dict[CodeKey, CodeLife] = {}
    for row in codes:
        if lives.setdefault(_key(row), life := _life(row)) is not life:
            msg = f"{reference / FILES[0]} has {row['scheme']} {row['code']} twice"
            raise ValueError(msg)
    return AreaLives(
        lives=lives,
        successors={
            _key(row): row["successor"] for row in successions if row["kind"] == "renumbered"
        },
        opened={_key(row): row["opens"] for row in successions if row["opens"]},
        complete_until=_completeness(codes, sources),
        version=(reference / "VERSION").read_text(encoding="utf-8").strip(),
        digest=sha256(b"".join(contents)).hexdigest(),
    )


def _rows(content: bytes) -> Iterator[dict[str, str]]:
    return csv.DictReader(content.decode("utf-8").splitlines())


def _key(row: Mapping[str, str]) -> CodeKey:
    return row["scheme"], row["code"]


def _life(row: Mapping[str, str]) -> CodeLife:
    return CodeLife(
        scheme=row["scheme"],
        code=row["code"],
        name=row["name"],
        level=row["level"],
        parent=row["parent"],
        municipality=row["municipality"] or None,
        created_on=_day(row["created_on"], date.min),
        abolished_on=_day(row["abolished_on"], date.max),
    )


def _day(stated: str, otherwise: date) -> date:
    return date.fromisoformat(stated) if stated else otherwise


def _completeness(
    codes: Iterable[Mapping[str, str]], sources: Iterable[Mapping[str, str]]
) -> dict[str, date]:
    """Per scheme the day of the newest whole list among its sources."""
    lists = {
        row["source"]: date.fromisoformat(row["complete_until"])
        for row in sources
        if row["complete_until"]
    }
    found: dict[str, date] = {}
    for scheme, keys in {(row["scheme"], row["source"]) for row in codes}:
        for key in keys.split():
            if key in lists:
                found[scheme] = max(lists[key], found.get(scheme, date.min))
    return found
