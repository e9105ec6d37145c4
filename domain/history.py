"""What holds on a day, as known at an instant: a pure function of the entries of one subject.

The ledger hands over the entries as stored, in any order; aggregates decide and `dure history`
tells from what comes back. Nothing here reads a clock or depends on the order of arrival:

- a correction or withdrawal names by `supersedes` the log position that it replaces, so the heads
  are the entries that no known entry supersedes. Correcting a correction lengthens the chain, and
  correcting a withdrawal brings the fact back;
- a date is an interval. A fact *certainly* holds on a day when its whole interval lies on or before
  it, and *possibly* when the interval has begun; both are returned, told apart by `is_certain`.
"""

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from domain.correction import Correction
from domain.facts import Entry, Fact, FactKey, decode_hook


class Held(msgspec.Struct, frozen=True):
    """A fact that holds: what it says with corrections applied, and the entry that says so."""

    entry: Entry
    fact: Fact
    is_certain: bool


def as_of(entries: Iterable[Entry], day: date, known_at: datetime) -> tuple[Held, ...]:
    """The facts of one subject that had occurred by `day`, as known at `known_at`.

    Ordered by when they occurred, then by source and id: the same for any order of `entries`.
    """
    known = [entry for entry in entries if entry.recorded_at <= known_at]
    held = [
        Held(entry, fact, is_certain=fact.occurred.last <= day)
        for entry in heads(known)
        if (fact := effective(entry)).occurred.first <= day
    ]
    return tuple(sorted(held, key=_when))


def heads(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that nothing among `entries` supersedes and that are no withdrawals."""
    known = list(entries)
    superseded = {entry.supersedes for entry in known if entry.supersedes is not None}
    return [
        entry
        for entry in known
        if not isinstance(entry.fact, Correction.Withdrawn)
        and (entry.position is None or entry.position not in superseded)
    ]


def chain(entries: Iterable[Entry], key: FactKey) -> tuple[Entry, ...]:
    """A fact with, in order, all that has superseded it; empty if `key` names nothing here.

    `key` may name any link. The first link is the fact as it was first recorded; the last is the
    head, which a further correction or withdrawal replaces.
    """
    known = list(entries)
    by_position = {entry.position: entry for entry in known if entry.position is not None}
    successors = {entry.supersedes: entry for entry in known if entry.supersedes is not None}
    link = next((entry for entry in known if entry.key == key), None)
    while link is not None and link.supersedes in by_position:
        link = by_position[link.supersedes]
    links: list[Entry] = []
    while link is not None:
        links.append(link)
        link = None if link.position is None else successors.get(link.position)
    return tuple(links)


def effective(entry: Entry) -> Fact:
    """What the entry says happened: of a correction the replacement, as the corrected class.

    Raises ValueError when a correction does not say what kind of fact it corrects; the ledger
    stores none such.
    """
    if isinstance(entry.fact, Correction.Corrected):
        return replacement_of(entry.fact, entry.fact.corrects)
    return entry.fact


def replacement_of(correction: Correction.Corrected, topic: str | None) -> Fact:
    """The replacement of a correction as a fact of `topic`.

    Raises ValueError for an unknown topic and its subclass msgspec.ValidationError for data that
    are not those of the topic.
    """
    # Not at the top: the vocabulary lists the aggregates, which decide by what this module says.
    from domain.vocabulary import FACT_TYPES  # noqa: PLC0415

    kind = FACT_TYPES.get(topic or "")
    if kind is None:
        msg = f"a correction of {correction.fact.id} names no known kind of fact: {topic!r}"
        raise ValueError(msg)
    return msgspec.convert(correction.replacement, kind, dec_hook=decode_hook)


def _when(held: Held) -> tuple[date, date, str, str]:
    occurred = held.fact.occurred
    return (occurred.first, occurred.last, held.entry.source, held.entry.id)
