"""Recomputes the hash chain over the whole ledger and names the first position that is wrong.

Reads only. What it finds: a changed, removed, inserted or swapped row, a receipt that does not say
what its event says, a chunk that lost events, and, by the head kept beside the ledger, a cut tail.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
from eventsourcing.persistence import StoredEvent

from domain.published import decode_published
from domain.recorder import GENESIS, Head, LedgerRecorder, Receipt, chained

HEAD_FILE: Final = "ledger.head"
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


class KeptHead(msgspec.Struct, frozen=True):
    """The head as written beside the ledger after each chunk; what it names must stay there."""

    position: int
    chain: str


def verify(store: LedgerRecorder, kept: KeptHead | None = None) -> Verdict:
    """Recompute the chain from the first event; `kept` is an earlier head that must lie on it."""
    chain, last, count = GENESIS, 0, 0
    commits = _commits(store)
    commit = next(commits, None)
    for position, stored, receipt, claimed in _rows(store):
        chain = chained(chain, position, stored)
        fault = _row_fault(stored, receipt, claimed, chain)
        if fault is None and kept is not None and position == kept.position:
            fault = None if chain.hex() == kept.chain else "it is not what the kept head saw here"
        if fault is None:
            commit, fault = _commit_fault(commits, commit, position, chain)
        if fault is not None:
            return Verdict(count, Head(last, chain, None), position, fault)
        last, count = position, count + 1
    return _end(store, kept, commit, Head(last, chain, None), count)


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
    chain: bytes


def _rows(store: LedgerRecorder) -> Iterator[tuple[int, StoredEvent, Receipt, bytes | None]]:
    after = 0
    while rows := store.select_rows(after, _ROWS_PER_READ):
        yield from rows
        after = rows[-1][0]


def _commits(store: LedgerRecorder) -> Iterator[_Commit]:
    after = 0
    while rows := store.query(
        "select last_position, first_position, events, chain from commits "
        "where last_position > ? order by last_position limit ?",
        (after, _ROWS_PER_READ),
    ):
        for row in rows:
            yield _Commit(row[0], row[1], row[2], bytes(row[3]))
        after = rows[-1][0]


def _row_fault(
    stored: StoredEvent, receipt: Receipt, claimed: bytes | None, chain: bytes
) -> str | None:
    if claimed is None:
        return "the event has no receipt: it was not written by dure"
    if bytes(claimed) != chain:
        return "the chain breaks here: this event or one just before it was changed or removed"
    published = decode_published(stored.state)
    said = Receipt(
        published.sequence,
        published.source,
        published.id,
        published.digest,
        published.delivery,
        published.row,
        published.supersedes,
    )
    return None if said == receipt else "the receipt does not say what the event says"


def _commit_fault(
    commits: Iterator[_Commit], commit: _Commit | None, position: int, chain: bytes
) -> tuple[_Commit | None, str | None]:
    """Check the end of a chunk when the walk reaches it; returns the chunk to come."""
    if commit is None or position < commit.first:
        return commit, "the event belongs to no chunk that was committed"
    if position < commit.last:
        return commit, None
    if position > commit.last:
        return commit, f"the event at {commit.last}, which ended its chunk, is missing"
    if commit.chain != chain:
        return commit, "the chunk that ends here was committed with another chain hash"
    return next(commits, None), None


def _end(
    store: LedgerRecorder, kept: KeptHead | None, commit: _Commit | None, head: Head, count: int
) -> Verdict:
    recorded = store.head()
    if commit is not None or recorded.position > head.position:
        return Verdict(count, head, head.position, "events after this position were removed")
    orphans = store.query("select min(position) from receipts where position > ?", (head.position,))
    if orphans[0][0] is not None:
        return Verdict(count, head, orphans[0][0], "a receipt has no event: it was removed")
    if kept is not None and kept.position > head.position:
        return Verdict(count, head, head.position, f"the log once reached {kept.position}")
    return Verdict(count, recorded, None, None)
