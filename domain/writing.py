"""One chunk under the writers' lock: look up what is known, then append once.

`Ledger.writing()` opens it; `streams.intake` and decisions write through it, to the store of
`domain.recorder` or, in a dry run, to the scratch store of `domain.overlay`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from domain.correction import Correction
from domain.drafts import Draft, Target, correction, withdrawal
from domain.facts import FactKey, aggregate_id
from domain.published import (
    PublishedFact,
    decode_published,
    encode_published,
    fact_of,
    instant_text,
)
from domain.records import (
    Chunk,
    DeliveryState,
    LedgerRecorder,
    Receipt,
    StoredRow,
    Unaccepted,
)
from domain.upcasts import upcast

DECISION_SOURCE: Final = "urn:dure:decisions"
_ROWS_PER_READ: Final = 10_000  # rows with their content: some megabytes
Clock = Callable[[], datetime]


class Writing:
    """One chunk under the lock: look up what is known, then append once."""

    def __init__(self, store: LedgerRecorder, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def known(self, keys: Sequence[FactKey | tuple[str, str]]) -> dict[tuple[str, str], Receipt]:
        """The receipts of those facts that are recorded already."""
        return self._store.receipts(
            [(k.source, k.id) if isinstance(k, FactKey) else k for k in keys]
        )

    def targets(self, receipts: Mapping[tuple[str, str], Receipt]) -> dict[tuple[str, str], Target]:
        """The current heads of recorded facts, corrections of corrections followed to the end."""
        heads = dict(receipts)
        depth = dict.fromkeys(receipts, 0)
        moving = set(receipts)
        while moving:
            following = self._store.superseding([heads[key].position for key in moving])
            moving = {key for key in moving if heads[key].position in following}
            for key in moving:
                heads[key] = following[heads[key].position]
                depth[key] += 1
        stored = self._store.stored_at([receipt.position for receipt in receipts.values()])
        return {
            key: self._target(stored[receipt.position], receipt, heads[key], depth[key])
            for key, receipt in receipts.items()
        }

    def _target(self, stored: StoredRow, own: Receipt, head: Receipt, depth: int) -> Target:
        subject = decode_published(stored.state).subject
        return Target(head.position, head.digest, subject, self._kind(stored), depth, own.digest)

    def _kind(self, stored: StoredRow) -> str:
        """The kind of fact that an entry is about: corrections are about the fact they replace."""
        while stored.topic == Correction.Withdrawn.TOPIC:
            withdrawn = decode_published(stored.state).supersedes or 0
            stored = self._store.stored_at([withdrawn])[withdrawn]
        if stored.topic != Correction.Corrected.TOPIC:
            return upcast(stored.topic, {})[0]
        data = msgspec.json.decode(decode_published(stored.state).data)
        return upcast(data["corrects"], {})[0]

    def correcting(
        self, fact: Correction.Corrected | Correction.Withdrawn, id_: str, more: dict[str, Any]
    ) -> Draft:
        """The draft of a decided correction or withdrawal, on the current head of its fact."""
        key = (fact.fact.source, fact.fact.id)
        target = self.targets(self.known([key]))[key]
        if isinstance(fact, Correction.Withdrawn):
            return withdrawal(DECISION_SOURCE, id_, target, fact, **more)
        replacement = fact_of(target.topic, fact.replacement)
        return correction(DECISION_SOURCE, id_, target, fact.fact, replacement, **more)

    def awaiting(self, keys: Sequence[tuple[str, str]]) -> list[Unaccepted]:
        """The open quarantined corrections that wait for one of these facts, by delivery and row.

        In that order whatever the store: the first of two that bear one id is taken.
        """
        found = self._store.awaiting([f"{source} {id_}" for source, id_ in keys])
        return sorted(found, key=lambda one: (one.delivery, one.row))

    def unaccepted(self, delivery: str) -> Iterator[Unaccepted]:
        """The rows of a delivery that were not accepted and were not taken later, by row."""
        after = 0
        while rows := self._store.unaccepted(delivery, after, _ROWS_PER_READ):
            yield from rows
            after = rows[-1].row

    def delivery(self, delivery: str) -> DeliveryState | None:
        """How far a delivery has come; None for one never seen."""
        return self._store.deliveries([delivery]).get(delivery)

    def deliveries(self, deliveries: Sequence[str]) -> dict[str, DeliveryState]:
        """How far those of these deliveries have come that were seen before."""
        return self._store.deliveries(deliveries)

    def append_new(self, one: Draft) -> bool:
        """Append one draft unless its fact is known; returns whether it was new."""
        if self.known([(one.source, one.id)]):
            return False
        self.append([one])
        return True

    def append(
        self,
        drafts: Sequence[Draft],
        *,
        recorded_at: datetime | None = None,
        unaccepted: Sequence[Unaccepted] = (),
        deliveries: Sequence[DeliveryState] = (),
        closed: Sequence[tuple[str, int]] = (),
    ) -> range:
        """Write drafts, and what else belongs to the chunk, in one transaction; their positions.

        `recorded_at` is given where the home has a replayed clock. Recorded times never go back.
        """
        at = self._recorded_text(recorded_at)
        positions = self._store.allocate(len(drafts))
        streams = {one.subject: aggregate_id(one.subject) for one in drafts}
        last = self._store.versions(list(streams.values()))
        versions = {subject: last.get(stream, 0) for subject, stream in streams.items()}
        stored, receipts = [], []
        for position, one in zip(positions, drafts, strict=True):
            subject, supersedes = one.subject, _resolved(one.supersedes, positions)
            versions[subject] = version = versions[subject] + 1
            state = encode_published(_published(one, position, supersedes, at))
            stored.append(StoredRow(streams[subject], version, one.fact.TOPIC, state))
            receipts.append(
                Receipt(position, one.source, one.id, one.digest, one.delivery, one.row, supersedes)
            )
        self._store.write(Chunk(stored, receipts, at, unaccepted, deliveries, closed))
        return positions

    def _recorded_text(self, recorded_at: datetime | None) -> str:
        now = instant_text(recorded_at or self._clock())
        last = self._store.head().recorded_at
        return now if last is None else max(now, last)


def _resolved(supersedes: int | None, positions: range) -> int | None:
    if supersedes is None or supersedes > 0:
        return supersedes
    return positions[-1 - supersedes]


def _published(
    one: Draft, position: int, supersedes: int | None, recorded_at: str
) -> PublishedFact:
    return PublishedFact(
        sequence=position,
        id=one.id,
        source=one.source,
        type=one.fact.wire_type(),
        subject=one.subject,
        recordedtime=recorded_at,
        basis=one.basis.value,
        digest=one.digest,
        delivery=one.delivery,
        row=one.row,
        supersedes=supersedes,
        by=one.by,
        time=one.time,
        data=msgspec.Raw(one.data),
    )
