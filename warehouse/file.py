"""The warehouse as a file: one writer, generations to fall back on, snapshots for readers.

`warehouse.load` fills the connection that this module opens; readers open what it publishes. The
file is a disposable read model: when it does not open, or was made by code with other tables, the
newest good generation takes over, and when there is none, the log fills a new one.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import ClassVar, Final, Self

import duckdb

from warehouse.disk import told
from warehouse.facts import SQL_FOLDER, as_of_macro, create_fact_tables, fact_tables

KEPT_GENERATIONS: Final = 3  # the newest may be as broken as the file; two more have been good
_NAME: Final = "warehouse.duckdb"
_SNAPSHOT: Final = "snapshot.duckdb"
_LOCKED: Final = "Could not set lock"  # DuckDB 2.0 says it in an IOException, as a torn file

Prepare = Callable[[duckdb.DuckDBPyConnection], None]
"""Builds what readers need in a fresh copy of the warehouse."""


class WarehouseBusyError(Exception):
    """Another process writes this warehouse."""

    code: ClassVar[str] = "warehouse-busy"
    exit_code: ClassVar[int] = 75


class NoSnapshotError(Exception):
    """Nothing was published for readers yet."""

    code: ClassVar[str] = "no-snapshot"


class WarehouseFile:
    """The writer's hold on a warehouse folder; a context manager.

    Entering takes the lock (raises WarehouseBusyError at once when another process has it), opens
    or creates the file, or falls back to a generation. `connection` is the one writer connection.
    """

    def __init__(self, folder: Path, memory_limit: str = "1GB") -> None:
        self.folder = folder
        self.path = folder / _NAME
        self.generations = folder / "generations"
        self.set_aside: Path | None = None
        self._memory_limit = memory_limit
        self._lock = -1
        self.connection: duckdb.DuckDBPyConnection

    def __enter__(self) -> Self:
        with told(f"making {self.folder}"):
            self.folder.mkdir(parents=True, exist_ok=True)
        self._take_lock()
        try:
            with told(f"opening {self.path}"):
                self.connection = self._open()
        except BaseException:
            os.close(self._lock)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        os.close(self._lock)

    def checkpoint(self) -> None:
        """Keep the file as a generation, then fold the log of writes into it, and check it.

        DuckDB rewrites a metadata block in place; a torn one leaves a file that cannot be opened
        (seen on 2.0.0), so a good copy exists whenever that may happen.
        """
        with told(f"checkpointing {self.path}"):
            self._keep_generation()
            self.connection.execute("force checkpoint")
            self.connection.close()
            self.connection = _connect(self.path, self._memory_limit)

    def publish_snapshot(self, prepare: Prepare = lambda _connection: None) -> Path:
        """Swap in a copy for readers by rename; they keep what they have open.

        `prepare` builds relations in the copy: definitions change with the code, so they live in
        snapshots only and the live file holds nothing but facts.
        """
        self.checkpoint()
        target = self.folder / _SNAPSHOT
        making = target.with_suffix(".making")
        with told(f"publishing {target}"), _discarded_on_failure(making):
            shutil.copyfile(self.path, making)
            with _connect(making, self._memory_limit) as connection:
                prepare(connection)
                connection.execute("force checkpoint")
            _sync(making)
            making.replace(target)
        return target

    def replace_by(self, folder: Path) -> None:
        """Take over the file and the snapshot of another folder, such as a rebuild's, by rename."""
        self.connection.close()
        _wal(self.path).unlink(missing_ok=True)
        (folder / _NAME).replace(self.path)
        if _wal(folder / _NAME).exists():
            _wal(folder / _NAME).replace(_wal(self.path))
        (folder / _SNAPSHOT).replace(self.folder / _SNAPSHOT)
        shutil.rmtree(folder)
        self.connection = _connect(self.path, self._memory_limit)

    def _take_lock(self) -> None:
        self._lock = os.open(self.folder / "writer.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._lock)
            msg = f"another process writes the warehouse in {self.folder}; stop it or wait for it"
            raise WarehouseBusyError(msg) from error

    def _open(self) -> duckdb.DuckDBPyConnection:
        if not self.path.exists():
            return self._create()
        try:
            connection = _connect(self.path, self._memory_limit)
        except (duckdb.OutOfMemoryException, OSError):
            raise  # the file may well be good
        except duckdb.Error as error:
            if _LOCKED in str(error):
                msg = f"another program has {self.path.name} open: {error}"
                raise WarehouseBusyError(msg) from error
            return self._fall_back()
        if _is_current(connection):
            return connection
        connection.close()
        return self._fall_back()  # made by other code: a new schema is a new file

    def _create(self) -> duckdb.DuckDBPyConnection:
        """Make an empty warehouse under another name first; a half-made one is never met."""
        making = self.path.with_suffix(".making")
        with _discarded_on_failure(making):
            with _connect(making, self._memory_limit) as connection:
                create_tables(connection)
                connection.execute("force checkpoint")
            making.rename(self.path)
        return _connect(self.path, self._memory_limit)

    def _fall_back(self) -> duckdb.DuckDBPyConnection:
        """Set the file aside and open the newest generation that opens and is of this code."""
        self.set_aside = self.path.with_suffix(".unreadable")
        self.path.replace(self.set_aside)
        wal = _wal(self.path)
        if wal.exists():
            wal.replace(_wal(self.set_aside))
        for generation in reversed(self._kept()):
            with suppress(duckdb.Error, OSError):
                _copy_pair(generation, self.path)
                connection = _connect(self.path, self._memory_limit)
                if _is_current(connection):
                    return connection
                connection.close()
            _discard(self.path)
        return self._create()

    def _keep_generation(self) -> None:
        self.generations.mkdir(exist_ok=True)
        kept = self._kept()
        number = int(kept[-1].stem) + 1 if kept else 1
        _copy_pair(self.path, self.generations / f"{number:08d}.duckdb")
        for old in self._kept()[:-KEPT_GENERATIONS]:
            old.unlink()
            _wal(old).unlink(missing_ok=True)

    def _kept(self) -> list[Path]:
        return sorted(self.generations.glob("????????.duckdb"))


@contextmanager
def open_snapshot(folder: Path, memory_limit: str = "4GB") -> Iterator[duckdb.DuckDBPyConnection]:
    """Open what was last published, read-only; raises NoSnapshotError before the first load."""
    path = folder / _SNAPSHOT
    if not path.exists():
        msg = "there is no snapshot to read yet: run `dure load`"
        raise NoSnapshotError(msg)
    with told(f"opening {path}"):
        connection = duckdb.connect(str(path), read_only=True)
    try:
        _configure(connection, memory_limit)
        yield connection
    finally:
        connection.close()


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the log and every fact table in an empty database, and note of which shape."""
    connection.execute(_log_tables())
    connection.execute(as_of_macro("log"))
    create_fact_tables(connection)
    connection.execute("create table made_of (shape varchar not null)")
    connection.execute("comment on table made_of is 'The shape of the tables in this file.'")
    connection.execute("insert into made_of values (?)", [_shape()])


def _log_tables() -> str:
    return (SQL_FOLDER / "log.sql").read_text(encoding="utf-8")


@cache
def _shape() -> str:
    """The sha256 (hex) of every table that this code fills."""
    created = [_log_tables(), *(table.create for table in fact_tables())]
    return sha256("\0".join(created).encode()).hexdigest()


def _is_current(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the file has the tables of this code; one of other code is filled anew."""
    try:
        return connection.execute("select shape from made_of").fetchall() == [(_shape(),)]
    except duckdb.CatalogException:
        return False


def _connect(path: Path, memory_limit: str) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(path))
    _configure(connection, memory_limit)
    connection.execute("set threads = 1")  # loading is faster so (measured), and order is kept
    connection.execute("set wal_autocheckpoint = '1TB'")  # dure checkpoints, see checkpoint()
    connection.execute("pragma disable_checkpoint_on_shutdown")
    return connection


def _configure(connection: duckdb.DuckDBPyConnection, memory_limit: str) -> None:
    connection.execute("set timezone = 'UTC'")
    connection.execute("set python_enable_replacements = false")
    # DuckDB 2.0.0 keeps all rows of a scan that two macros share, which costs more than scanning
    # twice: ten indicators over 10 million rows took 41 s of processor time with it, 22 s without.
    connection.execute("set disabled_optimizers = 'common_subplan'")
    connection.execute(f"set memory_limit = '{memory_limit}'")


def _wal(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _copy_pair(source: Path, target: Path) -> None:
    """Copy a database with its write-ahead log; the database last, so no pair is half there."""
    if _wal(source).exists():
        _copy(_wal(source), _wal(target))
    _copy(source, target)


def _copy(source: Path, target: Path) -> None:
    making = target.with_name(target.name + ".making")
    with _discarded_on_failure(making):
        shutil.copyfile(source, making)
        _sync(making)
        making.replace(target)


@contextmanager
def _discarded_on_failure(making: Path) -> Iterator[None]:
    """Begin without the leavings of a killed process, and leave none that would fill the disk.

    A write-ahead log that lies beside a newer copy would be applied to it.
    """
    _discard(making)
    try:
        yield
    except BaseException:
        _discard(making)
        raise


def _discard(path: Path) -> None:
    path.unlink(missing_ok=True)
    _wal(path).unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
