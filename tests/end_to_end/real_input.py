"""The real files beside the repository, read here without dure, and a home driven by commands.

What a delivery must come to is counted from the files alone, so that dure's receipts are held
against something that shares no code with it.
"""

import csv
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb

ROOT: Final = Path(__file__).parents[2]
DATA: Final = ROOT.parent / "shared" / "data"
REGISTER: Final = DATA / "organisation-histories" / "events.ndjson"
RECEIVED: Final = ("2025-03-31", "2025-07-30")
ABSENT: Final = "the real files are not beside this checkout (../shared/data): nothing was tested"

_AROUND_PLUS: Final = re.compile(r"\s*\+\s*")  # organisers are listed as "A+B" and as "A+ B"

Occasion = tuple[str, str, str]
"""What the mapping takes for one edition of a festival: name, agency, year of the first day."""


def festival_file(received: str) -> Path:
    """The delivery of the festival dataset with this reference date."""
    return DATA / "korea-festivals" / f"festivals_basis-{received}.cp949.csv"


@dataclass(frozen=True)
class CommandLine:
    """The commands of dure on one home, each in a process of its own."""

    home: Path

    def __call__(self, *arguments: str, is_clean: bool = True) -> str:
        """What a command prints; it must exit 0, or 1 where rows need attention."""
        command = [sys.executable, "-m", "dure", "--home", str(self.home), *arguments]
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == (0 if is_clean else 1), done.stderr or done.stdout
        return done.stdout

    def answer(self, *arguments: str, is_clean: bool = True) -> Any:
        """The same as JSON."""
        return json.loads(self(*arguments, "--format", "json", is_clean=is_clean))


class Taken(NamedTuple):
    """A home after its deliveries: its commands, the receipts of dry runs and of submissions."""

    dure: CommandLine
    rehearsed: dict[str, Any]
    receipts: dict[str, Any]


def says_nothing_new(dure: CommandLine, delivery: tuple[str, ...], receipt: Any) -> bool:
    """Whether the chain holds and a delivery that comes again gets its receipt and adds nothing."""
    told = dure("audit", "verify")
    again = dure.answer("feed", "submit", *delivery, is_clean=not receipt["notes"])
    return (
        told.startswith("the chain holds: ")
        and again == {**receipt, "is_repeated": True}
        and dure("audit", "verify") == told
    )


def documented(receipt: Any) -> bool:
    """Whether docs/real-input.md states the counts of a receipt."""
    document = (ROOT / "docs" / "real-input.md").read_text(encoding="utf-8")
    counts = ", ".join(f"{count:,} {verdict}" for verdict, count in receipt["counts"].items())
    return f"{receipt['rows']:,} rows: {counts}\n{receipt['facts']:,} facts" in document


def lines_of(text: str) -> list[dict[str, Any]]:
    """What a command printed as JSON lines."""
    return [json.loads(line) for line in text.splitlines()]


def everything_in(connection: duckdb.DuckDBPyConnection) -> str:
    """Every row of every table of a warehouse as one text."""
    tables = connection.execute("select table_name from duckdb_tables()").fetchall()
    rows = (connection.execute(f'from "{name}"').fetchall() for (name,) in tables)
    return "\n".join(map(str, rows))


class Festival(NamedTuple):
    """One row of the festival dataset, in the columns that the mapping reads."""

    line: int
    name: str
    venue: str
    starts: str
    ends: str
    organiser: str
    agency: str
    phone: str

    @property
    def occasion(self) -> Occasion:
        """The edition that the row is about."""
        return self.name, self.agency, self.starts[:4]

    @property
    def is_backwards(self) -> bool:
        """Whether it ends before it starts."""
        return self.ends < self.starts

    def kind(self, received: str) -> str:
        """Planned until its last day is past."""
        return "planned" if self.ends > received else "held"


def festivals(received: str) -> list[Festival]:
    """The rows of one delivery."""
    with festival_file(received).open(encoding="cp949", newline="") as file:
        reader = csv.DictReader(file)
        return [
            Festival(
                reader.line_num,
                row["축제명"].strip(),
                row["개최장소"].strip(),
                row["축제시작일자"],
                row["축제종료일자"],
                _AROUND_PLUS.sub("+", row["주관기관명"].strip()),
                row["제공기관코드"],
                row["전화번호"].strip(),
            )
            for row in reader
        ]


@dataclass
class Bookkeeping:
    """What the deliveries so far say of each occasion, and the verdicts that follow."""

    held: dict[tuple[str, Occasion], Festival] = field(default_factory=dict)
    redated: list[tuple[str, Festival, Festival]] = field(default_factory=list)

    def take(self, received: str) -> dict[int, str]:
        """The verdict of every row of a delivery, by line."""
        stated: set[tuple[str, Occasion]] = set()
        verdicts = {}
        for row in festivals(received):
            key = row.kind(received), row.occasion
            verdicts[row.line] = self._verdict(row, key, is_stated=key in stated)
            if verdicts[row.line] in {"accepted", "corrected"}:
                self.held[key] = row
            if verdicts[row.line] != "quarantined":
                stated.add(key)
        return verdicts

    def _verdict(self, row: Festival, key: tuple[str, Occasion], *, is_stated: bool) -> str:
        if row.is_backwards:
            return "quarantined"
        before = self.held.get(key)
        if before is None:
            return "accepted"
        if before[2:6] == row[2:6]:
            return "duplicate"
        if is_stated:
            return "conflict"
        if (before.starts, before.ends) != (row.starts, row.ends):
            self.redated.append((key[0], before, row))
        return "corrected"


def statements() -> list[dict[str, str]]:
    """What the register said, in its order."""
    return [json.loads(line) for line in REGISTER.read_text(encoding="utf-8").splitlines()]


def counted(verdicts: dict[int, str]) -> dict[str, int]:
    """The verdicts as a receipt counts them, without those that are none."""
    return dict(Counter(verdicts.values()))


class Spell(NamedTuple):
    """Days from founding to first listing (0: from the start) and to the end or the last day."""

    entry: int
    exit: int
    is_event: bool


def spells(until: date) -> Iterator[Spell]:
    """The lives of the register's bodies, from its statements in order.

    A founding date that is stated anew after a removal begins another life; a correction replaces
    the date of the life that is running; a listing after a removal undoes it.
    """
    by_body: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in statements():
        by_body[row["org"]].append(row)
    for rows in by_body.values():
        yield from _lives(rows, until)


def _lives(rows: list[dict[str, str]], until: date) -> Iterator[Spell]:
    founded, listed, removed = "", "", ""
    for row in rows:
        day = row["recorded_at"][:10]
        if row["type"] == "OrganisationRemovedFromRegister":
            removed = day
        elif row["type"] == "FoundingDateCorrected":
            founded = row["occurred_on"]
        elif row["type"] == "OrganisationFounded" and row["occurred_on"] == founded:
            removed = ""
        elif row["type"] == "OrganisationFounded":
            if founded:
                yield _spell(founded, listed, removed, until)
            founded, listed, removed = row["occurred_on"], day, ""
    yield _spell(founded, listed, removed, until)


def _spell(founded: str, listed: str, removed: str, until: date) -> Spell:
    start = date.fromisoformat(founded if len(founded) == len("2012-03-01") else f"{founded}-01")
    entry = (date.fromisoformat(listed) - start).days
    end = date.fromisoformat(removed) if removed else until
    return Spell(max(entry, 0), (end - start).days, bool(removed))
