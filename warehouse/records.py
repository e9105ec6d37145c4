"""The records that carry published facts to the warehouse, and what may be said of them.

Relay, worker and embedded follower speak in these; `warehouse.load` loads them. Knows no DuckDB.
"""

from typing import ClassVar, Final, NamedTuple

PARTITION_SHIFT: Final = 40  # bits of a position that count events; above them the partition


class LoadError(Exception):
    """The records cannot follow what the warehouse holds; nothing was loaded."""

    code: ClassVar[str]
    exit_code: ClassVar[int]


class GapError(LoadError):
    """Events between the warehouse's position and the record are missing."""

    code = "gap"
    exit_code = 70


class ForkError(LoadError):
    """A position that is already loaded comes again with other content."""

    code = "fork"
    exit_code = 71


class Record(NamedTuple):
    """Consecutive events of one ledger, as one Kafka record or one read of the log carries them.

    `body` is a JSON array of `count` published facts, of log positions `first` to `last` ascending;
    `previous` is the position before `first` (0 at the start; positions may have gaps).
    """

    ledger: str
    partition: int
    offset: int | None
    first: int
    last: int
    previous: int
    count: int  # type: ignore[assignment]  # shadows tuple.count, which nobody asks a record for
    body: bytes


class DeadEvent(NamedTuple):
    """An event that could not be loaded, with its coordinates and bytes."""

    ledger: str
    partition: int
    offset: int | None
    sequence: int | None
    reason: str
    body: bytes


class Loaded(NamedTuple):
    """What one load did."""

    events: int
    dead: tuple[DeadEvent, ...]
