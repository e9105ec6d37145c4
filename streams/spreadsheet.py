"""Reads XLSX deliveries: a child process with limits turns the sheet into lines, this reads them.

`streams.spreadsheet_child` is that process; `streams.tables` gives the cells their columns.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

import msgspec

from streams.rows import FileRefusedError
from streams.tables import CellProblem, Record

CHILD: Final = Path(__file__).with_name("spreadsheet_child.py")
LONGEST_WAIT: Final = 600  # seconds; the child's own limit of processor time comes first
REFUSED: Final = 3  # the child's exit code for a workbook that it understood and refuses
LONGEST_REASON: Final = 1_000  # characters of the child's reason

_CELL_PROBLEMS: Final = {
    "formula": CellProblem(
        "formula-without-value",
        "the formula has no computed value: open the file, let it calculate, save it again",
    ),
    "error": CellProblem("cell-error", "the cell holds an error such as #REF! or #N/A"),
    "date": CellProblem("cell-date", "the cell is formatted as a date but holds none"),
}


def sheet_records(path: Path, sheet: str | None) -> Iterator[Record]:
    """Each row of a sheet (the first one by default) that has cells; dates as ISO texts.

    The child reads the whole sheet before the first row is given, into a temporary file, so that
    a workbook at which it fails leaves nothing half-read behind. Raises FileRefusedError.
    """
    with tempfile.TemporaryFile() as output:
        _run_child(path, sheet, output)
        output.seek(0)
        decode = msgspec.json.Decoder(tuple[int, list[Any]]).decode
        for line in output:
            number, cells = decode(line)
            yield Record(number, [_cell(cell) for cell in cells])


def _cell(cell: str | list[str]) -> str | CellProblem:
    return cell if isinstance(cell, str) else _CELL_PROBLEMS[cell[0]]


def _run_child(path: Path, sheet: str | None, output: IO[bytes]) -> None:
    command = [sys.executable, "-I", "-S", str(CHILD), str(path.absolute()), sheet or ""]
    try:
        child = subprocess.run(  # noqa: S603 # our own interpreter and script; the path is one argument
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.PIPE,
            timeout=LONGEST_WAIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        msg = f"the workbook took more than {LONGEST_WAIT} s to read: deliver it as CSV"
        raise FileRefusedError("spreadsheet-limits", msg) from None
    if child.returncode == 0:
        return
    if child.returncode == REFUSED:
        code, _, sentence = child.stderr.decode(errors="replace").partition(": ")
        raise FileRefusedError(code, sentence.strip()[:LONGEST_REASON])
    msg = (
        "the workbook needs more memory or time than a delivery may: "
        "remove empty rows, columns and formats, or deliver it as CSV"
    )
    raise FileRefusedError("spreadsheet-limits", msg)
