"""The writers' lock of a home: one chunk at a time, whoever writes. Readers never take it."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from domain.errors import LedgerBusyError

LONGEST_WAIT_SECONDS: Final = (
    10.0  # a chunk takes well under a second; ten mean that somebody hangs
)
_POLL_SECONDS: Final = 0.02


@contextmanager
def file_lock(path: Path, wait_seconds: float = LONGEST_WAIT_SECONDS) -> Iterator[None]:
    """Hold an exclusive lock on a file; raises LedgerBusyError after the wait.

    The kernel drops the lock with the process, so a killed writer never blocks the next.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _acquire(descriptor, path, time.monotonic() + wait_seconds)
        yield
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, path: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                msg = (
                    f"another process is writing the ledger and holds {path.name}; "
                    "try again when it is done"
                )
                raise LedgerBusyError(msg) from None
            time.sleep(_POLL_SECONDS)
        else:
            return
