"""The ledger: the only truth. Facts go in by two doors, in chunks; the log comes out in order.

Reported facts come from `streams.intake` through `writing()`; decisions through `decide()`, which
refuses what breaches a rule. `streams.relay` and `streams.embedded` read `published()`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec
from eventsourcing.application import Application
from eventsourcing.persistence import (
    InfrastructureFactory,
    Mapper,
    PersistenceError,
    StoredEvent,
    Transcoder,
)
from eventsourcing.utils import Environment, EnvType

from domain.areas import AreaTable
from domain.audit import keep_head
from domain.correction import Correction
from domain.decisions import decide
from domain.errors import LedgerUnavailableError
from domain.factory import SQLiteLedgerFactory
from domain.facts import Basis, Entry, Fact, FactKey, aggregate_id
from domain.lock import file_lock
from domain.overlay import OverlayStore
from domain.published import (
    FactMapper,
    Published,
    PublishedFact,
    content_digest,
    data_bytes,
    decode_published,
    encode_published,
    fact_of,
    instant_text,
)
from domain.recorder import (
    Chunk,
    DeliveryState,
    Head,
    LedgerRecorder,
    Receipt,
    Unaccepted,
)
from domain.terms import TermsOf
from domain.upcasts import upcast

HOME_SOURCE: Final = "urn:dure:home"  # the source of facts about dure's own feeds and publications
_ROWS_PER_READ: Final = 10_000  # rows with their content: some megabytes
DECISION_SOURCE: Final = "urn:dure:decisions"
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Draft:
    """A fact that is to be appended.

    `supersedes` is a log position; a negative one, `-1 - i`, means draft `i` of the same chunk.
    """

    source: str
    id: str
    subject: str
    fact: Fact
    data: bytes
    digest: str
    basis: Basis = Basis.REPORTED
    delivery: str | None = None
    row: int | None = None
    supersedes: int | None = None
    by: str | None = None
    time: str | None = None


class Target(NamedTuple):
    """What a correction may replace: the current head of a fact, and what it is about.

    `own` is the digest of the entry that was asked for, `digest` that of the head, and `depth`
    counts the entries from the one to the other.
    """

    head: int
    digest: str
    subject: str
    topic: str
    depth: int
    own: str


def draft(source: str, id_: str, subject: str, fact: Fact, **more: Any) -> Draft:
    """A draft with its canonical data and digest.

    The digest of a correction is that of the corrected content, so that a row delivered again
    with the corrected values is found to be a duplicate.
    """
    data = data_bytes(fact)
    digest = content_digest(fact.TOPIC, subject, data)
    return Draft(source, id_, subject, fact, data, digest, **more)


def correction(
    source: str, id_: str, target: "Target", key: FactKey, replacement: Fact, **more: Any
) -> Draft:
    """A draft that replaces the head of `target` by `replacement`, which is of the target's type."""
    content = data_bytes(replacement)
    fact = Correction.Corrected(
        occurred=replacement.occurred,
        fact=key,
        corrects=replacement.TOPIC,
        replacement=msgspec.json.decode(content),
    )
    made = draft(source, id_, target.subject, fact, supersedes=target.head, **more)
    return replace(made, digest=content_digest(replacement.TOPIC, target.subject, content))


def withdrawal(
    source: str, id_: str, target: "Target", fact: Correction.Withdrawn, **more: Any
) -> Draft:
    """A draft that ends `target`.

    Its digest leaves out when it occurred, which is the day of receipt unless stated: the same
    withdrawal delivered again on another day is a duplicate.
    """
    made = draft(source, id_, target.subject, fact, supersedes=target.head, **more)
    stated = msgspec.json.encode([fact.fact, fact.reason])
    return replace(made, digest=content_digest(fact.TOPIC, target.subject, stated))


class Ledger(Application[UUID]):
    """An event-sourced application on SQLite (a file in the home) or PostgreSQL (a URL).

    Raises LedgerUnavailableError when the database cannot be opened.
    """

    name = "dure"

    def __init__(
        self, home: Path, clock: Clock, *, url: str | None = None, is_read_only: bool = False
    ) -> None:
        self.home = home
        self._clock = clock
        self._url = url
        self._is_read_only = is_read_only
        try:
            super().__init__(env={})
        except (PersistenceError, OSError) as error:
            msg = f"the ledger cannot be opened: {error}"
            raise LedgerUnavailableError(msg) from error
        self._rehearsal: OverlayStore | None = None
        self.store: LedgerRecorder = self.recorder  # type: ignore[assignment]  # the factory made one

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Settings come from the constructor; the library would read the process environment."""
        return Environment(name, env)

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """A factory whose recorder keeps receipts and the hash chain."""
        if self._url is not None:
            from domain.recorder_postgres import (  # noqa: PLC0415  # psycopg only where it is used
                PostgresLedgerFactory,
            )

            return PostgresLedgerFactory(self._url, is_read_only=self._is_read_only)
        return SQLiteLedgerFactory(self.home / "ledger.db", is_read_only=self._is_read_only)

    def construct_mapper(self) -> Mapper[UUID]:
        """A mapper that resolves only the topics of the vocabulary."""
        return FactMapper(self.construct_transcoder())

    def construct_transcoder(self) -> Transcoder:
        """The library wants one; FactMapper writes and reads the published JSON itself."""
        return self.factory.transcoder()

    def close(self) -> None:
        """Close the database, and throw away what a dry run wrote."""
        if self._rehearsal is not None:
            self._rehearsal.close()
        super().close()

    def head(self) -> Head:
        """The end of the log."""
        return self.store.head()

    def published(self, after: int, limit: int) -> list[Published]:
        """Up to `limit` published facts after a log position, in the order of the log."""
        return [Published(*row) for row in self.store.select_states(after, limit)]

    def recorded_ids(self, source: str, prefix: str) -> list[str]:
        """The ids of a source that begin with a prefix, in the order recorded."""
        rows = self.store.query(
            "select id from receipts where source = ? and id >= ? and id < ? order by position",
            (source, prefix, prefix + "\U0010ffff"),
        )
        return [id_ for (id_,) in rows]

    def delivery(self, delivery: str) -> DeliveryState | None:
        """How far a delivery has come; None for one never seen."""
        rows = self.store.query("select * from deliveries where delivery = ?", [delivery])
        return DeliveryState(*rows[0]) if rows else None

    def quarantined(self) -> Iterator[tuple[str, Unaccepted]]:
        """Every row in quarantine that is still open, with its feed, by delivery and row."""
        for row in self.store.query(
            "select d.feed, u.* from unaccepted as u join deliveries as d "
            "on d.delivery = u.delivery where u.is_open order by u.delivery, u.row_number"
        ):
            yield row[0], Unaccepted(*row[1:])

    def entries(self, subject: str) -> list[Entry]:
        """Every entry of one aggregate, in the order recorded; empty for an unknown subject."""
        return list(self.events.get(aggregate_id(subject)))  # type: ignore[arg-type]  # FactMapper makes entries

    @contextmanager
    def writing(self) -> Iterator["Writing"]:
        """Hold the writers' lock for one chunk; raises LedgerBusyError after ten seconds."""
        with file_lock(self.home / "ledger.lock"), self.store.exclusive():
            before = self.store.head().position
            yield Writing(self.store, self._clock)
            if (head := self.store.head()).position > before:
                keep_head(self.home, head)

    @contextmanager
    def rehearsing(self) -> Iterator["Writing"]:
        """A chunk that is kept in a scratch store only: the same answers, nothing recorded."""
        if self._rehearsal is None:
            self._rehearsal = OverlayStore(self.store)
        yield Writing(self._rehearsal, self._clock)

    def decide(
        self, subject: str, fact: Fact, by: str, *, areas: AreaTable, terms_of: TermsOf
    ) -> Published | None:
        """Record a decision, or None when just that holds already; raises RefusedError.

        Two decisions never interleave: the rules look at the ledger under the writers' lock.
        """
        with self.writing() as writing:
            held = self.entries(subject)
            decided = decide(fact, subject, held, self.entries, areas=areas, terms_of=terms_of)
            if decided is None:
                return None
            data = data_bytes(decided)
            id_ = content_digest(decided.TOPIC, subject, data)[:20]
            more = {"basis": Basis.DECIDED, "by": by}
            if isinstance(decided, Correction.Corrected | Correction.Withdrawn):
                one = writing.correcting(decided, f"{len(held)}-{id_}", more)
            else:
                one = draft(DECISION_SOURCE, f"{len(held)}-{id_}", subject, decided, **more)
            [position] = writing.append([one])
        [published] = self.published(position - 1, 1)
        return published

    def record(self, subject: str, fact: Fact, id_: str) -> bool:
        """Record a fact about dure itself, such as a registered feed; False when it is known."""
        with self.writing() as writing:
            return writing.append_new(draft(HOME_SOURCE, id_, subject, fact, basis=Basis.DECIDED))


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

    def _target(self, stored: StoredEvent, own: Receipt, head: Receipt, depth: int) -> Target:
        subject = decode_published(stored.state).subject
        return Target(head.position, head.digest, subject, self._kind(stored), depth, own.digest)

    def _kind(self, stored: StoredEvent) -> str:
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
        """The open quarantined corrections that wait for one of these facts."""
        return self._store.awaiting([f"{source} {id_}" for source, id_ in keys])

    def unaccepted(self, delivery: str) -> Iterator[Unaccepted]:
        """The rows of a delivery that were not accepted and were not taken later, by row."""
        after = 0
        while rows := self._store.query(
            "select * from unaccepted where delivery = ? and row_number > ? "
            "and (is_open or verdict <> 'quarantined') order by row_number limit ?",
            (delivery, after, _ROWS_PER_READ),
        ):
            yield from (Unaccepted(*row) for row in rows)
            after = rows[-1][1]

    def delivery(self, delivery: str) -> DeliveryState | None:
        """How far a delivery has come; None for one never seen."""
        rows = self._store.query("select * from deliveries where delivery = ?", [delivery])
        return DeliveryState(*rows[0]) if rows else None

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
        delivery: DeliveryState | None = None,
        closed: Sequence[tuple[str, int]] = (),
    ) -> range:
        """Write drafts, and what else belongs to the chunk, in one transaction; their positions.

        `recorded_at` is given where the home has a replayed clock. Recorded times never go back.
        """
        at = self._recorded_text(recorded_at)
        positions = self._store.allocate(len(drafts))
        versions = self._store.versions(list({aggregate_id(one.subject) for one in drafts}))
        stored, receipts = [], []
        for position, one in zip(positions, drafts, strict=True):
            originator = aggregate_id(one.subject)
            versions[originator] = version = versions.get(originator, 0) + 1
            published = _published(one, position, _resolved(one.supersedes, positions), at)
            state = encode_published(published)
            stored.append(StoredEvent(originator, version, one.fact.TOPIC, state))
            receipts.append(
                Receipt(
                    position,
                    one.source,
                    one.id,
                    one.digest,
                    one.delivery,
                    one.row,
                    published.supersedes,
                )
            )
        self._store.write(Chunk(stored, receipts, at, unaccepted, delivery, closed))
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
