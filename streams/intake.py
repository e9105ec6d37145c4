"""Takes deliveries in: every row gets one verdict, accepted facts go to the ledger in chunks.

`streams.formats` reads the rows, `streams.checking` checks their events, `streams.verdicts`
compares them with what the ledger knows. A dry run is the same code over a scratch store.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final, NamedTuple

import msgspec

from domain.dates import Occurred
from domain.drafts import Draft, draft
from domain.errors import LedgerBusyError
from domain.facts import Basis
from domain.feed import Feed
from domain.ledger import HOME_SOURCE, Ledger
from domain.records import DeliveryState, Unaccepted
from domain.writing import Writing
from streams.checking import EventChecker, RejectedEventError
from streams.hiding import Hide
from streams.quarantine import retry_awaiting
from streams.receipt import UNACCEPTED, Receipt, RowNote, RowVerdict, no_verdicts
from streams.rows import Row
from streams.verdicts import CheckedRow, ChunkOfRows, hash_of

ROWS_PER_CHUNK: Final = 4_000  # one fsync per chunk; a chunk is about 10 MB in memory
MOST_NOTES: Final = 100_000  # rows that a receipt lists: about 50 MB; the ledger has them all


class Incoming(NamedTuple):
    """What is known of a delivery before its rows are read.

    `recorded_at` is set in a home with a replayed clock: when the delivery was received.
    """

    feed: str
    delivery: str
    sha256: str
    file_name: str
    received_at: datetime
    recorded_at: datetime | None
    corrects_changes: bool
    states_each_once: bool = False
    period: tuple[str, str] | None = None
    kinds: tuple[str, ...] = ()


class Progress(msgspec.Struct):
    """How far a delivery has come; stored with every chunk, so that a killed run resumes."""

    rows: int = 0
    facts: int = 0
    counts: dict[str, int] = msgspec.field(default_factory=no_verdicts)
    kinds: set[str] = msgspec.field(default_factory=set)


@dataclass(frozen=True)
class Intake:
    """The intake of one ledger. `check_again` checks kept events of any feed, persons hidden."""

    ledger: Ledger
    check_again: EventChecker
    is_dry_run: bool = False

    def submit(
        self,
        incoming: Incoming,
        rows: Iterable[Row],
        checker: EventChecker,
        hide: Hide,
        on_progress: Callable[[int], None] = lambda _rows: None,
    ) -> Receipt:
        """Take a delivery in and answer with its receipt; safe to repeat, also after a kill.

        A delivery that was taken in before gets its receipt again; an interrupted one goes on.
        """
        with self._chunk() as writing:
            state = writing.delivery(incoming.delivery)
        progress = Progress() if state is None else _progress(state)
        if state is not None and state.is_finished:
            return self._receipt(incoming, progress, is_repeated=True)
        stated: set[int] | None = set() if incoming.states_each_once else None
        if stated is not None and progress.rows:
            rows = self._after_stated(incoming, progress.rows, rows, checker, stated)
        done = progress.rows
        judged = (  # at once, while what was just read is still in the processor's cache
            checked(row, incoming.delivery, checker, hide) for row in rows if row.number > done
        )
        for chunk, is_last in _chunks(judged):
            at = incoming.recorded_at
            if at is not None and chunk:
                at = chunk[0].row.received_at or at
            self._take(incoming, chunk, progress, stated, recorded_at=at, is_last=is_last)
            on_progress(len(chunk))
        return self._receipt(incoming, progress)

    def _chunk(self) -> AbstractContextManager[Writing]:
        return self.ledger.rehearsing() if self.is_dry_run else self.ledger.writing()

    def _after_stated(
        self,
        incoming: Incoming,
        judged: int,
        rows: Iterable[Row],
        checker: EventChecker,
        stated: set[int],
    ) -> Iterator[Row]:
        """The rows after the last that was judged, once it is known what those before stated."""
        with self._chunk() as writing:
            refused = {row.row for row in writing.unaccepted(incoming.delivery)}
        for row in rows:
            if row.number > judged:
                yield row
            elif row.number not in refused:
                stated.update(hash_of(*checker.key_of(event)) for event in row.events)

    def _take(
        self,
        incoming: Incoming,
        rows: list[CheckedRow],
        progress: Progress,
        stated: set[int] | None,
        *,
        recorded_at: datetime | None,
        is_last: bool,
    ) -> None:
        """Judge and append one chunk; the last one also records the delivery itself."""
        with self._chunk() as writing:
            _refuse_second_process(writing, incoming, progress)
            chunk = ChunkOfRows(writing, incoming.corrects_changes, stated)
            judge(chunk, rows, self.check_again)
            _count(incoming, chunk, progress)
            progress.rows = rows[-1].row.number if rows else progress.rows
            progress.facts += len(chunk.drafts)
            progress.kinds |= {one.fact.TOPIC for one in chunk.drafts}
            if is_last:
                chunk.drafts.append(received(incoming, progress))
            writing.append(
                chunk.drafts,
                recorded_at=recorded_at,
                unaccepted=chunk.unaccepted,
                deliveries=[_state(incoming, progress, is_finished=is_last)],
                closed=chunk.closed_rows(),
            )

    def _receipt(
        self, incoming: Incoming, progress: Progress, *, is_repeated: bool = False
    ) -> Receipt:
        with self._chunk() as writing:
            unaccepted = islice(writing.unaccepted(incoming.delivery), MOST_NOTES)
            notes = [note_of(row) for row in unaccepted]
        period_from, period_to = incoming.period or (None, None)
        return Receipt(
            feed=incoming.feed,
            delivery=incoming.delivery,
            sha256=incoming.sha256,
            file_name=incoming.file_name,
            rows=sum(progress.counts.values()),
            counts=progress.counts,
            facts=progress.facts,
            period_from=period_from,
            period_to=period_to,
            is_dry_run=self.is_dry_run,
            is_repeated=is_repeated,
            notes=notes,
            notes_left_out=_unaccepted_rows(progress) - len(notes),
        )


def _chunks(rows: Iterable[CheckedRow]) -> Iterator[tuple[list[CheckedRow], bool]]:
    """Rows in chunks of one time of receipt, each with whether it is the last; at least one."""
    chunk: list[CheckedRow] = []
    received_at = None
    for checked in rows:
        at = checked.row.received_at
        if chunk and (len(chunk) == ROWS_PER_CHUNK or at != received_at):
            yield chunk, False
            chunk = []
        received_at = at
        chunk.append(checked)
    yield chunk, True


def judge(chunk: ChunkOfRows, rows: Sequence[CheckedRow], check_again: EventChecker) -> None:
    """Give every row its verdict, and take from quarantine what waited for one of them."""
    chunk.look_up(candidate for row in rows for candidate in row.candidates)
    for row in rows:
        chunk.judge(row)
    chunk.settle()
    followed = 0
    while followed < len(chunk.drafts):
        retry_awaiting(chunk, check_again, followed)
        followed = len(chunk.drafts)
        chunk.settle()
    chunk.refuse_waiting()


def checked(row: Row, delivery: str, checker: EventChecker, hide: Hide) -> CheckedRow:
    """A row with the facts that it states, or with what is wrong with one of them."""
    problem = row.problem
    candidates = []
    if problem is None:
        try:
            candidates = [checker.check(event) for event in row.events]
        except RejectedEventError as error:
            problem = error.problem
    return CheckedRow(delivery, row, candidates, problem, checker, hide)


def _count(incoming: Incoming, chunk: ChunkOfRows, progress: Progress) -> None:
    """Count the verdicts of a chunk; a row quarantined in an earlier one may be taken with it."""
    for verdict in chunk.verdicts.values():
        progress.counts[verdict] += 1
    for taken in chunk.closed:
        if taken.delivery == incoming.delivery:
            progress.counts[RowVerdict.QUARANTINED] -= 1
            progress.counts[taken.verdict] += 1


def received(incoming: Incoming, progress: Progress) -> Draft:
    """The fact that the delivery was received, with the counts of its verdicts."""
    period_from, period_to = incoming.period or (None, None)
    counts = progress.counts
    fact = Feed.DeliveryReceived(
        occurred=Occurred.on(incoming.received_at.date()),
        delivery=incoming.delivery,
        rows=sum(counts.values()),
        accepted=counts[RowVerdict.ACCEPTED],
        duplicate=counts[RowVerdict.DUPLICATE],
        conflict=counts[RowVerdict.CONFLICT],
        corrected=counts[RowVerdict.CORRECTED],
        quarantined=counts[RowVerdict.QUARANTINED],
        rejected=counts[RowVerdict.REJECTED],
        period_from=period_from,
        period_to=period_to,
        file_name=incoming.file_name,
        kinds=tuple(sorted(progress.kinds | set(incoming.kinds))),
    )
    id_ = f"feed:{incoming.feed}:delivery:{incoming.delivery}"
    return draft(HOME_SOURCE, id_, f"feed/{incoming.feed}", fact, basis=Basis.DECIDED)


def _state(incoming: Incoming, progress: Progress, *, is_finished: bool) -> DeliveryState:
    encoded = msgspec.json.encode(progress)
    return DeliveryState(incoming.delivery, incoming.feed, progress.rows, encoded, is_finished)


def _progress(state: DeliveryState) -> Progress:
    return msgspec.json.decode(state.state, type=Progress)


def _refuse_second_process(writing: Writing, incoming: Incoming, progress: Progress) -> None:
    """One delivery is taken in by one process at a time; two would count its rows twice."""
    state = writing.delivery(incoming.delivery)
    if state is not None and (state.is_finished or state.rows_done != progress.rows):
        msg = (
            f"another process is taking in the delivery {incoming.delivery}; "
            "submit it again when it is done"
        )
        raise LedgerBusyError(msg)


def _unaccepted_rows(progress: Progress) -> int:
    counts = progress.counts
    return sum(counts[verdict] for verdict in UNACCEPTED)


def note_of(row: Unaccepted) -> RowNote:
    """What a receipt says of a row that was not accepted."""
    return RowNote(row.row, row.verdict, row.code, row.sentence, row.field)
