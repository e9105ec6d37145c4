"""Wires the warehouse on a home: loads from the ledger, publishes snapshots, opens readers."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from domain.ledger import Ledger
from dure.wiring import Home, reference_folder
from streams.embedded import follow
from warehouse.admission import watermark
from warehouse.definitions import Definitions
from warehouse.digest import digest
from warehouse.file import WarehouseFile
from warehouse.load import dead_events, offsets, replay_dead
from warehouse.pipeline import Pipeline
from warehouse.publisher import Publisher
from warehouse.query import read
from warehouse.records import DeadEvent, Loaded, Record
from warehouse.snapshot import open_snapshot

EVENTS_PER_FOLD: Final = 400_000  # what is not folded lies in memory, about a kilobyte per event


class Reader(NamedTuple):
    """Rows of a query, with the names of their columns."""

    columns: list[str]
    rows: list[tuple[Any, ...]]

    @classmethod
    def of_rows(cls, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Self:
        """These columns of rows by column name."""
        return cls(list(columns), [tuple(row[name] for name in columns) for row in rows])


class WarehouseSink:
    """The warehouse of a home as the followers see it; holds the writer's lock until closed."""

    def __init__(self, home: Home, folder: Path | None = None) -> None:
        self._file = WarehouseFile(
            folder or home.folder / "warehouse", home.settings.warehouse_memory, definitions()
        )
        self._file.__enter__()
        self._pipeline = Pipeline(self._file.connection)
        self._publisher = Publisher(self._file)
        self._since_fold = 0

    def offsets(self) -> dict[int, int]:
        """The next offset to read of each partition, as committed with the events."""
        return offsets(self._file.connection)

    def watermark(self, ledger: str) -> int:
        """The last position of a ledger that is loaded."""
        return watermark(self._file.connection, ledger)

    def prepare(self, records: Sequence[Record]) -> None:
        """Begin to read the batch that comes next; any thread may call it."""
        self._pipeline.prepare(records)

    def load(self, records: Sequence[Record]) -> Loaded:
        """Load records in one transaction, and fold the log of writes when it has grown."""
        loaded = self._pipeline.load(records)
        if loaded.events:
            self._publisher.note_load()
        self._since_fold += loaded.events
        if self._since_fold >= EVENTS_PER_FOLD:
            self._file.fold()
            self._since_fold = 0
        return loaded

    def dead(self) -> list[DeadEvent]:
        """The events that could not be loaded so far."""
        return dead_events(self._file.connection)

    def replay_dead(self) -> tuple[int, int]:
        """Try the dead events again; returns how many were loaded and how many remain."""
        return replay_dead(self._file.connection)

    def tend(self, *, is_level: bool) -> None:
        """Begin to publish a snapshot when there is something new and the time for it."""
        self._publisher.tend(is_level=is_level)

    def publish(self) -> Path:
        """Publish a snapshot with the relations and reference data of this code."""
        return self._publisher.publish()

    def digest(self) -> str:
        """The digest of the live warehouse."""
        return digest(self._file.connection)

    def close(self) -> None:
        """Close the file and give the lock back."""
        self._pipeline.close()
        self._file.__exit__(None, None, None)


def definitions() -> Definitions:
    """The relations and the reference data of this code."""
    return Definitions(reference_folder())


@contextmanager
def open_sink(home: Home, folder: Path | None = None) -> Iterator[WarehouseSink]:
    """The warehouse of a home for the length of a block, with the writer's lock."""
    sink = WarehouseSink(home, folder)
    try:
        yield sink
    finally:
        sink.close()


def load_all(home: Home, on_progress: Callable[[int], None] = lambda _events: None) -> int:
    """Load the ledger to its end and publish a snapshot; returns the events loaded."""
    with home.open_ledger() as ledger, open_sink(home) as sink:
        events = _follow(home, ledger, sink, on_progress)
        sink.publish()
    return events


def follow_until(
    home: Home,
    stop: threading.Event,
    poll_seconds: float,
    on_progress: Callable[[int], None] = lambda _events: None,
) -> None:
    """Follow the ledger until `stop` is set; publishes a snapshot whenever it is level again."""
    with home.open_ledger() as ledger, open_sink(home) as sink:
        while not stop.is_set():
            if ledger.head().position != sink.watermark(home.settings.ledger):
                _follow(home, ledger, sink, on_progress)
            sink.tend(is_level=True)
            stop.wait(poll_seconds)


def rebuild(home: Home, on_progress: Callable[[int], None] = lambda _events: None) -> str:
    """Build a new warehouse beside the old from the ledger, swap it in, return its digest.

    Resumable: a rebuild that was interrupted goes on where its last transaction ended.
    """
    folder = home.folder / "warehouse"
    making = folder / "rebuilding"
    with home.open_ledger() as ledger, open_sink(home, making) as sink:
        _follow(home, ledger, sink, on_progress)
        sink.publish()
        rebuilt = sink.digest()
    with WarehouseFile(folder) as live:
        live.replace_by(making)
    return rebuilt


def query(home: Home, statement: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> Reader:
    """Run one read-only statement on the published snapshot.

    Raises NoSnapshotError before the first load; DuckDB's own errors pass through as QueryError.
    """
    folder, limit = home.folder / "warehouse", home.settings.query_memory
    with open_snapshot(folder, limit) as connection:
        return Reader(*read(connection, statement, parameters))


def _follow(
    home: Home, ledger: Ledger, sink: WarehouseSink, on_progress: Callable[[int], None]
) -> int:
    """Load to the end of the log, under the names that this home has in the warehouse."""
    return follow(
        ledger,
        sink,
        ledger=home.settings.ledger,
        partition=home.settings.partition,
        on_progress=on_progress,
    )
