"""Recomputes the hash chain over the whole ledger and names the first position that is wrong.

Reads only. What it finds: a changed, removed, inserted or swapped row, a receipt that does not say
what its event says, a chunk that lost events, and, by the head kept beside the ledger, a cut tail.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from domain.published import PublishedFact, decode_published
from domain.records import GENESIS, Head, LedgerRecorder, Receipt, StoredRow, chained

HEAD_FILE: Final = "ledger.head"
_UNREADABLE: Final = (TypeError, ValueError, AttributeError, msgspec.MsgspecError)
_ROWS_PER_READ: Final = 5_000  # about 3 MB of rows at a time, whatever the ledger's size


class Verdict(NamedTuple):
    """The outcome of an audit: how far the chain holds, and the first fault, if any."""

    events: int
    head: Head
    position: int | None
    fault: str | None

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return self.fault is None


Fault = tuple[int, str]
"""A position and what is wrong there."""


class KeptHead(msgspec.Struct, frozen=True):
    """The head as written beside the ledger after each chunk; what it names must stay there."""

    position: int
    chain: str


def verify(store: LedgerRecorder, kept: KeptHead | None = None) -> Verdict:
    """Recompute the chain from the first event; `kept` is an earlier head that must lie on it.

    A row is blamed where the walk can tell; one that was removed without a trace shows at the next.
    """
    walk = _Walk(store)
    head = Head(0, GENESIS, None)
    count = 0
    for position, stored, receipt, claimed in _rows(store):
        try:
            chain = chained(head.chain, position, stored)
            fault = _kept_fault(kept, head.position, position, chain)
            fault = fault or walk.fault(position, stored, receipt, claimed, chain)
        except _UNREADABLE as error:
            fault = position, f"the row cannot be read, so it was changed: {error}"
        if fault is not None:
            return Verdict(count, head, *_first_fault(store, head.position, fault))
        head, count = Head(position, chain, None), count + 1
    return _end(store, kept, walk.chunk, head, count)


def keep_head(home: Path, head: Head) -> None:
    """Write the head beside the ledger, by rename; it may lag behind, but never be ahead."""
    making = home / (HEAD_FILE + ".making")
    making.write_bytes(msgspec.json.encode(KeptHead(head.position, head.chain.hex())))
    making.replace(home / HEAD_FILE)


def kept_head(home: Path) -> KeptHead | None:
    """The head that was kept beside the ledger, if any."""
    path = home / HEAD_FILE
    return msgspec.json.decode(path.read_bytes(), type=KeptHead) if path.exists() else None


class _Commit(NamedTuple):
    last: int
    first: int
    events: int
    recorded_at: str
    chain: bytes


class _Walk:
    """Where the audit stands among the chunks: the one to come or under way, its events so far."""

    def __init__(self, store: LedgerRecorder) -> None:
        self._chunks = _commits(store)
        self.chunk = next(self._chunks, None)
        self._events = 0

    def fault(
        self,
        position: int,
        stored: StoredRow,
        receipt: Receipt,
        claimed: bytes | None,
        chain: bytes,
    ) -> Fault | None:
        """What is wrong with a row, its receipt or its chunk, and at which position."""
        if claimed is None:
            return position, "the event has no receipt: it was not written by dure"
        if claimed != chain:
            return position, "the chain breaks here: the event or one just before it was changed"
        published = decode_published(stored.state)
        if _receipt_of(published) != receipt:
            return position, "the receipt does not say what the event says"
        said = self._chunk_fault(position, chain, published.recordedtime)
        return None if said is None else (position, said)

    def _chunk_fault(self, position: int, chain: bytes, recorded_at: str) -> str | None:
        chunk = self.chunk
        if chunk is None or position < chunk.first:
            return "the event belongs to no chunk that was committed"
        if position > chunk.last:
            return f"the event at {chunk.last}, which ended its chunk, is missing"
        if recorded_at != chunk.recorded_at:
            return f"the chunk says that it was recorded at {chunk.recorded_at}, not {recorded_at}"
        self._events += 1
        return self._end_fault(chunk, chain) if position == chunk.last else None

    def _end_fault(self, chunk: _Commit, chain: bytes) -> str | None:
        if chunk.chain != chain:
            return "the chunk that ends here was committed with another chain hash"
        if chunk.events != self._events:
            return f"the chunk that ends here had {chunk.events} events and has {self._events}"
        self.chunk, self._events = next(self._chunks, None), 0
        return None


def _rows(store: LedgerRecorder) -> Iterator[tuple[int, StoredRow, Receipt, bytes | None]]:
    after = 0
    while rows := store.select_rows(after, _ROWS_PER_READ):
        yield from rows
        after = rows[-1][0]


def _commits(store: LedgerRecorder) -> Iterator[_Commit]:
    after = 0
    while rows := store.query(
        "select last_position, first_position, events, recorded_at, chain from commits "
        "where last_position > ? order by last_position limit ?",
        (after, _ROWS_PER_READ),
    ):
        yield from (_Commit(*row) for row in rows)
        after = rows[-1][0]


def _receipt_of(published: PublishedFact) -> Receipt:
    return Receipt(
        published.sequence,
        published.source,
        published.id,
        published.digest,
        published.delivery,
        published.row,
        published.supersedes,
    )


def _kept_fault(kept: KeptHead | None, last: int, position: int, chain: bytes) -> Fault | None:
    if kept is None or not last < kept.position <= position:
        return None
    if position > kept.position:
        return kept.position, "the event that the kept head names was removed"
    if chain.hex() == kept.chain:
        return None
    return position, "the kept head saw another chain here: an event up to this one was changed"


def _first_fault(store: LedgerRecorder, last: int, fault: Fault) -> Fault:
    """The fault, or the removed event just before it whose receipt is still there."""
    orphans = store.query(
        "select min(position) from receipts where position > ? and position < ?", (last, fault[0])
    )
    if orphans[0][0] is not None:
        return orphans[0][0], "a receipt has no event: it was removed"
    return fault


def _end(
    store: LedgerRecorder, kept: KeptHead | None, chunk: _Commit | None, head: Head, count: int
) -> Verdict:
    orphans = store.query("select min(position) from receipts where position > ?", (head.position,))
    if orphans[0][0] is not None:
        return Verdict(count, head, orphans[0][0], "a receipt has no event: it was removed")
    if chunk is not None:
        return Verdict(count, head, chunk.last, "the chunk that ended here was removed")
    if kept is not None and kept.position > head.position:
        return Verdict(count, head, kept.position, "the log once reached this position")
    return Verdict(count, store.head(), None, None)
