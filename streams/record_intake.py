"""Takes inbound records in: each is a delivery with a receipt, and many go into one transaction.

`streams.inbound_desk` brings the records of one feed; rows are judged as those of files are in
`streams.intake`. One transaction each would cost an fsync and a fact about the delivery per event.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final, NamedTuple

import msgspec

from domain.dates import Months
from domain.drafts import Draft
from domain.ledger import Ledger
from domain.records import DeliveryState
from domain.writing import Writing
from streams.checking import EventChecker
from streams.hiding import Hide
from streams.intake import Incoming, Progress, checked, judge, note_of, received
from streams.privacy import mask
from streams.receipt import (
    UNACCEPTED,
    Receipt,
    RowNote,
    RowVerdict,
    delivery_name,
    no_verdicts,
)
from streams.registry import RegisteredFeed
from streams.rows import Problem, Row
from streams.verdicts import ChunkOfRows

MOST_NOTES: Final = 500  # of one receipt: with the longest texts it stays a record of Kafka
_LONGEST_SENTENCE: Final = 500  # characters
_LONGEST_NAME: Final = 200  # characters, as a key of the ledger
_KNOWN_NOW: Final = (RowVerdict.ACCEPTED, RowVerdict.CORRECTED, RowVerdict.DUPLICATE)


class Place(NamedTuple):
    """Where a record stands."""

    topic: str
    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}/{self.offset}"


class Parcel(NamedTuple):
    """One record of a feed: where it stands, the delivery that it is, and its rows."""

    place: Place
    delivery: str
    sha256: str
    period: Months | None
    rows: list[Row]


class RecordReceipt(Receipt, kw_only=True):
    """The answer to one record: that to a file, and where the record stands."""

    topic: str
    partition: int
    offset: int


class RecordProgress(Progress):
    """What the ledger keeps of a record that was taken in, so that it can be answered again."""

    place: Place | None = None


class Taking(NamedTuple):
    """The feed of some records, how its rows are read, and when they were received."""

    feed: RegisteredFeed
    checker: EventChecker
    hide: Hide
    received_at: datetime


def take_records(
    ledger: Ledger,
    taking: Taking,
    parcels: Sequence[Parcel],
    check_again: EventChecker,
    moved: Sequence[DeliveryState] = (),
) -> list[RecordReceipt]:
    """Take records of one feed in, in one transaction, and answer each; safe to repeat.

    A record that was taken in before at its place gets its receipt again. The same content at
    another place is a duplicate. `moved` is written with them: how far the topic is taken in.
    """
    rows = {
        parcel.place: [
            checked(row, parcel.delivery, taking.checker, taking.hide) for row in parcel.rows
        ]
        for parcel in parcels
    }
    with ledger.writing() as writing:
        states = writing.deliveries([parcel.delivery for parcel in parcels])
        known = {name for name, state in states.items() if state.is_finished}
        new = {one.delivery: one for one in reversed(parcels) if one.delivery not in known}
        in_order = [one for one in parcels if new.get(one.delivery) is one]
        chunk = ChunkOfRows(writing, taking.feed.mapping.corrects_changes)
        judge(chunk, [row for one in in_order for row in rows[one.place]], check_again)
        taken = _progress_of(chunk, in_order)
        writing.append(
            [*chunk.drafts, *_received(taking, in_order, taken)],
            unaccepted=chunk.unaccepted,
            deliveries=[*(_state(taking.feed, *one) for one in taken.items()), *moved],
            closed=chunk.closed_rows(),
        )
        notes = _by_delivery((row.delivery, note_of(row)) for row in chunk.unaccepted)
        return [
            _receipt(taking.feed, one, taken[one.delivery], notes.get(one.delivery, []))
            if new.get(one.delivery) is one
            else _receipt_again(taking.feed, one, taken, states, writing)
            for one in parcels
        ]


def refusal(place: Place, feed: str, sha256: str, problem: Problem) -> RecordReceipt:
    """The receipt of a record that no feed takes; `feed` is what it says of its sender."""
    return RecordReceipt(
        feed=mask(feed[:_LONGEST_NAME]),
        delivery=delivery_name("", sha256),
        sha256=sha256,
        file_name=str(place),
        rows=1,
        counts=no_verdicts() | {RowVerdict.REJECTED: 1},
        facts=0,
        notes=[_cut(RowNote(1, "rejected", problem.code, problem.sentence, problem.column))],
        **place._asdict(),
    )


def _progress_of(chunk: ChunkOfRows, parcels: Sequence[Parcel]) -> dict[str, RecordProgress]:
    """What became of each record, by delivery."""
    drafts = _by_delivery((one.delivery, one) for one in chunk.drafts)
    counts = _by_delivery((delivery, verdict) for (delivery, _), verdict in chunk.verdicts.items())
    return {
        one.delivery: RecordProgress(
            rows=one.rows[-1].number if one.rows else 0,
            facts=len(drafts.get(one.delivery, ())),
            counts=no_verdicts() | Counter(counts.get(one.delivery, ())),
            kinds={made.fact.TOPIC for made in drafts.get(one.delivery, ())},
            place=one.place,
        )
        for one in parcels
    }


def _by_delivery(pairs: Iterable[tuple[str | None, Any]]) -> dict[str | None, list[Any]]:
    grouped: dict[str | None, list[Any]] = {}
    for delivery, value in pairs:
        grouped.setdefault(delivery, []).append(value)
    return grouped


def _received(
    taking: Taking, parcels: Sequence[Parcel], taken: dict[str, RecordProgress]
) -> list[Draft]:
    """The facts that deliveries were received: one for all records of a period."""
    periods: dict[Months | None, list[Parcel]] = {}
    for one in parcels:
        periods.setdefault(one.period, []).append(one)
    return [_received_together(taking, period, some, taken) for period, some in periods.items()]


def _received_together(
    taking: Taking,
    period: Months | None,
    parcels: list[Parcel],
    taken: dict[str, RecordProgress],
) -> Draft:
    """One fact; a record that came alone gives its own name to it, as a file does."""
    feed = taking.feed
    together = Progress()
    for one in parcels:
        progress = taken[one.delivery]
        for verdict, count in progress.counts.items():
            together.counts[verdict] += count
        together.kinds |= progress.kinds
    names = [one.delivery for one in parcels]
    first, last = parcels[0].place, parcels[-1].place
    incoming = Incoming(
        feed=feed.name,
        delivery=names[0] if len(names) == 1 else delivery_name(feed.name, *names),
        sha256="",
        file_name=str(first) if first == last else f"{first}-{last.offset}",
        received_at=taking.received_at,
        recorded_at=None,
        corrects_changes=feed.mapping.corrects_changes,
        period=period,
        kinds=feed.kinds,
    )
    return received(incoming, together)


def _state(feed: RegisteredFeed, delivery: str, progress: RecordProgress) -> DeliveryState:
    encoded = msgspec.json.encode(progress)
    return DeliveryState(delivery, feed.name, progress.rows, encoded, is_finished=True)


def _receipt_again(
    feed: RegisteredFeed,
    parcel: Parcel,
    taken: dict[str, RecordProgress],
    states: dict[str, DeliveryState],
    writing: Writing,
) -> RecordReceipt:
    """The receipt of a record that was taken in before, now or by an earlier run."""
    progress = taken.get(parcel.delivery)
    if progress is None:
        progress = msgspec.json.decode(states[parcel.delivery].state, type=RecordProgress)
    notes: list[RowNote] = []
    if any(progress.counts[verdict] for verdict in UNACCEPTED):
        rows = islice(writing.unaccepted(parcel.delivery), MOST_NOTES)
        notes = [note_of(row) for row in rows]
    if progress.place != parcel.place:
        progress = _as_duplicate(progress)
    return _receipt(feed, parcel, progress, notes, is_repeated=True)


def _as_duplicate(progress: RecordProgress) -> RecordProgress:
    """What a copy of a record says: all that was taken is known, and the rest is as it was."""
    counts = no_verdicts()
    for verdict, count in progress.counts.items():
        counts[RowVerdict.DUPLICATE if verdict in _KNOWN_NOW else verdict] += count
    return RecordProgress(rows=progress.rows, counts=counts)


def _receipt(
    feed: RegisteredFeed,
    parcel: Parcel,
    progress: RecordProgress,
    notes: list[RowNote],
    *,
    is_repeated: bool = False,
) -> RecordReceipt:
    told = list(map(_cut, notes[:MOST_NOTES]))
    period_from, period_to = parcel.period or (None, None)
    return RecordReceipt(
        feed=feed.name,
        delivery=parcel.delivery,
        sha256=parcel.sha256,
        file_name=str(parcel.place),
        rows=sum(progress.counts.values()),
        counts=progress.counts,
        facts=progress.facts,
        period_from=period_from,
        period_to=period_to,
        is_repeated=is_repeated,
        notes=told,
        notes_left_out=sum(progress.counts[verdict] for verdict in UNACCEPTED) - len(told),
        **parcel.place._asdict(),
    )


def _cut(note: RowNote) -> RowNote:
    """A note of bounded length: the name of an unknown field may have a million characters."""
    if len(note.sentence) <= _LONGEST_SENTENCE and len(note.column or "") <= _LONGEST_NAME:
        return note
    column = note.column and note.column[:_LONGEST_NAME]
    return msgspec.structs.replace(
        note, sentence=note.sentence[:_LONGEST_SENTENCE] + "…", column=column
    )
