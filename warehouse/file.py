"""The warehouse as a file: one writer, copies to fall back on, snapshots for readers.

`warehouse.load` fills the connection that this module opens; readers open what it publishes. The
file is a disposable read model: when it does not open, or was made by code with other tables, the
newest good copy takes over, and when there is none, the log fills a new one.
"""

import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import ClassVar, Final, Self

import duckdb

from warehouse.connection import connect_writer
from warehouse.copying import copy, copy_pair, discard, discarded_on_failure, wal
from warehouse.definitions import Definitions
from warehouse.disk import told
from warehouse.generations import Generations
from warehouse.snapshot import Publication, snapshot_in
from warehouse.tables import are_current, create_tables

_NAME: Final = "warehouse.duckdb"
_UNCOPIED_EVENTS: Final = 100_000  # loaded again in a second or two, should the file be torn
_UNCOPIED_SHARE: Final = 4  # a long catching up is copied a few times, not at every fold
_LOCKED: Final = "Could not set lock"  # DuckDB 2.0 says it in an IOException, as a torn file


class WarehouseBusyError(Exception):
    """Another process writes this warehouse."""

    code: ClassVar[str] = "warehouse-busy"
    exit_code: ClassVar[int] = 75


class WarehouseFile:
    """The writer's hold on a warehouse folder; a context manager.

    Entering takes the lock (raises WarehouseBusyError at once when another process has it), opens
    or creates the file, or falls back to a copy, and builds `definitions` into it where they
    differ. `connection` is the one writer connection.
    """

    def __init__(
        self, folder: Path, memory_limit: str = "1GB", definitions: Definitions | None = None
    ) -> None:
        self.folder = folder
        self.path = folder / _NAME
        self.set_aside: Path | None = None
        self._generations = Generations(folder / "generations")
        self._definitions = definitions
        self._memory_limit = memory_limit
        self._publication: Publication | None = None
        self._publishing = 0  # events in it
        self._copied = 0  # events in the newest copy that this process has made
        self._lock = -1
        self.connection: duckdb.DuckDBPyConnection

    def __enter__(self) -> Self:
        with told(f"making {self.folder}"):
            self.folder.mkdir(parents=True, exist_ok=True)
        self._take_lock()
        try:
            with told(f"opening {self.path}"):
                self.connection = self._open()
                self._define()
        except BaseException:
            os.close(self._lock)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._publication is not None:
            self._publication.abandon()
        self.connection.close()
        os.close(self._lock)

    def checkpoint(self) -> None:
        """Fold the log of writes into the file, with a good copy kept, and open it anew.

        DuckDB rewrites a metadata block in place; a torn one leaves a file that cannot be opened
        (seen on 2.0.0). What a copy lacks then is loaded again.
        """
        with told(f"checkpointing {self.path}"):
            self._fold(uncopied=0)
            self.connection.close()
            self.connection = self._connect()

    def fold(self) -> None:
        """Fold the log of writes into the file, which frees the memory that it takes."""
        with told(f"checkpointing {self.path}"):
            self._fold()

    def publish_snapshot(self) -> Path:
        """Swap in a copy for readers by rename; they keep what they have open."""
        self.begin_publication()
        self.end_publication()
        return snapshot_in(self.folder)

    def begin_publication(self) -> None:
        """Fold the log of writes into the file and begin to copy it; loading may go on.

        The copy is opened before readers get it, which holds the file to the same check.
        """
        self.fold()
        self._publishing = self._held()
        self._publication = Publication(self.path, self._generations)

    @property
    def is_publishing(self) -> bool:
        """Whether a copy is being made."""
        return self._publication is not None and self._publication.is_under_way

    def end_publication(self) -> None:
        """Wait for a copy that is being made; raises WarehouseIOError when it failed."""
        if self._publication is not None:
            publication, self._publication = self._publication, None
            publication.wait()
            self._copied = self._publishing

    def replace_by(self, folder: Path) -> None:
        """Take over the file and the snapshot of another folder, such as a rebuild's, by rename."""
        self.end_publication()
        self._copied = 0
        self.connection.close()
        wal(self.path).unlink(missing_ok=True)
        (folder / _NAME).replace(self.path)
        if wal(folder / _NAME).exists():
            wal(folder / _NAME).replace(wal(self.path))
        snapshot_in(folder).replace(snapshot_in(self.folder))
        shutil.rmtree(folder)
        self.connection = self._connect()

    def _fold(self, uncopied: int | None = None) -> None:
        """Fold; first keep a copy, if the newest lacks more events than may be `uncopied`."""
        self.end_publication()  # the file must not change under a copy that is being made
        held = self._held()
        if uncopied is None:
            uncopied = max(_UNCOPIED_EVENTS, held // _UNCOPIED_SHARE)
        if held - self._copied > uncopied:
            self._generations.keep(self.path)
            self._copied = held
        sys.audit("dure.warehouse.checkpoint")
        self.connection.execute("force checkpoint")

    def _held(self) -> int:
        [(events,)] = self.connection.execute("select count(*) from log").fetchall()
        return int(events)

    def _take_lock(self) -> None:
        self._lock = os.open(self.folder / "writer.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._lock)
            msg = f"another process writes the warehouse in {self.folder}; stop it or wait for it"
            raise WarehouseBusyError(msg) from error

    def _connect(self) -> duckdb.DuckDBPyConnection:
        return connect_writer(self.path, self._memory_limit)

    def _open(self) -> duckdb.DuckDBPyConnection:
        if not self.path.exists():
            return self._create()
        try:
            connection = self._connect()
        except (duckdb.OutOfMemoryException, OSError):
            raise  # the file may well be good
        except duckdb.Error as error:
            if _LOCKED in str(error):
                msg = f"another program has {self.path.name} open: {error}"
                raise WarehouseBusyError(msg) from error
            return self._fall_back()
        if are_current(connection):
            return connection
        connection.close()
        return self._fall_back()  # made by other code: a new schema is a new file

    def _create(self) -> duckdb.DuckDBPyConnection:
        """Make an empty warehouse under another name first; a half-made one is never met."""
        making = self.path.with_suffix(".making")
        with discarded_on_failure(making):
            with connect_writer(making, self._memory_limit) as connection:
                create_tables(connection)
                if self._definitions is not None:
                    self._definitions.build(connection)
                connection.execute("force checkpoint")
            making.rename(self.path)
        return self._connect()

    def _define(self) -> None:
        """Build the definitions into a copy and swap it in: none ever stand in a log of writes."""
        if self._definitions is None or self._definitions.are_current(self.connection):
            return
        self._fold()
        self.connection.close()
        making = self.path.with_suffix(".making")
        with discarded_on_failure(making):
            copy(self.path, making)
            with connect_writer(making, self._memory_limit) as connection:
                self._definitions.build(connection)
                connection.execute("force checkpoint")
            making.replace(self.path)
        self.connection = self._connect()

    def _fall_back(self) -> duckdb.DuckDBPyConnection:
        """Set the file aside and open the newest copy that opens and is of this code."""
        self.set_aside = self.path.with_suffix(".unreadable")
        self.path.replace(self.set_aside)
        if wal(self.path).exists():
            wal(self.path).replace(wal(self.set_aside))
        for candidate in self._copies():
            with suppress(duckdb.Error, OSError):
                copy_pair(candidate, self.path)
                connection = self._connect()
                if are_current(connection):
                    return connection
                connection.close()
            discard(self.path)
        return self._create()

    def _copies(self) -> Iterator[Path]:
        """The good copies that there are, the one made last first."""
        kept = self._generations.newest_first()
        snapshot = snapshot_in(self.folder)
        if snapshot.exists():
            kept.append(snapshot)
        yield from sorted(kept, key=lambda path: path.stat().st_mtime, reverse=True)
