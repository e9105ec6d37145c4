"""What intake reads from a file: rows, what is wrong with them, and the refusal of a whole file.

`streams.formats` yields rows; the verdicts on them are given by `streams.intake`.
"""

from datetime import datetime
from typing import Any, Final, Literal

import msgspec

from domain.errors import DureError
from streams.privacy import mask

LONGEST_LINE: Final = 1 << 20  # bytes; the longest real row seen has 4,000, a mistake has more
MOST_COLUMNS: Final = 1_000  # a wide survey has 300; a million columns are an attack
LONGEST_SHOWN: Final = 60  # characters of a cell that a sentence repeats

Cell = str | list[str]  # lists come from JSON arrays only
Values = dict[str, Cell]


class Problem(msgspec.Struct, frozen=True):
    """Why a row gives no facts: a stable code, a sentence for its sender, the column it is about.

    `rejected` rows cannot be parsed; `quarantined` ones can be repaired and replayed.
    """

    code: str
    sentence: str
    column: str | None = None
    verdict: Literal["rejected", "quarantined"] = "quarantined"


class Row(msgspec.Struct, gc=False):
    """One row: its inbound CloudEvents, or its problem.

    `number` is the line (NDJSON, CSV), the sheet's row (XLSX) or the element of a batch, from 1.
    `raw` is the line as delivered for CloudEvents; for mapped formats a JSON object of the columns
    that the mapping names, without the dropped ones: what `formats.read_row` reads again.
    `received_at` is set where the mapping names a column for it. Person fields are still raw.
    """

    number: int
    events: list[dict[str, Any]]
    problem: Problem | None = None
    raw: bytes = b""
    received_at: datetime | None = None


class FileRefusedError(DureError):
    """The whole file is refused, before its first row was given; `code` says for what."""

    code = "file-refused"

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code  # type: ignore[misc] # one class for all causes; the code tells them apart


class RowProblemError(Exception):
    """Ends the reading of one row; `streams.formats` turns it into the row's problem."""

    def __init__(self, code: str, sentence: str, column: str | None = None) -> None:
        super().__init__(sentence)
        self.problem = Problem(code, sentence, column)


class UnreadableRowError(RowProblemError):
    """The row cannot be parsed at all."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code, sentence)
        self.problem = Problem(code, sentence, None, "rejected")


def shown(value: object) -> str:
    """A value as a sentence may repeat it: quoted, cut, without direct identifiers."""
    text = mask(str(value))
    return f"'{text}'" if len(text) <= LONGEST_SHOWN else f"'{text[:LONGEST_SHOWN]}…'"
