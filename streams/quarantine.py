"""Tries quarantined rows again: corrections whose fact has arrived, and rows that were repaired.

`streams.intake` calls it at the end of every chunk, `dure.deliveries` for `dure quarantine replay`.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from domain.ledger import Ledger
from domain.records import Unaccepted
from streams.checking import EventChecker, RejectedEventError
from streams.receipt import RowNote
from streams.rows import Problem, Row
from streams.verdicts import CheckedRow, ChunkOfRows, NotTakenError, Taken


def replay(
    ledger: Ledger,
    waiting: Iterable[tuple[Unaccepted, Row]],
    checker: EventChecker,
    *,
    corrects_changes: bool,
) -> list[RowNote]:
    """Try quarantined rows of one feed again, each as it reads now; returns a note for each.

    Their persons are hidden already. What waits for a row that is taken is taken with it.
    """
    notes = []
    for unaccepted, row in waiting:
        with ledger.writing() as writing:
            chunk = ChunkOfRows(writing, corrects_changes)
            notes.append(_retry(chunk, unaccepted, row, checker))
            retry_awaiting(chunk, checker.of_any_feed(), 0)
            if chunk.closed:
                writing.append(chunk.drafts, closed=chunk.closed_rows())
    return notes


def retry_awaiting(chunk: ChunkOfRows, checker: EventChecker, since: int) -> None:
    """Take the quarantined corrections that wait for the drafts from `since` on, and so forth."""
    while since < len(chunk.drafts):
        arrived, since = chunk.drafts[since:], len(chunk.drafts)
        for unaccepted in chunk.writing.awaiting([(one.source, one.id) for one in arrived]):
            _retry(chunk, unaccepted, kept_row(unaccepted), checker)


def kept_row(unaccepted: Unaccepted) -> Row:
    """A quarantined row as it was kept: its events, persons hidden, or why there are none."""
    if not unaccepted.content:
        sentence = "the row could not be kept in quarantine: repair the file and deliver it again"
        return Row(unaccepted.row, [], Problem("not-kept", sentence))
    events: list[dict[str, Any]] = msgspec.json.decode(unaccepted.content)
    return Row(unaccepted.row, events)


def _retry(chunk: ChunkOfRows, unaccepted: Unaccepted, row: Row, checker: EventChecker) -> RowNote:
    problem = row.problem
    if problem is None:
        try:
            candidates = [checker.check(event) for event in row.events]
            chunk.look_up(candidates)
            hide = dict  # as it is: its persons are hidden already
            checked = CheckedRow(unaccepted.delivery, row, candidates, None, checker, hide)
            verdict = chunk.take(checked)
        except (RejectedEventError, NotTakenError) as error:
            problem = error.problem
    if problem is not None:
        return RowNote(
            row.number, unaccepted.verdict, problem.code, problem.sentence, problem.column
        )
    chunk.closed.append(Taken(unaccepted.delivery, row.number, verdict))
    return RowNote(row.number, verdict, "replayed", f"row {row.number} is {verdict} now")
