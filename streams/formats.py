"""Reads the rows of a delivered file, whatever its format, in bounded memory.

`streams.intake` gives each row its verdict. A file that is refused as a whole is refused before
its first row is given; everything else is the problem of one row.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

from streams.cells import Pseudonym
from streams.csv_rows import csv_records
from streams.json_columns import JsonColumns
from streams.json_objects import read_object
from streams.json_rows import cloudevent_rows, ndjson_rows, unreadable
from streams.mapper import KOREA, Mapper
from streams.mapping import Mapping
from streams.rows import FileRefusedError, Problem, Row, RowProblemError, Values
from streams.spreadsheet import sheet_records
from streams.tables import table_rows

__all__ = ["FileRefusedError", "Problem", "Row", "read_row", "read_rows"]


def read_rows(
    path: Path, mapping: Mapping, received_on: date, source: str, pseudonym: Pseudonym
) -> Iterator[Row]:
    """Every row of a file, in order, with its inbound CloudEvents or its problem.

    `source` is the feed's URI; `pseudonym` hides persons where a mapping writes them into ids.
    Row numbers ascend but may skip blank lines. Raises FileRefusedError, before the first row.
    """
    if mapping.format == "cloudevents":
        return cloudevent_rows(path)
    mapper = Mapper(mapping, source, pseudonym)
    read = partial(_mapped_row, mapper, received_on)
    if mapping.format == "ndjson":
        return ndjson_rows(path, partial(_json_row, JsonColumns(mapping), read))
    if mapping.format == "csv":
        records = csv_records(path, mapping.encoding, mapping.delimiter)
    else:
        records = sheet_records(path, mapping.sheet)
    return table_rows(records, mapping, read)


def read_row(kept: bytes, number: int, mapping: Mapping, received_on: date, source: str) -> Row:
    """One row again from what quarantine kept of it (`Row.raw`), its persons hidden already."""
    if mapping.format == "cloudevents":
        try:
            return Row(number, [read_object(kept)], None, kept)
        except RowProblemError as error:
            return unreadable(number, error, kept)
    mapper = Mapper(mapping, source, lambda hidden: hidden)
    read = partial(_mapped_row, mapper, received_on)
    return _json_row(JsonColumns(mapping), read, number, kept)


def _mapped_row(mapper: Mapper, received_on: date, number: int, values: Values) -> Row:
    received_at = None
    try:
        received_at = mapper.received_at(values)
        if received_at is not None:
            received_on = received_at.astimezone(KOREA).date()
        return Row(number, mapper.events(values, received_on), received_at=received_at)
    except RowProblemError as error:
        return Row(number, [], error.problem, mapper.kept(values), received_at)


def _json_row(
    columns: JsonColumns, read: Callable[[int, Values], Row], number: int, raw: bytes
) -> Row:
    try:
        return read(number, columns.values(read_object(raw)))
    except RowProblemError as error:
        return unreadable(number, error)
