"""Writes rows to standard output in one of four formats; talk and progress go to standard error."""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final
from unicodedata import east_asian_width

import click

FORMATS: Final = ("table", "json", "csv", "parquet")

format_option = click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="How rows are written to standard output.",
)


def write_rows(columns: Sequence[str], rows: Iterable[Sequence[Any]], format_: str) -> None:
    """Write rows under their columns; `parquet` writes bytes, the others text."""
    writer = {"table": _table, "json": _json, "csv": _csv, "parquet": _parquet}[format_]
    writer(columns, list(rows))


def say(message: str) -> None:
    """Tell the person at the terminal something that is not data."""
    click.echo(message, err=True)


def _table(columns: Sequence[str], rows: list[Sequence[Any]]) -> None:
    """Columns two spaces apart, numbers to the right; table libraries take 20 to 60 ms to load."""
    lines = [list(columns), *([_cell(value) for value in row] for row in rows)]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, ["-" * width for width in widths])
    is_number = [
        all(isinstance(row[index], int | float | None) for row in rows)
        for index in range(len(columns))
    ]
    click.echo("\n".join(_aligned(line, widths, is_number) for line in lines))


def _aligned(line: Sequence[str], widths: Sequence[int], is_number: Sequence[bool]) -> str:
    padded = [
        " " * (width - _width(cell)) + cell if right else cell + " " * (width - _width(cell))
        for cell, width, right in zip(line, widths, is_number, strict=True)
    ]
    return "  ".join(padded).rstrip()


def _width(text: str) -> int:
    """Columns that a text takes on a terminal: Korean letters are two wide."""
    if text.isascii():
        return len(text)
    return len(text) + sum(east_asian_width(letter) in "WF" for letter in text)


_DIGITS: Final = 6  # significant digits that a person reads; the other formats give all


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.{_DIGITS}g}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)


def _json(columns: Sequence[str], rows: list[Sequence[Any]]) -> None:
    for row in rows:
        record = dict(zip(columns, row, strict=True))
        sys.stdout.write(json.dumps(record, ensure_ascii=False, default=_plain) + "\n")


def _csv(columns: Sequence[str], rows: list[Sequence[Any]]) -> None:
    import csv  # noqa: PLC0415  # only this format needs it

    writer = csv.writer(sys.stdout)
    writer.writerow(columns)
    writer.writerows([["" if value is None else _plain(value) for value in row] for row in rows])


def _parquet(columns: Sequence[str], rows: list[Sequence[Any]]) -> None:
    import pyarrow as pa  # noqa: PLC0415  # 150 ms that the other formats must not pay
    from pyarrow import parquet  # noqa: PLC0415

    values: list[Sequence[Any]] = list(zip(*rows, strict=True)) or [() for _ in columns]
    table = pa.table({name: list(column) for name, column in zip(columns, values, strict=True)})
    parquet.write_table(table, sys.stdout.buffer)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return ";".join(map(str, value))
    return value if isinstance(value, str | int | float) else str(value)
