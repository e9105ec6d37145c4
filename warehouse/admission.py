"""Admits records to the warehouse: what follows is loaded, what repeats is compared, gaps refused.

The first step of `warehouse.load`; completeness is proven by the `previous` position that every
record carries, never by counting, because positions may have gaps.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Final

import duckdb
import msgspec

from warehouse.records import PARTITION_SHIFT, ForkError, GapError, Record
from warehouse.sieve import UNREADABLE, events_of


def admit(connection: duckdb.DuckDBPyConnection, records: Sequence[Record]) -> list[Record]:
    """The records that bring something new, after every repeated event was found equal.

    No position comes twice among them: what an earlier record of the batch brought is loaded.
    """
    fresh, repeated = [], []
    reached: dict[str, int] = {}
    for record in records:
        if record.ledger not in reached:
            reached[record.ledger] = watermark(connection, record.ledger)
        held = reached[record.ledger]
        if record.first <= held:
            repeated.append(record)
        elif record.previous != held:
            _refuse_chain(record, held)
        if record.last > held:
            fresh.append(record)
            reached[record.ledger] = record.last
    _compare(connection, repeated)
    return fresh


def watermark(connection: duckdb.DuckDBPyConnection, ledger: str) -> int:
    """The last position of this ledger that the warehouse holds; 0 before the first."""
    rows = connection.execute(
        "select sequence from watermark where ledger = ?", [ledger]
    ).fetchall()  # DuckDB 2.0 refuses other work while a result is half read
    return int(rows[0][0]) if rows else 0


def _refuse_chain(record: Record, held: int) -> None:
    if record.previous > held:
        msg = (
            f"ledger {record.ledger}: events after {held} up to {record.previous} are missing "
            f"before the record {record.first}-{record.last}"
        )
        raise GapError(msg)
    msg = (
        f"ledger {record.ledger}: the record {record.first}-{record.last} says it follows "
        f"{record.previous}, but {held} is loaded in between"
    )
    raise ForkError(msg)


def _compare(connection: duckdb.DuckDBPyConnection, repeated: Sequence[Record]) -> None:
    """Hold events that come again against the log: same position, same content."""
    for record in repeated:
        held = watermark(connection, record.ledger)
        again = [
            (event.sequence, event.digest, event.data_text())
            for event in _events(record)
            if event.sequence <= held
        ]
        if not again:
            continue
        base = record.partition << PARTITION_SHIFT
        logged = {
            position - base: (digest, payload)
            for position, digest, payload in connection.execute(
                "select position, digest, payload from log where position between ? and ?",
                [base + min(again)[0], base + max(again)[0]],
            ).fetchall()
        }
        for sequence, digest, payload in again:
            if sequence in logged and not _is_same(logged[sequence], (digest, payload)):
                msg = (
                    f"ledger {record.ledger}: position {sequence} is loaded with digest "
                    f"{logged[sequence][0]} and comes again with {digest}"
                )
                raise ForkError(msg)


def _is_same(logged: tuple[str, str], again: tuple[str, str]) -> bool:
    """Equal digest and equal data, whatever notation the numbers have."""
    return logged == again or (
        logged[0] == again[0] and msgspec.json.decode(logged[1]) == msgspec.json.decode(again[1])
    )


class _Event(msgspec.Struct):
    """What a repeated event is compared by."""

    sequence: int
    digest: str
    data: msgspec.Raw

    def data_text(self) -> str:
        return bytes(self.data).decode()


def _events(record: Record) -> list[_Event]:
    """The events of a repeated record; what cannot be read was buried when it first came."""
    try:
        return _decode_all(record.body)
    except UNREADABLE:
        return list(_decoded(events_of(record) or []))


def _decoded(events: list[bytes]) -> Iterator[_Event]:
    for event in events:
        with suppress(*UNREADABLE):
            yield msgspec.json.decode(event, type=_Event)


_decode_all: Final = msgspec.json.Decoder(list[_Event]).decode
