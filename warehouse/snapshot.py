"""Publishes copies of the warehouse for readers, and opens them.

`warehouse.file` starts a publication after a checkpoint and goes on loading; readers keep the copy
that they have open, whatever is published meanwhile.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import ClassVar, Final

import duckdb

from warehouse.connection import configure
from warehouse.copying import AbandonedError, copy, discarded_on_failure
from warehouse.disk import WarehouseIOError, told
from warehouse.generations import Generations

_SNAPSHOT: Final = "snapshot.duckdb"


class NoSnapshotError(Exception):
    """Nothing was published for readers yet."""

    code: ClassVar[str] = "no-snapshot"


def snapshot_in(folder: Path) -> Path:
    """Where the published copy of a warehouse folder is."""
    return folder / _SNAPSHOT


@contextmanager
def open_snapshot(folder: Path, memory_limit: str = "4GB") -> Iterator[duckdb.DuckDBPyConnection]:
    """Open what was last published, read-only; raises NoSnapshotError before the first load."""
    path = snapshot_in(folder)
    if not path.exists():
        msg = "there is no snapshot to read yet: run `dure load`"
        raise NoSnapshotError(msg)
    with told(f"opening {path}"):
        connection = duckdb.connect(str(path), read_only=True)
    try:
        configure(connection, memory_limit)
        yield connection
    finally:
        connection.close()


def published_positions(folder: Path) -> dict[str, int]:
    """Up to where each ledger is in the published copy; empty where none opens."""
    with suppress(NoSnapshotError, WarehouseIOError, duckdb.Error), open_snapshot(folder) as reader:
        return dict(reader.execute("select ledger, sequence from watermark").fetchall())
    return {}


class Publication:
    """One copy on its way to readers, made by a thread of its own.

    The file's own bytes change at a checkpoint only, so a copy is whole as long as there is none:
    `wait` before the next. What is written meanwhile lies in the write-ahead log.
    """

    def __init__(self, file: Path, generations: Generations) -> None:
        self._file = file
        self._generations = generations
        self._is_wanted = True
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="publication", daemon=True)
        self._thread.start()

    @property
    def is_under_way(self) -> bool:
        """Whether the copy is still being made."""
        return self._thread.is_alive()

    def wait(self) -> None:
        """Wait until readers have it; raises WarehouseIOError when that failed."""
        self._thread.join()
        if self._failure is not None:
            raise self._failure

    def abandon(self) -> None:
        """Leave it half made, unless it is nearly done; readers keep what they have."""
        self._is_wanted = False
        self._thread.join()

    def _run(self) -> None:
        target = snapshot_in(self._file.parent)
        making = target.with_suffix(".making")
        try:
            with told(f"publishing {target}"), discarded_on_failure(making):
                copy(self._file, making, lambda: self._is_wanted)
                duckdb.connect(str(making), read_only=True).close()  # it opens: a good copy
                sys.audit("dure.warehouse.publish")
                self._generations.retire(target)
                making.replace(target)
        except AbandonedError:
            pass
        except Exception as error:  # noqa: BLE001 - raised where the publication is waited for
            self._failure = error
