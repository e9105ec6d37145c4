"""Tells an entity's story from its entries: what was said of it, by whom, when, and what holds.

A pure function of the entries of one subject; `dure history` prints what it returns.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec

from domain.correction import Correction
from domain.facts import Entry, encode_hook
from domain.history import effective


class Told(NamedTuple):
    """One line of a story.

    `standing` is `holds`, `corrected` (another entry replaced it), `withdrawn`, `withdrawal`, or
    `later` (it happened after the day asked about); `replaced_by` is a log position.
    """

    position: int | None
    occurred: str
    event: str
    korean: str
    what: dict[str, Any]
    standing: str
    replaced_by: int | None
    recorded_at: datetime
    source: str
    id: str
    delivery: str | None
    row: int | None
    basis: str
    by: str | None


def tell(entries: Iterable[Entry], day: date, known_at: datetime) -> list[Told]:
    """The story by when things occurred, from the entries that were recorded by `known_at`.

    Corrected and withdrawn entries stay in it, told as such.
    """
    known = [entry for entry in entries if entry.recorded_at <= known_at]
    replacing = {entry.supersedes: entry for entry in known if entry.supersedes is not None}
    told = [_told(entry, replacing.get(entry.position or 0), day) for entry in known]
    return sorted(told, key=lambda line: (line.occurred, line.position or 0))


def _told(entry: Entry, replaced_by: Entry | None, day: date) -> Told:
    fact = effective(entry)
    data: dict[str, Any] = msgspec.to_builtins(fact, enc_hook=encode_hook)
    occurred = data.pop("occurred")
    return Told(
        position=entry.position,
        occurred=_interval(occurred),
        event=fact.TOPIC,
        korean=fact.KO,
        what=data,
        standing=_standing(entry, replaced_by, is_later=fact.occurred.first > day),
        replaced_by=replaced_by.position if replaced_by else None,
        recorded_at=entry.recorded_at,
        source=entry.source,
        id=entry.id,
        delivery=entry.delivery,
        row=entry.row,
        basis=entry.basis.value,
        by=entry.by,
    )


def _standing(entry: Entry, replaced_by: Entry | None, *, is_later: bool) -> str:
    if replaced_by is not None:
        is_withdrawn = isinstance(replaced_by.fact, Correction.Withdrawn)
        return "withdrawn" if is_withdrawn else "corrected"
    if isinstance(entry.fact, Correction.Withdrawn):
        return "withdrawal"
    return "later" if is_later else "holds"


def _interval(occurred: dict[str, str]) -> str:
    """`2025-03-02`, or `2025-03-01..2025-03-31 (month)` when the date is imprecise."""
    if occurred["from"] == occurred["to"]:
        return occurred["from"]
    return f"{occurred['from']}..{occurred['to']} ({occurred['precision']})"
