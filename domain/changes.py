"""What the ledger learnt between two times, by kind of fact: new, corrected and withdrawn ones."""

from collections import Counter
from datetime import datetime
from typing import NamedTuple

import msgspec

from domain.correction import Correction
from domain.facts import WIRE_PREFIX
from domain.published import PublishedFact, decode_published, instant_text
from domain.records import LedgerRecorder

_EVENTS_PER_READ = 5_000


class Change(NamedTuple):
    """Counts for one kind of event; `about_before` had occurred before the earlier time."""

    event: str
    new: int
    corrections: int
    withdrawals: int
    about_before: int


class _Common(msgspec.Struct):
    occurred: dict[str, str]
    corrects: str | None = None


def changes_between(store: LedgerRecorder, earlier: datetime, later: datetime) -> list[Change]:
    """The changes recorded after `earlier` and until `later`, by kind of event.

    Recorded times never go back, so both ends are found by the chunks, not by reading the log.
    """
    first = position_at(store, earlier)
    last = position_at(store, later)
    day = earlier.date().isoformat()
    counts: dict[str, Counter[str]] = {}
    after = first
    while after < last:
        rows = store.select_states(after, min(_EVENTS_PER_READ, last - after))
        for position, state in rows:
            if position > last:
                break
            _count(counts, store, decode_published(state), day)
        after = rows[-1][0] if rows else last
    return [
        Change(event, count["new"], count["correction"], count["withdrawal"], count["before"])
        for event, count in sorted(counts.items())
    ]


def _count(
    counts: dict[str, Counter[str]], store: LedgerRecorder, published: PublishedFact, day: str
) -> None:
    what = "new"
    if published.type == Correction.Corrected.wire_type():
        what = "correction"
    elif published.type == Correction.Withdrawn.wire_type():
        what = "withdrawal"
        published = _withdrawn(store, published)
    data = msgspec.json.decode(published.data, type=_Common)
    topic = data.corrects or published.type.removeprefix(WIRE_PREFIX)
    counter = counts.setdefault(topic, Counter())
    counter[what] += 1
    counter["before"] += data.occurred["from"] <= day


def _withdrawn(store: LedgerRecorder, withdrawal: PublishedFact) -> PublishedFact:
    """What a withdrawal ended: a fact or the last correction of one."""
    published = withdrawal
    while published.type == Correction.Withdrawn.wire_type():
        position = published.supersedes or 0
        published = decode_published(store.stored_at([position])[position].state)
    return published


def position_at(store: LedgerRecorder, instant: datetime) -> int:
    """The last position that was recorded by an instant; 0 for none."""
    rows = store.query(
        "select coalesce(max(last_position), 0) from commits where recorded_at <= ?",
        [instant_text(instant)],
    )
    return int(rows[0][0])
