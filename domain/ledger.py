"""The ledger: the only truth. Facts go in by two doors, in chunks; the log comes out in order.

Reported facts come from `streams.intake` through `writing()`; decisions through `decide()`, which
refuses what breaches a rule. `streams.relay` and `streams.embedded` read `published()`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

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
from domain.changes import position_at
from domain.correction import Correction
from domain.decisions import decide
from domain.drafts import draft
from domain.errors import LedgerUnavailableError
from domain.factory import SQLiteLedgerFactory
from domain.facts import Basis, Entry, Fact, aggregate_id
from domain.lock import file_lock
from domain.published import (
    FactMapper,
    Published,
    content_digest,
    data_bytes,
)
from domain.queries import (
    COUNT_EVENTS_BETWEEN,
    SELECT_COMMIT_AFTER,
    SELECT_HEAD_AT,
    SUM_COMMITS_AFTER,
)
from domain.records import GENESIS, DeliveryState, Head, LedgerRecorder, Unaccepted, Waiting
from domain.terms import TermsOf
from domain.writing import DECISION_SOURCE, Clock, Writing

if TYPE_CHECKING:
    from domain.overlay import OverlayStore

HOME_SOURCE: Final = "urn:dure:home"  # the source of facts about dure's own feeds and publications
PUBLISHED: Final = "published:"  # begins the ids under which publications are recorded


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
        del env  # the constructor's arguments are all that there is
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

    def head_at(self, position: int) -> Head:
        """The end of the log when no later position was recorded yet: the last commit up to it."""
        rows = self.store.query(SELECT_HEAD_AT, [position])
        return Head(rows[0][0], bytes(rows[0][1]), rows[0][2]) if rows else Head(0, GENESIS, None)

    def waiting(self, after: int) -> Waiting:
        """What was recorded after a log position; reads commits, not events."""
        rows = self.store.query(SELECT_COMMIT_AFTER, [after])
        if not rows:
            return Waiting(self.head().position, 0, None)
        [(last, since)] = rows
        [(events,)] = self.store.query(COUNT_EVENTS_BETWEEN, [after, last])
        [(more, end)] = self.store.query(SUM_COMMITS_AFTER, [last])
        return Waiting(end or last, events + int(more), since)

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

    def recorded_since(self, source: str, position: int) -> list[str]:
        """The ids of a source that were recorded after a position, in the order recorded."""
        rows = self.store.query(
            # By position: through the index on the source all its ids would be read.
            "select id from receipts where position > ? and source || '' = ? order by position",
            (position, source),
        )
        return [id_ for (id_,) in rows]

    def recorded(self, source: str, prefix: str) -> list[Entry]:
        """The entries of a source whose ids begin with a prefix, in the order recorded."""
        positions = [
            position
            for (position,) in self.store.query(
                "select position from receipts where source = ? and id >= ? and id < ? "
                "order by position",
                (source, prefix, prefix + "\U0010ffff"),
            )
        ]
        stored = self.store.stored_at(positions)
        events = (StoredEvent(*stored[position]) for position in positions)
        return [self.mapper.to_domain_event(event) for event in events]  # type: ignore[misc]  # FactMapper makes entries

    def delivery(self, delivery: str) -> DeliveryState | None:
        """How far a delivery has come; None for one never seen."""
        return self.store.deliveries([delivery]).get(delivery)

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
    def writing(self) -> Iterator[Writing]:
        """Hold the writers' lock for one chunk; raises LedgerBusyError after ten seconds."""
        with file_lock(self.home / "ledger.lock"), self.store.exclusive():
            before = self.store.head().position
            yield Writing(self.store, self._clock)
            if (head := self.store.head()).position > before:
                keep_head(self.home, head)

    @contextmanager
    def rehearsing(self) -> Iterator[Writing]:
        """A chunk that is kept in a scratch store only: the same answers, nothing recorded."""
        if self._rehearsal is None:
            from domain.overlay import OverlayStore  # noqa: PLC0415  # 3 ms, for dry runs only

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

    def record_all(self, subject: str, facts: Mapping[str, Fact], by: str | None = None) -> int:
        """Record facts about dure itself by their ids, in one chunk; returns how many were new."""
        with self.writing() as writing:
            known = writing.known([(HOME_SOURCE, id_) for id_ in facts])
            drafts = [
                draft(HOME_SOURCE, id_, subject, fact, basis=Basis.DECIDED, by=by)
                for id_, fact in facts.items()
                if (HOME_SOURCE, id_) not in known
            ]
            if drafts:
                writing.append(drafts)
        return len(drafts)

    def event_counts(self, position: int, after: int = 0) -> dict[str, int]:
        """How many events of each type were recorded up to a position, after another; reads all."""
        return self.store.event_counts(position, after)

    def position_at(self, instant: datetime) -> int:
        """The last log position that was recorded by then; 0 for none."""
        return position_at(self.store, instant)

    def chain_at(self, position: int) -> bytes | None:
        """The hash chain after the event at a position; None where there is none."""
        rows = self.store.query("select chain from receipts where position = ?", (position,))
        return bytes(rows[0][0]) if rows else None
