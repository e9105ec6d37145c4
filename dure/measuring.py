"""Wires the measures on a home: an indicator's rows, the findings, the report.

Asks the published snapshot through `warehouse.results`; `dure.warehousing` has published it.
"""

import platform
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import ClassVar, Final

from domain.errors import DureError, MisuseError
from dure import __version__
from dure.warehousing import Reader, definitions
from dure.wiring import Home
from warehouse.cards import Card, card, cards
from warehouse.results import COLUMNS, Results
from warehouse.snapshot import open_snapshot

_KEPT: Final = "results"  # beside the snapshot, and as disposable
_PAGE: Final = "index.html"
SOFTWARE: Final = f"dure {__version__}, Python {platform.python_version()}"
_RELATION: Final = {"D": "findings", "G": "gaming_patterns"}  # by the letter of a rule
_RULES: Final = {"D": 13, "G": 6}  # D1 to D13, G1 to G6
_FINDING: Final = (
    "rule",
    "severity",
    "subject",
    "detail_ko",
    "detail_en",
    "occurred_from",
    "first_position",
    "positions",
)


class DefinitionsChangedError(DureError):
    """The snapshot has the indicators of another version than the cards of this one."""

    code: ClassVar[str] = "definitions-changed"


def catalogue() -> Reader:
    """The indicators, one row each, from their cards."""
    columns = [
        "id",
        "name_ko",
        "name_en",
        "class",
        "core_task",
        "unit_types",
        "version",
        "relation",
    ]
    rows = [
        (
            one.id,
            one.names.ko,
            one.names.en,
            one.indicator_class.value,
            one.core_task,
            one.unit_types,
            one.version,
            one.name,
        )
        for one in cards()
    ]
    return Reader(columns, rows)


def show(  # noqa: PLR0913  # what may be asked of an indicator
    home: Home,
    name: str,
    valid_at: date | None,
    known_at: datetime | None,
    *,
    unit_type: str | None = None,
    unit: str | None = None,
    stratum: str | None = None,
) -> Reader:
    """An indicator's rows at T as known at K, of all units and strata or those asked for.

    Raises MisuseError for an indicator or a type of unit that there is not.
    """
    asked = indicator_named(name)
    if unit_type is not None and unit_type not in asked.unit_types:
        msg = f"{asked.id} is computed for {', '.join(asked.unit_types)}, not for {unit_type!r}"
        raise MisuseError(msg)
    with open_results(home, valid_at, known_at) as (results, day):
        rows = [
            row
            for row in results.of(asked, day)
            if unit_type in (None, row.unit_type)
            and unit in (None, row.unit_id)
            and stratum in (None, row.stratum)
        ]
    return Reader(list(COLUMNS), list(rows))


def findings(
    home: Home, rule: str | None, valid_at: date | None, known_at: datetime | None
) -> Reader:
    """The records that breach a rule, or may, at T as known at K; all rules when none is named.

    Rules D are of the domain, rules G tell of patterns by which indicators are gamed.

    Raises MisuseError for a rule that there is not.
    """
    rules = [f"{letter}{n}" for letter, last in _RULES.items() for n in range(1, last + 1)]
    if rule is not None and rule.upper() not in rules:
        msg = f"there is no rule {rule!r}; known are {', '.join(rules)}"
        raise MisuseError(msg)
    with open_results(home, valid_at, known_at) as (results, day):
        rows = [
            row
            for letter, relation in _RELATION.items()
            if rule is None or rule.upper().startswith(letter)
            for row in results.rows(relation, day)
            if rule is None or row["rule"] == rule.upper()
        ]
    rows.sort(key=lambda row: (rules.index(row["rule"]), row["severity"], row["subject"]))
    return Reader.of_rows(_FINDING, rows)


def write_report(
    home: Home,
    out: Path,
    valid_at: date | None,
    known_at: datetime | None,
    municipality: str | None = None,
) -> Path:
    """Write the report of a home into a folder, in one self-contained page; returns its path.

    Raises MisuseError for a municipality without communities, TooManyError for too many of them.
    """
    with open_results(home, valid_at, known_at) as (results, day):
        end = _end_of_log(home, results)
        page = report_page(home, results, cards(), day, end, municipality)
    out.mkdir(parents=True, exist_ok=True)
    path = out / _PAGE
    making = path.with_suffix(".making")
    making.write_text(page, encoding="utf-8")
    making.replace(path)
    return path


def report_page(
    home: Home,
    results: Results,
    asked: Sequence[Card],
    day: date,
    end_of_log: tuple[int, str | None],
    municipality: str | None = None,
) -> str:
    """The report on indicators at T, which rests on the log up to a position with its chain.

    Raises MisuseError for a municipality without communities, TooManyError for too many of them.
    """
    from warehouse.report.page import render  # noqa: PLC0415  # charts take 0.5 s to import
    from warehouse.report.provenance import Pin, read_provenance  # noqa: PLC0415
    from warehouse.report.reading import read_figures  # noqa: PLC0415

    figures = read_figures(results, asked, day, municipality)
    if municipality is not None and not figures.municipalities:
        msg = f"no community of the municipality {municipality!r} has records yet"
        raise MisuseError(msg)
    pin = Pin(*end_of_log, home.settings.is_replayed, SOFTWARE)
    return render(figures, read_provenance(results, day, pin), asked)


def _end_of_log(home: Home, results: Results) -> tuple[int, str | None]:
    """The log position at K and the ledger's chain there; none where the ledger is elsewhere."""
    position = results.last_position(home.settings.ledger)
    with home.open_ledger() as ledger:
        head = ledger.head_at(position)
    return position, head.chain.hex() if head.position == position else None


@contextmanager
def open_results(
    home: Home, valid_at: date | None, known_at: datetime | None
) -> Iterator[tuple[Results, date]]:
    """The kept results of the snapshot as known at K, and the day T."""
    day, known = home.horizon(valid_at, known_at)
    folder = home.folder / "warehouse"
    with open_snapshot(folder, home.settings.query_memory) as connection:
        if not definitions().are_current(connection):
            msg = (
                "the snapshot was published by another version of dure: run "
                "`dure warehouse snapshot`, or start the worker again"
            )
            raise DefinitionsChangedError(msg)
        yield Results(connection, known, folder / _KEPT), day


def indicator_named(name: str) -> Card:
    """The card of an indicator by its id or macro; raises MisuseError for one there is not."""
    found = card(name)
    if found is None:
        known = ", ".join(one.id for one in cards())
        msg = f"there is no indicator {name!r}; known are {known}"
        raise MisuseError(msg)
    return found
