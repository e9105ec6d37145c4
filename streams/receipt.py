"""What intake answers to a delivery: verdict counts that add up, and every row not accepted."""

import hashlib
from enum import StrEnum
from typing import Final

import msgspec

DELIVERY_DIGITS: Final = 16  # hex: 64 bits name a delivery among those of one ledger
ROWS_IN_TEXT: Final = 20  # a screenful; `--format json` lists every row


class RowVerdict(StrEnum):
    """What became of one delivered row. Every row has exactly one."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    CORRECTED = "corrected"
    QUARANTINED = "quarantined"
    REJECTED = "rejected"


UNACCEPTED: Final = (RowVerdict.CONFLICT, RowVerdict.QUARANTINED, RowVerdict.REJECTED)


class RowNote(msgspec.Struct, frozen=True):
    """One row that was not accepted: where, why (a stable code and a sentence) and which column."""

    row: int
    verdict: str
    code: str
    sentence: str
    column: str | None = None


class Receipt(msgspec.Struct, kw_only=True):
    """The answer to one delivery. `counts` has every verdict and adds up to `rows`."""

    feed: str
    delivery: str
    sha256: str
    file_name: str
    rows: int
    counts: dict[str, int]
    facts: int
    period_from: str | None = None
    period_to: str | None = None
    is_dry_run: bool = False
    is_repeated: bool = False
    notes: list[RowNote] = []
    notes_left_out: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether every row was accepted, corrected or known already."""
        return not any(self.counts[verdict] for verdict in UNACCEPTED)

    def to_text(self) -> str:
        """The receipt as a person reads it, with the first rows that were not accepted."""
        head = f"{self.file_name} -> feed {self.feed}, delivery {self.delivery}"
        if self.is_dry_run:
            head += " (dry run: nothing was stored)"
        if self.is_repeated:
            head += " (received before: this is its receipt)"
        counts = ", ".join(f"{self.counts[verdict]:,} {verdict}" for verdict in RowVerdict)
        lines = [head, f"{self.rows:,} rows: {counts}", f"{self.facts:,} facts recorded"]
        lines += [_line(note) for note in self.notes[:ROWS_IN_TEXT]]
        more = len(self.notes) - ROWS_IN_TEXT
        if more > 0:
            lines.append(f"  ... and {more + self.notes_left_out:,} more; --format json lists them")
        return "\n".join(lines)


def delivery_name(*parts: str) -> str:
    """The name of a delivery, from what makes it one: its feed, its content, its period."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:DELIVERY_DIGITS]


def no_verdicts() -> dict[str, int]:
    """A count of zero for every verdict."""
    return dict.fromkeys(map(str, RowVerdict), 0)


def _line(note: RowNote) -> str:
    column = f", column {note.column}" if note.column else ""
    return f"  row {note.row:,}{column}: {note.verdict} [{note.code}] {note.sentence}"
