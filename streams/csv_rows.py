"""Reads CSV deliveries record by record: quoted line breaks bounded, each broken row by itself.

`streams.tables` gives the cells their columns.
"""

import csv
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from streams.json_objects import too_long
from streams.rows import LONGEST_LINE, RowProblemError, UnreadableRowError
from streams.tables import Record
from streams.text_lines import ENCODINGS, Line, check_encoding, line_batches

MOST_LINES: Final = 200  # of one record; the longest report seen in a cell has 40


def csv_records(path: Path, encoding: str, delimiter: str) -> Iterator[Record]:
    """Each record of a CSV file with the number of its first line, or why it cannot be read.

    Quoting as in RFC 4180. A record that cannot be read spoils its first line only: the lines that
    an open quote has swallowed are read again, each for itself.
    """
    codec = ENCODINGS[encoding.lower()]
    check_encoding(path, codec)
    with path.open("rb") as stream:
        lines = _RecordLines((line for batch in line_batches(stream) for line in batch), codec)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        while True:
            lines.begin_record()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, RowProblemError) as error:
                yield Record(lines.number, [], _problem_of(error, lines.give_back()))
            else:
                if cells:
                    yield Record(lines.number, cells)


class _RecordLines:
    """The lines that the csv module asks for, one record at a time, at most MOST_LINES of them."""

    def __init__(self, lines: Iterator[Line], codec: str) -> None:
        self._lines = lines
        self._codec = codec
        self._given_back: list[Line] = []
        self._taken: list[Line] = []
        self._size = 0
        self.number = 1

    def begin_record(self) -> None:
        """The next line begins a record: what it takes may be given back until then."""
        self.number += len(self._taken)
        self._taken = []
        self._size = 0

    def give_back(self) -> int:
        """Keep the first line of the record and give back the others; says how many those are."""
        self._given_back += reversed(self._taken[1:])
        swallowed = len(self._taken) - 1
        del self._taken[1:]
        return swallowed

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._given_back.pop() if self._given_back else next(self._lines)
        self._taken.append(line)
        if line is None:
            raise too_long()
        self._size += len(line)
        if len(self._taken) > MOST_LINES or self._size > LONGEST_LINE:
            raise too_long()
        return self._decoded(line)

    def _decoded(self, line: bytes) -> str:
        if b"\0" in line:
            raise UnreadableRowError("nul-byte", "the row holds NUL bytes")
        try:
            text = line.decode(self._codec)
        except UnicodeDecodeError as error:
            msg = f"the row is not in {self._codec} (byte {error.start})"
            raise UnreadableRowError("broken-encoding", msg) from None
        if not text.isascii() and not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
        return text.removesuffix("\r") + "\n"


def _problem_of(error: Exception, swallowed: int) -> RowProblemError:
    if swallowed:
        msg = "the row opens a quote that it does not close: double the quotes inside a cell"
        return UnreadableRowError("open-quote", msg)
    if isinstance(error, RowProblemError):
        return error
    return UnreadableRowError("not-csv", f"the row is not CSV: {error}")
