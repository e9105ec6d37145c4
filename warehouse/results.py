"""Keeps what the indicators answered, so that a date once computed is only read again.

Asks the macros that `warehouse.relations` built in the snapshot, for `dure show`, `dure profile`
and `warehouse.report`. Before an answer is kept, `warehouse.hiding` empties the cells that are
small or would tell of such; an answer is kept under everything that it depends on.
"""

import os
import shutil
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb

from warehouse.cards import Card, card
from warehouse.cells import UnitKey, counts_residents
from warehouse.hiding import hide_small
from warehouse.relations import Relation
from warehouse.sharing import Workbench
from warehouse.suppression import RULES

KEPT_STATES: Final = 20  # of the facts: a home followed for days keeps its last ones, not all
_MOST_WORKERS: Final = 4  # each holds the shared relations of its own date in memory
_KEY_LENGTH: Final = 24  # hex digits; two of the kept states never meet by chance


class Result(NamedTuple):
    """One row of an indicator: a measure of a unit, its interval and bounds, and why or why not."""

    unit_type: str
    unit_id: str
    measure: str
    stratum: str | None
    value: float | None
    low: float | None
    high: float | None
    bound_low: float | None
    bound_high: float | None
    numerator: float | None
    denominator: float | None
    n: int | None
    observed_months: int | None
    required_months: int | None
    coverage: float | None
    status: str

    @property
    def is_short_of_months(self) -> bool:
        """Whether more months must be observed; an early value that is not lacks cases."""
        return (
            self.observed_months is not None
            and self.required_months is not None
            and self.observed_months < self.required_months
        )


COLUMNS: Final = Result._fields

# A curve has a step for every day on which something happened; nobody sees more than its months.
_AT_MONTHS: Final = """
select
    unit_type, unit_id, measure, month.number as month,
    value, coalesce(low, value) as low, coalesce(high, value) as high, count_at_risk,
from read_parquet(?) as step
inner join range(0, 1200) as month(number)
    on month.number between ceil(step.months) and floor(step.until_months)
where coalesce(step.stratum, 'all') = 'all'
qualify row_number() over (
    partition by unit_type, unit_id, measure, month.number
    order by step.months desc
) = 1
order by unit_type, unit_id, measure, month
"""

# By name: numerators are whole numbers in some answers, and the first file would decide for all.
_PAST: Final = f"""
select filename, {", ".join(COLUMNS)}
from read_parquet(?, filename = true, union_by_name = true)
semi join (
    select unnest(?::varchar[]) as unit_type, unnest(?::varchar[]) as unit_id
) as wanted using (unit_type, unit_id)
where coalesce(stratum, 'all') = 'all'
"""  # noqa: S608  # the columns of this module
_FIRST_DAY: Final = """
select min(occurred_from)
from log
where recorded_at <= ?
    and not starts_with(type, 'dure.feed.')
    and not starts_with(type, 'dure.publication.')
"""
_FIRST_YEAR: Final = (
    "select year(min(occurred_from)) from log where recorded_at <= ? and kind in"
    " ('community.activity_held.v1', 'community.participation_recorded.v1')"
)


class Point(NamedTuple):
    """The height of a unit's curve at a whole month, with its band and how many are at risk."""

    unit_type: str
    unit_id: str
    measure: str
    month: int
    value: float
    low: float
    high: float
    count_at_risk: int | None


class Results:
    """The answers of a snapshot as known at one time K, kept in a folder.

    The key of an answer holds the text of all definitions, the reference data and the facts that
    were known at K, so nothing is ever out of date; T and the macro are the name of its file.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        known_at: datetime,
        folder: Path,
        built: tuple[Relation, ...] | None = None,
    ) -> None:
        """`built` are the relations in the database, where they are not those of this code."""
        self._connection = connection
        self._built = built
        self.known_at = known_at
        self._folder = folder
        self._workbench = Workbench(connection, built)

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The snapshot that is asked; nobody writes to it."""
        return self._connection

    def of(self, card: Card, valid_at: date) -> list[Result]:
        """Every row of an indicator at T, by unit, measure and stratum."""
        return self._read(card, valid_at, "true")

    def overall(self, card: Card, valid_at: date) -> list[Result]:
        """The rows of an indicator at T that are of all strata together."""
        return self._read(card, valid_at, "coalesce(stratum, 'all') = 'all'")

    def curve(self, card: Card, valid_at: date) -> list[Point]:
        """An indicator's curves at T over all strata, by unit and measure, at whole months."""
        if card.curve is None:
            return []
        kept = self._answer(self._workbench, card.curve, valid_at)
        hidden = {
            (row.unit_type, row.unit_id)
            for row in self.overall(card, valid_at)
            if row.status == "suppressed"
        }
        rows = self._connection.execute(_AT_MONTHS, [str(kept)]).fetchall()
        return [Point(*row) for row in rows if row[:2] not in hidden]

    def beside(
        self, connection: duckdb.DuckDBPyConnection, built: tuple[Relation, ...]
    ) -> "Results":
        """The answers as known at the same time of another copy, with other definitions in it."""
        return Results(connection, self.known_at, self._folder, built)

    def first_year(self) -> int | None:
        """The year of the first activity that was known at K."""
        [(year,)] = self._connection.execute(_FIRST_YEAR, [self.known_at]).fetchall()
        return None if year is None else int(year)

    def has(self, macro: str) -> bool:
        """Whether there is such a relation among the definitions."""
        rows = self._connection.execute(
            "select 1 from duckdb_functions() where function_name = ? limit 1", [macro]
        )
        return bool(rows.fetchall())

    def kept(self, macro: str, valid_at: date) -> Path:
        """The Parquet file with a macro's answer at T, computed if it is not there."""
        return self._answer(self._workbench, macro, valid_at)

    def past(
        self, cards: Sequence[Card], days: Sequence[date], units: Iterable[UnitKey]
    ) -> list[tuple[str, date, Result]]:
        """The rows of some units over all strata, with the indicator's id and the day of each.

        One question for all answers, which must have been computed: a file each would take longer.
        """
        asked = {str(self._file(card.name, day)): (card.id, day) for card in cards for day in days}
        keys = list(zip(*set(units), strict=True))
        if not asked or not keys:
            return []
        rows = self._connection.execute(_PAST, [list(asked), *keys]).fetchall()
        return [(*asked[file], Result(*row)) for file, *row in rows]

    def kept_rows(self, relation: str, valid_at: date) -> list[dict[str, Any]]:
        """The rows of any relation at T by column name, kept as the indicators' answers are."""
        kept = self._answer(self._workbench, relation, valid_at)
        return _by_name(self._connection.execute("from read_parquet(?)", [str(kept)]))

    def rows(self, relation: str, valid_at: date) -> list[dict[str, Any]]:
        """The rows of any relation at T by column name; they are not kept."""
        self._workbench.prepare(relation, valid_at, self.known_at)
        answer = self._workbench.connection.execute(
            f"from {relation}(?, ?)", [valid_at, self.known_at]
        )
        return _by_name(answer)

    def table(self, name: str) -> list[dict[str, Any]]:
        """The rows of a reference table by column name, in the order of its file."""
        return _by_name(self._workbench.connection.execute(f"from {name} order by rowid"))

    def first_day(self) -> date | None:
        """The first day of which anything was known at K; what dure records of itself is not."""
        found = self._connection.execute(_FIRST_DAY, [self.known_at]).fetchone()
        return None if found is None else found[0]

    def last_position(self, ledger: str) -> int:
        """The last position of a ledger's log that was recorded by K; 0 for none."""
        statement = (
            "select coalesce(max(sequence), 0) from log where ledger = ? and recorded_at <= ?"
        )
        [(position,)] = self._connection.execute(statement, [ledger, self.known_at]).fetchall()
        return int(position)

    def last_told(self, ledger: str) -> int:
        """The last position by K of anything but what dure records of publications; 0 for none.

        It stays as it is while publications are made of what was told.
        """
        [(position,)] = self._connection.execute(
            "select coalesce(max(sequence), 0) from log where ledger = ? and recorded_at <= ?"
            " and not starts_with(type, 'dure.publication.')",
            [ledger, self.known_at],
        ).fetchall()
        return int(position)

    def other_ledgers(self, ledger: str) -> list[str]:
        """The other ledgers whose facts are in the snapshot."""
        rows = self._connection.execute(
            "select ledger from watermark where ledger <> ? order by ledger", [ledger]
        )
        return [name for (name,) in rows.fetchall()]

    def reference_version(self) -> str:
        """The version of the reference data that the definitions read."""
        rows = self._connection.execute("select version from reference_version").fetchall()
        return ", ".join(version for (version,) in rows)

    def compute(
        self, cards: Sequence[Card], days: Iterable[date], *, with_curves: bool = True
    ) -> int:
        """Compute indicators at several dates beside one another, and the curves of the last.

        Returns how many answers were not kept yet.
        """
        ordered = sorted(days, reverse=True)  # the last has most to do
        names = [card.name for card in cards]
        asked = [(day, names) for day in ordered[1:]]
        curves = [card.curve for card in cards if with_curves and card.curve is not None]
        asked[:0] = [(day, [*names, *curves]) for day in ordered[:1]]
        missing = [
            (day, new)
            for day, macros in asked
            if (new := [macro for macro in macros if not self._file(macro, day).exists()])
        ]
        if missing:
            with ThreadPoolExecutor(min(_MOST_WORKERS, os.cpu_count() or 1)) as pool:
                list(pool.map(self._compute_day, missing))
        return sum(len(new) for _, new in missing)

    @cached_property
    def state(self) -> str:
        """The digest of all that answers depend on but T: definitions, reference, facts at K."""
        known = self._connection.execute(
            "select count(*), max(position) from log where recorded_at <= ?", [self.known_at]
        ).fetchone()
        defined = self._connection.execute(
            "select built_from.digest, reference_version.digest from built_from, reference_version"
        ).fetchone()
        stated = [str(defined), str(known), RULES]
        return sha256("\0".join(stated).encode()).hexdigest()[:_KEY_LENGTH]

    def _read(self, card: Card, valid_at: date, condition: str) -> list[Result]:
        kept = self._answer(self._workbench, card.name, valid_at)
        reading = f"select {', '.join(COLUMNS)} from read_parquet(?) where {condition}"  # noqa: S608  # texts of this module
        return [Result(*row) for row in self._connection.execute(reading, [str(kept)]).fetchall()]

    def _compute_day(self, asked: tuple[date, Sequence[str]]) -> None:
        day, macros = asked
        workbench = Workbench(self._connection, self._built)
        for macro in macros:
            self._answer(workbench, macro, day)
        workbench.connection.close()

    def _file(self, macro: str, valid_at: date) -> Path:
        return self._folder / self.state / f"{macro}@{valid_at}.parquet"

    def _answer(self, workbench: Workbench, macro: str, valid_at: date) -> Path:
        """The file of an answer, computed if it is not there."""
        kept = self._file(macro, valid_at)
        if kept.exists():
            return kept
        if not kept.parent.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            _forget_all_but_newest(self._folder, kept.parent)
        workbench.prepare(macro, valid_at, self.known_at)
        connection = workbench.connection
        connection.execute(
            f"create or replace temp table answer as from {macro}(?, ?)",
            [valid_at, self.known_at],
        )
        asked = card(macro)
        if asked is not None and counts_residents(asked):
            hide_small(workbench, valid_at, self.known_at)
        making = kept.with_suffix(f".{os.getpid()}")  # a half-written answer is never met
        target = str(making).replace("'", "''")
        connection.execute(f"copy (from answer order by all) to '{target}' (format parquet)")
        making.replace(kept)
        return kept


def _by_name(answer: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    columns = [name for name, *_ in answer.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]


def _forget_all_but_newest(folder: Path, made: Path) -> None:
    """Keep the one just made, whatever its neighbours' times: a clock tick may hold several."""
    others = (path for path in folder.iterdir() if path != made)
    newest_first = sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)
    for old in newest_first[KEPT_STATES - 1 :]:
        shutil.rmtree(old, ignore_errors=True)
