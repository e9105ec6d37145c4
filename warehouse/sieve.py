"""Takes out of records what DuckDB cannot read, event by event, so that the rest can be loaded.

`warehouse.load` comes here only after a batch has failed as a whole.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import duckdb
import msgspec

from warehouse.records import DeadEvent, GapError, Record

UNREADABLE: Final = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_READ_ALONE: Final = """select from_json(?::varchar, '{"sequence": "VARCHAR", "data": "JSON"}')"""


class Sifted(NamedTuple):
    """A record with only what can be read, and the events that cannot."""

    record: Record
    dead: tuple[DeadEvent, ...] = ()


def sift(connection: duckdb.DuckDBPyConnection, records: Sequence[Record]) -> list[Sifted]:
    """Each record with the events that DuckDB reads, and those that it does not, as dead events.

    The connection is in no transaction: an error of DuckDB would end it. Raises GapError for a
    record that holds fewer or more events than it says.
    """
    return [_sifted(connection, record) for record in records]


def events_of(record: Record) -> list[bytes] | None:
    """The bytes of each event of a record; None for a body that is no JSON array."""
    try:
        return [bytes(raw) for raw in msgspec.json.decode(record.body, type=list[msgspec.Raw])]
    except UNREADABLE:
        return None


def sequence_of(event: bytes) -> int | None:
    """The log position that an event states, if it can be told."""
    try:
        sequence = msgspec.json.decode(event)["sequence"]
    except (*UNREADABLE, KeyError, TypeError):
        return None
    return sequence if isinstance(sequence, int) and sequence > 0 else None


def _sifted(connection: duckdb.DuckDBPyConnection, record: Record) -> Sifted:
    events = events_of(record)
    if events is None:
        dead = DeadEvent(*record[:3], None, "no JSON array", record.body)
        return Sifted(record._replace(body=b"[]", count=0), (dead,))
    if len(events) != record.count:
        msg = (
            f"ledger {record.ledger}: the record {record.first}-{record.last} holds {len(events)} "
            f"events and says that it holds {record.count}"
        )
        raise GapError(msg)
    reasons = {place: _fault(connection, event) for place, event in enumerate(events)}
    readable = [event for place, event in enumerate(events) if reasons[place] is None]
    return Sifted(
        record._replace(body=b"[" + b",".join(readable) + b"]", count=len(readable)),
        tuple(
            DeadEvent(*record[:3], sequence_of(events[place]), reason, events[place])
            for place, reason in reasons.items()
            if reason is not None
        ),
    )


def _fault(connection: duckdb.DuckDBPyConnection, event: bytes) -> str | None:
    try:
        msgspec.json.decode(event)
        connection.execute(_READ_ALONE, [event.decode()]).fetchall()
    except UNREADABLE as error:
        return f"no JSON: {error}"
    except duckdb.Error as error:
        return f"DuckDB cannot read it: {error}"
    return None
