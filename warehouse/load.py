"""Loads records of published facts into the warehouse: log, typed facts and watermark, at once.

The worker and the embedded follower both end here. One call is one transaction; what is already
loaded is compared and skipped, so the effect is exactly once whoever delivers, and how often.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final

import duckdb

from warehouse.admission import admit, watermark
from warehouse.disk import told
from warehouse.facts import SQL_FOLDER, FactTable, fact_tables
from warehouse.records import DeadEvent, Loaded, Record
from warehouse.sieve import Sifted, events_of, sequence_of, sift

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
select place, 'the envelope is incomplete or a date does not cast'
from arriving
where sequence is null or source is null or event_id is null or type is null
    or subject is null or kind is null or occurred_from is null or occurred_to is null
    or precision is null or recorded_at is null or basis is null or digest is null
    or payload is null or body is null
"""
_INSERT_LOG: Final = """
insert into log
select
    position, ledger, sequence, source, event_id, type, kind, subject, community,
    case when area_scheme like 'mois-%' then substr(area_code, 1, 5) end,
    area_scheme, area_code,
    occurred_from, occurred_to, precision, recorded_at, basis, supersedes, digest, payload
from arriving
{rest}
order by position
"""
_INSERT_SUPERSEDED: Final = """
insert into superseded
select supersedes, recorded_at
from arriving
{rest}
where supersedes is not null
"""
_MOVE: Final = """
merge into watermark using (
    select
        ?::varchar as ledger, ?::integer as partition,
        ?::ubigint as sequence, ?::bigint as next_offset
) as reached using (ledger)
when matched then update set
    sequence = greatest(watermark.sequence, reached.sequence),
    next_offset = coalesce(reached.next_offset, watermark.next_offset)
when not matched then insert
"""
_NOT_REFUSED: Final = "anti join refused using (place)"


class _MiscountedError(Exception):
    """DuckDB read another number of events than the records say that they hold."""


_UNFIT: Final = (
    duckdb.InvalidInputException,
    UnicodeDecodeError,
    _MiscountedError,
)


def read(connection: duckdb.DuckDBPyConnection, records: Sequence[Record]) -> None:
    """Read the events of records into the temporary table `arriving`; the first half of a load."""
    # Handed over as lists: pyarrow would import pandas where that is installed, for a second.
    bodies = {
        "ledgers": [record.ledger for record in records],
        "partitions": [record.partition for record in records],
        "bodies": [record.body.decode() for record in records],
    }
    connection.execute(_ARRIVING, bodies)
    [(arrived,)] = connection.execute("select count(*) from arriving").fetchall()
    if arrived != sum(record.count for record in records):
        raise _MiscountedError


def load(
    connection: duckdb.DuckDBPyConnection, records: Sequence[Record], *, is_read: bool = False
) -> Loaded:
    """Load consecutive records in one transaction; idempotent, in order per ledger.

    `is_read` says that this connection has `read` just these records, and nothing after them.

    Raises GapError when events are missing before a record and ForkError when a loaded position
    comes again with other content; both leave the warehouse as it was. Events that do not cast go
    to the table `dead`, and the rest of the batch is loaded.
    """
    as_they_are = [Sifted(record) for record in records]
    with suppress(*_UNFIT, duckdb.ConversionException, duckdb.ConstraintException):
        return _transact(connection, as_they_are, is_careful=False, is_read=is_read)
    # Something does not fit. Looking for it costs as much as loading, so it is done only now.
    try:
        return _transact(connection, as_they_are, is_careful=True)
    except _UNFIT:
        # DuckDB fails a whole batch for one malformed body; events are looked at only when it does.
        sifted = sift(connection, records)
        if not any(one.dead for one in sifted):
            raise
        return _transact(connection, sifted, is_careful=True)


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
    sifted = sift(connection, [_array_of(event) for event in dead_events(connection)])
    remaining = [event for one in sifted for event in one.dead]
    with told("replaying"), _transaction(connection):
        connection.execute("delete from dead")
        events, refused = _fill_carefully(
            connection, [one.record for one in sifted], is_replay=True
        )
        remaining += refused
        _bury(connection, remaining)
    return events, len(remaining)


def _array_of(event: DeadEvent) -> Record:
    body = b"[" + event.body + b"]"
    return Record(event.ledger, event.partition, event.offset, 0, 0, 0, 1, body)


def _transact(
    connection: duckdb.DuckDBPyConnection,
    sifted: Sequence[Sifted],
    *,
    is_careful: bool,
    is_read: bool = False,
) -> Loaded:
    """Load in one transaction; unless `is_careful`, one event that does not fit fails it whole."""
    events, dead = 0, list[DeadEvent]()
    with told("loading"), _transaction(connection):
        for group in _without_overlap(sifted):
            records = [one.record for one in group]
            dead += _fresh_dead(connection, group)
            if fresh := admit(connection, records):
                if is_careful:
                    loaded, refused = _fill_carefully(connection, fresh)
                    dead += refused
                else:
                    if not (is_read and len(fresh) == len(sifted)):
                        read(connection, fresh)
                    loaded = _fill(connection)
                events += loaded
            _advance(connection, records)
        _bury(connection, dead)
    return Loaded(events, tuple(dead))


@contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    connection.execute("begin")
    try:
        sys.audit("dure.warehouse.begin")
        yield
        sys.audit("dure.warehouse.commit")
        connection.execute("commit")
    except BaseException:
        with suppress(duckdb.Error):  # after a failed write DuckDB has ended it itself
            connection.execute("rollback")
        raise
    sys.audit("dure.warehouse.committed")


def _without_overlap(sifted: Sequence[Sifted]) -> Iterator[list[Sifted]]:
    """Records in groups in which no position comes twice, so that each is held against the log."""
    group: list[Sifted] = []
    reached: dict[str, int] = {}
    for one in sifted:
        ledger, last = one.record.ledger, one.record.last
        if one.record.first <= reached.get(ledger, 0):
            yield group
            group, reached = [], {}
        group.append(one)
        reached[ledger] = max(last, reached.get(ledger, 0))
    yield group


def _fresh_dead(
    connection: duckdb.DuckDBPyConnection, group: Sequence[Sifted]
) -> Iterator[DeadEvent]:
    """The dead events of records that are not loaded yet; those of the others lie buried."""
    for record, dead in group:
        if dead:
            held = watermark(connection, record.ledger)
            for event in dead:
                if (event.sequence or record.last) > held:
                    yield event


def _bury(connection: duckdb.DuckDBPyConnection, dead: Sequence[DeadEvent]) -> None:
    if dead:
        connection.executemany("insert into dead values (?, ?, ?, ?, ?, ?)", list(dead))


def _fill(connection: duckdb.DuckDBPyConnection) -> int:
    """Fill log, superseded and fact tables with what was read; returns the events loaded.

    What the log's columns must hold and what the fact tables cast is checked by the inserts.
    """
    connection.execute(_LEAVE_OUT_LOADED)
    connection.execute(_INSERT_LOG.format(rest=""))
    connection.execute(_INSERT_SUPERSEDED.format(rest=""))
    for table in _arriving_tables(connection):
        connection.execute(table.insert(refused=False))
    [(events,)] = connection.execute("select count(*) from arriving").fetchall()
    return int(events)


def _fill_carefully(
    connection: duckdb.DuckDBPyConnection, records: Sequence[Record], *, is_replay: bool = False
) -> tuple[int, tuple[DeadEvent, ...]]:
    """Read and fill, leaving out what does not fit; returns the events loaded, those refused."""
    read(connection, records)
    if not is_replay:  # what is loaded already was compared, and is left out
        connection.execute(_LEAVE_OUT_LOADED)
    connection.execute("create or replace temp table refused (place bigint, reason varchar)")
    connection.execute(_REFUSE_INCOMPLETE)
    tables = _arriving_tables(connection)
    for table in tables:
        if (refuse := table.refuse()) is not None:
            connection.execute(refuse)
    refused = tuple(_refused(connection, records))
    connection.execute(_INSERT_LOG.format(rest=_NOT_REFUSED))
    connection.execute(_INSERT_SUPERSEDED.format(rest=_NOT_REFUSED))
    for table in tables:
        connection.execute(table.insert(refused=True))
    [(events,)] = connection.execute(
        f"select count(*) from arriving {_NOT_REFUSED}"  # noqa: S608  # a text of this module
    ).fetchall()
    return int(events), refused


def _arriving_tables(connection: duckdb.DuckDBPyConnection) -> list[FactTable]:
    """The fact tables that the arriving events are for."""
    present = {kind for (kind,) in connection.execute(_KINDS).fetchall()}
    return [table for table in fact_tables() if present.intersection(table.kinds)]


def _refused(
    connection: duckdb.DuckDBPyConnection, records: Sequence[Record]
) -> Iterator[DeadEvent]:
    """The refused events with their bytes, found again by their place among all that arrived."""
    reasons: dict[int, str] = dict(
        connection.execute("select place, min(reason) from refused group by all").fetchall()
    )
    if not reasons:
        return
    place = 0
    for record in records:
        for event in events_of(record) or []:
            if place in reasons:
                yield DeadEvent(*record[:3], sequence_of(event), reasons[place], event)
            place += 1


def _advance(connection: duckdb.DuckDBPyConnection, records: Sequence[Record]) -> None:
    """Move the ledgers' watermarks and the partitions' offsets past records in their order."""
    for last in {record.ledger: record for record in records}.values():
        connection.execute(_MOVE, [*last[:2], last.last, _following(last)])


def _following(record: Record) -> int | None:
    return None if record.offset is None else record.offset + 1
