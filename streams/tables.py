"""Gives the cells of a table their columns, and its rows their events.

Between the readers of CSV and XLSX (`streams.csv_rows`, `streams.spreadsheet`) and the mapper.
"""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from streams.mapping import Mapping
from streams.rows import (
    MOST_COLUMNS,
    FileRefusedError,
    Row,
    RowProblemError,
    UnreadableRowError,
    Values,
    shown,
)
from streams.templates import column_name

Cells = list[str] | list["str | CellProblem"]
MOST_NAMED: Final = 10  # columns that a sentence lists


class CellProblem(NamedTuple):
    """A cell that has no value to give, such as a formula that was never computed."""

    code: str
    sentence: str


class Record(NamedTuple):
    """The cells of one row of a table, or why it has none. `number` is its line, from 1."""

    number: int
    cells: Cells
    problem: RowProblemError | None = None


class Header:
    """Which column each cell of a table stands in, by the names that a mapping knows.

    Raises FileRefusedError when columns are missing, unknown or named twice.
    """

    def __init__(self, cells: Cells, mapping: Mapping) -> None:
        names = [column_name(cell) if isinstance(cell, str) else "" for cell in cells]
        while names and not names[-1]:
            names.pop()
        if len(names) > MOST_COLUMNS:
            msg = f"the table has {len(names):,} columns, {MOST_COLUMNS:,} are the most"
            raise FileRefusedError("too-many-columns", msg)
        aliases = {column_name(name): column for name, column in mapping.aliases.items()}
        self._names = [aliases.get(name, name) for name in names]
        self._wanted = mapping.columns()
        self._leaves_out_empty_ends = mapping.format == "xlsx"
        self._check(mapping)
        self._places = [
            (name, place) for place, name in enumerate(self._names) if name in self._wanted
        ]

    def values(self, record: Record) -> Values | None:
        """The cells that the mapping reads, by column; None for a row of empty cells only.

        Raises RowProblemError for a row that cannot be read or has not one cell per column.
        """
        if record.problem is not None:
            raise record.problem
        cells = record.cells
        if len(cells) != len(self._names):
            cells = self._fitted(cells)
        try:
            values: Values = {name: cells[place].strip() for name, place in self._places}  # type: ignore[union-attr] # a CellProblem has no strip
        except AttributeError:
            raise self._unusable(cells) from None
        return values if any(values.values()) or any(cells) else None

    def _fitted(self, cells: Cells) -> Cells:
        expected = len(self._names)
        if not any(cells):
            return [""] * expected
        if self._leaves_out_empty_ends:
            cells = [*cells, *[""] * (expected - len(cells))]
        if any(cells[expected:]) or len(cells) < expected:
            msg = f"the row has {len(cells):,} cells, the header {expected}"
            raise UnreadableRowError("ragged-row", msg)
        return cells[:expected]

    def _unusable(self, cells: Cells) -> RowProblemError:
        for name, place in self._places:
            cell = cells[place]
            if isinstance(cell, CellProblem):
                return RowProblemError(cell.code, cell.sentence, name)
        raise AssertionError  # only a CellProblem among the wanted cells leads here

    def _check(self, mapping: Mapping) -> None:
        known = self._wanted | set(mapping.drop)
        missing = self._wanted - set(self._names) - set(mapping.optional)
        if missing:
            msg = (
                f"the file lacks {_listed(missing)}; it has {_listed(self._names)}: "
                "add an alias where a column was renamed"
            )
            raise FileRefusedError("missing-column", msg)
        if mapping.unknown_columns == "refuse" and (
            unknown := [name for name in self._names if name and name not in known]
        ):
            msg = (
                f"the mapping does not know {_listed(unknown)}: name them there, list them under "
                "`drop`, or set `unknown_columns: ignore`"
            )
            raise FileRefusedError("unknown-column", msg)
        repeated = {name for name in self._wanted if self._names.count(name) > 1}
        if repeated:
            msg = f"the header names {_listed(repeated)} twice"
            raise FileRefusedError("duplicate-column", msg)


def table_rows(
    records: Iterator[Record], mapping: Mapping, read: Callable[[int, Values], Row]
) -> Iterator[Row]:
    """A row for each record below the header, made by `read` from the number and the values."""
    header: Header | None = None
    for record in records:
        if record.number < mapping.header_row:
            continue
        if header is None:
            if record.problem is not None:
                raise FileRefusedError("no-header", f"the header: {record.problem}")
            header = Header(record.cells, mapping)
            continue
        try:
            values = header.values(record)
        except RowProblemError as error:
            yield Row(record.number, [], error.problem)
            continue
        if values is not None:
            yield read(record.number, values)


def _listed(names: "set[str] | frozenset[str] | list[str]") -> str:
    shortened = [shown(name) for name in (sorted(names) if isinstance(names, set) else names)]
    more = f" and {len(shortened) - MOST_NAMED:,} more" if len(shortened) > MOST_NAMED else ""
    return ", ".join(shortened[:MOST_NAMED]) + more
