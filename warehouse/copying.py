"""Copies database files, so that no half-made copy is ever met under its name.

`warehouse.file` copies generations with it, `warehouse.snapshot` what readers open.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_PIECE: Final = 16 * 1024 * 1024  # bytes; an abandoned copy ends within a few milliseconds


class AbandonedError(Exception):
    """The copy is not wanted any more."""


def wal(path: Path) -> Path:
    """The write-ahead log that belongs to a database file."""
    return path.with_name(path.name + ".wal")


def copy_pair(source: Path, target: Path) -> None:
    """Copy a database with its write-ahead log; the database last, so no pair is half there."""
    for one, other in ((wal(source), wal(target)), (source, target)):
        if one.exists():
            making = other.with_name(other.name + ".making")
            with discarded_on_failure(making):
                copy(one, making)
                making.replace(other)


def copy(source: Path, target: Path, go_on: Callable[[], bool] = lambda: True) -> None:
    """Copy a file's bytes to disk; raises AbandonedError once `go_on` says no."""
    with source.open("rb", buffering=0) as read, target.open("wb", buffering=0) as written:
        while piece := read.read(_PIECE):
            if not go_on():
                raise AbandonedError
            written.write(piece)
        os.fsync(written.fileno())


@contextmanager
def discarded_on_failure(making: Path) -> Iterator[None]:
    """Begin without the leavings of a killed process, and leave none that would fill the disk.

    A write-ahead log that lies beside a newer copy would be applied to it.
    """
    discard(making)
    try:
        yield
    except BaseException:
        discard(making)
        raise


def discard(path: Path) -> None:
    """Remove a database and its write-ahead log, where they are there."""
    path.unlink(missing_ok=True)
    wal(path).unlink(missing_ok=True)


def link(source: Path, target: Path) -> None:
    """Give a file that is never changed a second name; where that cannot be, copy it."""
    try:
        os.link(source, target)
    except OSError:  # a file system without links
        copy(source, target)
