"""Loads records of published facts into the warehouse: log, typed facts and watermark, at once.

The worker and the embedded follower both end here. One call is one transaction; what is already
loaded is compared and skipped, so the effect is exactly once whoever delivers, and how often.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import duckdb
import msgspec
import pyarrow as pa

from warehouse.admission import admit
from warehouse.facts import SQL_FOLDER, fact_tables
from warehouse.records import PARTITION_SHIFT, DeadEvent, Loaded, Record

_ARRIVING: Final = (SQL_FOLDER / "arriving.sql").read_text(encoding="utf-8")
_LEAVE_OUT_LOADED: Final = """
delete from arriving
where sequence <= (
    select max(seen.sequence) from watermark as seen where seen.ledger = arriving.ledger
)
"""
_KINDS: Final = "select distinct kind from arriving where kind is not null"
_REFUSE_INCOMPLETE: Final = """
insert into refused
select position, 'the envelope is incomplete or a date does not cast'
from arriving
where sequence is null or source is null or event_id is null or type is null
    or subject is null or kind is null or occurred_from is null or occurred_to is null
    or precision is null or recorded_at is null or basis is null or digest is null
    or payload is null or body is null
"""
_INSERT_LOG: Final = """
insert into log
select
    position, ledger, sequence, source, event_id, type, subject,
    case when area_scheme like 'mois-%' then substr(area_code, 1, 5) end,
    occurred_from, occurred_to, precision, recorded_at, basis, supersedes, digest, payload
from arriving
anti join refused using (position)
order by position
"""
_INSERT_SUPERSEDED: Final = """
insert into superseded
select supersedes, recorded_at
from arriving
anti join refused using (position)
where supersedes is not null
"""
_BODIES = pa.schema([("ledger", pa.string()), ("partition", pa.int32()), ("body", pa.string())])


def load(connection: duckdb.DuckDBPyConnection, records: Sequence[Record]) -> Loaded:
    """Load consecutive records in one transaction; idempotent, in order per ledger.

    Raises GapError when events are missing before a record and ForkError when a loaded position
    comes again with other content; both leave the warehouse as it was. Events that do not cast go
    to the table `dead`, and the rest of the batch is loaded.
    """
    try:
        return _transact(connection, records, [])
    except (duckdb.InvalidInputException, UnicodeDecodeError):
        # DuckDB fails a whole batch for one malformed body; bodies are checked only when it does.
        unreadable = [record for record in records if not _holds_events(record)]
        if not unreadable:
            raise
        return _transact(connection, records, unreadable)


def offsets(connection: duckdb.DuckDBPyConnection) -> dict[int, int]:
    """The next offset to read of each partition, as committed with the rows."""
    return dict(
        connection.execute(
            "select partition, next_offset from watermark where next_offset is not null"
        ).fetchall()
    )


def dead_events(connection: duckdb.DuckDBPyConnection) -> list[DeadEvent]:
    """The events that could not be loaded, in the order met."""
    return [DeadEvent(*row) for row in connection.execute("select * from dead").fetchall()]


def replay_dead(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """Load dead events again whose reason is gone; returns how many were loaded, and remain.

    Their positions lie below the watermark, which stays as it is.
    """
    dead = dead_events(connection)
    connection.execute("begin")
    try:
        connection.execute("delete from dead")
        events, refused = _fill(connection, list(_as_records(dead)), is_replay=True)
        unreadable = [event for event in dead if not _holds_events(_array_of(event))]
        _bury(connection, [*refused, *unreadable])
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return events, len(refused) + len(unreadable)


def _as_records(dead: Iterable[DeadEvent]) -> Iterator[Record]:
    for event in dead:
        record = _array_of(event)
        if _holds_events(record):
            yield record


def _array_of(event: DeadEvent) -> Record:
    body = event.body if event.sequence is None else b"[" + event.body + b"]"
    return Record(event.ledger, event.partition, event.offset, 0, 0, 0, 0, body)


def _transact(
    connection: duckdb.DuckDBPyConnection,
    records: Sequence[Record],
    unreadable: Sequence[Record],
) -> Loaded:
    connection.execute("begin")
    try:
        fresh = admit(connection, records, unreadable)
        events, refused = _fill(connection, fresh) if fresh else (0, ())
        whole = [
            DeadEvent(*record[:3], None, "no JSON array", record.body) for record in unreadable
        ]
        dead = (*refused, *whole)
        _bury(connection, dead)
        for record in records:
            _advance(connection, record)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return Loaded(events, dead)


def _bury(connection: duckdb.DuckDBPyConnection, dead: Sequence[DeadEvent]) -> None:
    if dead:
        connection.executemany("insert into dead values (?, ?, ?, ?, ?, ?)", list(dead))


def _fill(
    connection: duckdb.DuckDBPyConnection, records: Sequence[Record], *, is_replay: bool = False
) -> tuple[int, tuple[DeadEvent, ...]]:
    """Fill log, superseded and fact tables; returns the events loaded and those refused."""
    _make_arriving(connection, records)
    if not is_replay:  # what is loaded already was compared, and is left out
        connection.execute(_LEAVE_OUT_LOADED)
    connection.execute(_REFUSE_INCOMPLETE)
    present = {kind for (kind,) in connection.execute(_KINDS).fetchall()}
    tables = [table for table in fact_tables() if present.intersection(table.kinds)]
    for table in tables:
        if (refuse := table.refuse()) is not None:
            connection.execute(refuse)
    refused = tuple(_refused(connection, records))
    connection.execute(_INSERT_LOG)
    connection.execute(_INSERT_SUPERSEDED)
    for table in tables:
        connection.execute(table.insert())
    [(events,)] = connection.execute(
        "select count(*) from arriving anti join refused using (position)"
    ).fetchall()
    return int(events), refused


def _make_arriving(connection: duckdb.DuckDBPyConnection, records: Sequence[Record]) -> None:
    bodies = pa.table(
        [
            [record.ledger for record in records],
            [record.partition for record in records],
            [record.body for record in records],
        ],
        schema=_BODIES,
    )
    connection.register("bodies", bodies)
    connection.execute(_ARRIVING)
    connection.execute("create or replace temp table refused (position ubigint, reason varchar)")


def _holds_events(record: Record) -> bool:
    try:
        msgspec.json.decode(record.body, type=list[msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True


def _refused(
    connection: duckdb.DuckDBPyConnection, records: Sequence[Record]
) -> Iterator[DeadEvent]:
    """The refused events with their bytes, found again in the records they came in."""
    reasons: dict[int | None, str] = dict(
        connection.execute("select position, min(reason) from refused group by all").fetchall()
    )
    if not reasons:
        return
    for record in records:
        for raw in msgspec.json.decode(record.body, type=list[msgspec.Raw]):
            sequence = _sequence_of(bytes(raw))
            position = (
                None if sequence is None else (record.partition << PARTITION_SHIFT) + sequence
            )
            if position in reasons:
                yield DeadEvent(*record[:3], sequence, reasons[position], bytes(raw))


def _sequence_of(event: bytes) -> int | None:
    try:
        sequence = msgspec.json.decode(event)["sequence"]
    except (msgspec.DecodeError, KeyError, TypeError):
        return None
    return sequence if isinstance(sequence, int) and sequence > 0 else None


def _advance(connection: duckdb.DuckDBPyConnection, record: Record) -> None:
    """Move the ledger's watermark and the partition's offset past a record."""
    held = connection.execute(
        "select sequence, next_offset from watermark where ledger = ?", [record.ledger]
    ).fetchall()
    following = None if record.offset is None else record.offset + 1
    if not held:
        connection.execute(
            "insert into watermark values (?, ?, ?, ?)",
            [record.ledger, record.partition, record.last, following],
        )
        return
    connection.execute(
        "update watermark set sequence = ?, next_offset = ? where ledger = ?",
        [
            max(held[0][0], record.last),
            following if following is not None else held[0][1],
            record.ledger,
        ],
    )
