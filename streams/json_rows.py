"""Reads JSON deliveries: CloudEvents one by one, in batches or by line, and mapped JSON rows.

`streams.formats` chooses this reader by the mapping; `streams.json_objects` decodes each row.
"""

import codecs
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from streams.json_array import array_elements
from streams.json_objects import read_object, too_long
from streams.rows import LONGEST_LINE, FileRefusedError, Row, RowProblemError
from streams.text_lines import check_encoding, line_batches

ReadRow = Callable[[int, bytes], Row]


def cloudevent_rows(path: Path) -> Iterator[Row]:
    """A row per CloudEvent: of one object, a batch (JSON array) or NDJSON, whichever it is."""
    check_encoding(path, "utf-8", is_setting=False)
    with path.open("rb") as stream:
        if stream.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
            stream.seek(0)
        text_start = stream.tell()
        start = stream.read(LONGEST_LINE).lstrip()
        stream.seek(text_start)
        if start.startswith(b"["):
            yield from _batch_rows(stream)
        elif _is_one_object(start):
            yield _event_row(1, stream.read(LONGEST_LINE + 1))
        else:
            yield from _line_rows(stream, _event_row)


def ndjson_rows(path: Path, read_row: ReadRow) -> Iterator[Row]:
    """A row per line of a file of JSON objects, each read by `read_row`."""
    check_encoding(path, "utf-8", is_setting=False)
    with path.open("rb") as stream:
        yield from _line_rows(stream, read_row)


def _is_one_object(start: bytes) -> bool:
    """Whether the file is one object over several lines, and not NDJSON with a broken first row."""
    first_line, line_feed, _ = start.partition(b"\n")
    if not line_feed or b"\n{" in start:  # only rows start at the margin with a brace
        return False
    if not start.startswith(b"{"):
        msg = (
            "the file holds no JSON objects: is it of another format than its feed's mapping says?"
        )
        raise FileRefusedError("not-json", msg)
    return _event_row(1, first_line).problem is not None


def unreadable(number: int, error: RowProblemError, raw: bytes = b"") -> Row:
    """The row that stands for one that gives no events."""
    return Row(number, [], error.problem, raw)


def _event_row(number: int, raw: bytes) -> Row:
    try:
        return Row(number, [read_object(raw)], None, raw)
    except RowProblemError as error:
        return unreadable(number, error, raw)


def _line_rows(stream: BinaryIO, read_row: ReadRow) -> Iterator[Row]:
    number = 0
    for lines in line_batches(stream):
        for line in lines:
            number += 1
            if line is None:
                yield unreadable(number, too_long())
            elif line and not line.isspace():
                yield read_row(number, line)


def _batch_rows(stream: BinaryIO) -> Iterator[Row]:
    for number, element in enumerate(array_elements(stream), 1):
        if isinstance(element, bytes):
            yield _event_row(number, element)
        else:
            yield unreadable(number, element)
