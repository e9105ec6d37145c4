"""The tables that stand beside the library's events, and the SQL that both databases understand.

`domain.recorder` (SQLite) and `domain.recorder_postgres` differ in `query`, in how ids are stored
and in how they write; all that they read is here.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from domain.records import GENESIS, DeliveryState, Head, Receipt, StoredRow, Unaccepted

_KEYS_PER_QUERY: Final = 5_000  # two bound values each; SQLite allows 32,766 in a statement

TABLES: Final = (
    "create table if not exists receipts ("
    "position bigint primary key, source text not null, id text not null, digest text not null, "
    "delivery text, row_number bigint, supersedes bigint, chain {blob} not null, "
    "unique (source, id))",
    "create index if not exists receipts_supersedes on receipts (supersedes) "
    "where supersedes is not null",
    "create table if not exists commits ("
    "last_position bigint primary key, first_position bigint not null, events bigint not null, "
    "recorded_at text not null, chain {blob} not null)",
    "create table if not exists deliveries ("
    "delivery text primary key, feed text not null, rows_done bigint not null, "
    "state {blob} not null, is_finished boolean not null)",
    "create table if not exists unaccepted ("
    "delivery text not null, row_number bigint not null, verdict text not null, "
    "code text not null, field text, sentence text not null, content {blob}, "
    "is_open boolean not null, awaits text, primary key (delivery, row_number))",
    "create index if not exists unaccepted_awaits on unaccepted (awaits) "
    "where awaits is not null and is_open",
)
RECEIPT_COLUMNS: Final = (
    "r.position, r.source, r.id, r.digest, r.delivery, r.row_number, r.supersedes"
)
SELECT_HEAD: Final = (
    "select last_position, chain, recorded_at from commits order by last_position desc limit 1"
)
SELECT_HEAD_AT: Final = (
    "select last_position, chain, recorded_at from commits where last_position <= ? "
    "order by last_position desc limit 1"
)
SELECT_COMMIT_AFTER: Final = (
    "select last_position, recorded_at from commits where last_position > ? "
    "order by last_position limit 1"
)
COUNT_EVENTS_BETWEEN: Final = (
    "select count(*) from receipts where position > ? and position <= ?"  # within one commit
)
SUM_COMMITS_AFTER: Final = (
    "select coalesce(sum(events), 0), max(last_position) from commits where last_position > ?"
)
SELECT_AWAITING: Final = "select * from unaccepted where is_open and awaits is not null"
INSERT_RECEIPT: Final = "insert into receipts values (?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_COMMIT: Final = "insert into commits values (?, ?, ?, ?, ?)"
UPSERT_UNACCEPTED: Final = (
    "insert into unaccepted values (?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "on conflict (delivery, row_number) do nothing"
)
CLOSE_UNACCEPTED: Final = (
    "update unaccepted set is_open = false where delivery = ? and row_number = ?"
)
UPSERT_DELIVERY: Final = (
    "insert into deliveries values (?, ?, ?, ?, ?) on conflict (delivery) do update set "
    "rows_done = excluded.rows_done, state = excluded.state, is_finished = excluded.is_finished"
)


class ReceiptQueries:
    """The reads that both databases answer with the same SQL; `query` and the ids differ."""

    POSITION: str  # the column of stored_events that holds the log position

    def query(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a read-only statement with `?` parameters."""
        raise NotImplementedError

    def stored_id(self, originator: UUID) -> Any:
        """How an aggregate's id is stored."""
        raise NotImplementedError

    def head(self) -> Head:
        """The end of the log."""
        rows = self.query(SELECT_HEAD)
        return Head(rows[0][0], bytes(rows[0][1]), rows[0][2]) if rows else Head(0, GENESIS, None)

    def event_counts(self, position: int, after: int = 0) -> dict[str, int]:
        """How many events of each type (topic) were recorded up to a position, after another."""
        return dict(
            self.query(
                f"select topic, count(*) from stored_events where {self.POSITION} <= ? "  # noqa: S608  # a column of the class
                f"and {self.POSITION} > ? group by topic",
                (position, after),
            )
        )

    def versions(self, originators: Sequence[UUID]) -> dict[UUID, int]:
        """The last version of each stream that exists, one index look-up each."""
        by_id = {self.stored_id(originator): originator for originator in originators}
        rows = self._by_values(
            "with wanted(id) as (values {marks}) "
            "select wanted.id, (select max(originator_version) from stored_events "
            "where originator_id = wanted.id) from wanted",
            "(?)",
            list(by_id),
        )
        return {by_id[id_]: version for id_, version in rows if version is not None}

    def receipts(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Receipt]:
        """The receipts of those facts that are recorded, by (source, id)."""
        found = {}
        for part in _parts(keys):
            marks = ",".join(["(?,?)"] * len(part))
            rows = self.query(
                f"with wanted(source, id) as (values {marks}) "  # noqa: S608  # only marks are joined
                f"select {RECEIPT_COLUMNS} from wanted join receipts as r "
                "on r.source = wanted.source and r.id = wanted.id",
                [value for key in part for value in key],
            )
            found.update({(row[1], row[2]): Receipt(*row) for row in rows})
        return found

    def superseding(self, positions: Sequence[int]) -> dict[int, Receipt]:
        """The receipts that supersede these positions, by the superseded position."""
        rows = self._by_values(
            f"select {RECEIPT_COLUMNS} from receipts as r where r.supersedes in ({{marks}})",  # noqa: S608  # constants
            "?",
            positions,
        )
        return {row[6]: Receipt(*row) for row in rows}

    def awaiting(self, keys: Sequence[str]) -> list[Unaccepted]:
        """The open rows of `unaccepted` that wait for one of these facts (`source id`)."""
        if not self.query(f"{SELECT_AWAITING} limit 1"):
            return []
        rows = self._by_values(f"{SELECT_AWAITING} and awaits in ({{marks}})", "?", keys)
        return [Unaccepted(*row) for row in rows]

    def deliveries(self, deliveries: Sequence[str]) -> dict[str, DeliveryState]:
        """How far those of these deliveries have come that were seen before."""
        rows = self._by_values(
            "select * from deliveries where delivery in ({marks})", "?", deliveries
        )
        return {row[0]: DeliveryState(*row) for row in rows}

    def unaccepted(self, delivery: str, after: int, limit: int) -> list[Unaccepted]:
        """Rows of a delivery after a row that are not accepted to this day, ascending."""
        rows = self.query(
            "select * from unaccepted where delivery = ? and row_number > ? "
            "and (is_open or verdict <> 'quarantined') order by row_number limit ?",
            (delivery, after, limit),
        )
        return [Unaccepted(*row) for row in rows]

    def select_states(self, after: int, limit: int) -> list[tuple[int, bytes]]:
        """Positions and bytes of the log after a position, ascending."""
        return self.query(
            f"select {self.POSITION}, state from stored_events "  # noqa: S608  # a constant
            f"where {self.POSITION} > ? order by {self.POSITION} limit ?",
            (after, limit),
        )

    def select_rows(self, after: int, limit: int) -> list[tuple[int, StoredRow, Receipt, bytes]]:
        """Everything the chain covers, after a position, ascending, for the audit."""
        rows = self.query(
            f"select e.{self.POSITION}, e.originator_id, e.originator_version, e.topic, e.state, "  # noqa: S608  # constants
            f"{RECEIPT_COLUMNS}, r.chain from stored_events as e "
            f"left join receipts as r on r.position = e.{self.POSITION} "
            f"where e.{self.POSITION} > ? order by e.{self.POSITION} limit ?",
            (after, limit),
        )
        return [(row[0], _found(row[1:5]), Receipt(*row[5:12]), row[12]) for row in rows]

    def stored_at(self, positions: Sequence[int]) -> dict[int, StoredRow]:
        """The stored rows at these positions."""
        rows = self._by_values(
            f"select {self.POSITION}, originator_id, originator_version, topic, state "  # noqa: S608  # a constant
            f"from stored_events where {self.POSITION} in ({{marks}})",
            "?",
            positions,
        )
        return {row[0]: _stored(row[1:5]) for row in rows}

    def _by_values(self, statement: str, mark: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = []
        for part in _parts(values):
            rows += self.query(statement.format(marks=",".join([mark] * len(part))), part)
        return rows


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _KEYS_PER_QUERY):
        yield values[start : start + _KEYS_PER_QUERY]


def _stored(row: Sequence[Any]) -> StoredRow:
    originator, version, topic, state = row
    if not isinstance(state, bytes):
        msg = "the state of an event is no bytes"
        raise TypeError(msg)
    key = originator if isinstance(originator, UUID) else UUID(originator)
    return StoredRow(key, version, topic, state)


def _found(row: Sequence[Any]) -> StoredRow:
    """A stored row as the audit finds it; one that was changed beyond reading fits no chain."""
    try:
        return _stored(row)
    except (TypeError, ValueError, AttributeError):
        return StoredRow(UUID(int=0), 0, "", b"")
