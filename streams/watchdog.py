"""How relay and worker leave: exit codes, the error that carries one, and the watchdog.

Both follow a log for ever; when they cannot go on they leave with a code that says why, so that
whoever supervises them can restart them. They are never silent: the watchdog sees to that.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import ClassVar, Final, Self

import structlog

from domain.errors import DureError

STALL_SECONDS: Final = 25.0  # under the 30 s within which a process must be running or have left
_LOOK_SECONDS: Final = 0.5


class Exit(IntEnum):
    """Why relay or worker left; 0 to 3 are those of every command."""

    GAP = 70
    FORK = 71
    REBUILT = 72
    STALLED = 73
    IO = 74
    BUSY = 75


class LeaveError(DureError):
    """The process cannot go on; `reason` is its exit code."""

    code: ClassVar[str] = "left"

    def __init__(self, reason: Exit, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason

    @property
    def exit_code(self) -> int:  # type: ignore[override]  # one class for six codes
        """The code to leave with."""
        return int(self.reason)


def told(error: BaseException) -> str:
    """What may be written of an error where others read it.

    The sentences of dure and of the operating system are; a library's may quote the value that it
    could not take, which may be of a person.
    """
    if isinstance(getattr(error, "code", None), str):
        return str(error)
    name = type(error).__name__
    return f"{name}: {error}" if isinstance(error, OSError) else name


class Watchdog:
    """Ends the process with code 73 when it has work and makes no progress for too long.

    A thread of its own, because what hangs may be the event loop or a library's thread. `on_stall`
    is told the sentence before the process ends; a context manager.
    """

    def __init__(
        self,
        on_stall: Callable[[str], None] = lambda _sentence: None,
        *,
        seconds: float = STALL_SECONDS,
        end: Callable[[int], object] = os._exit,
    ) -> None:
        self._on_stall = on_stall
        self._seconds = seconds
        self._end = end
        self._limit = seconds
        self._since: float | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, name="watchdog", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def working(self) -> None:
        """There is work; the time without progress runs from the first such call."""
        if self._since is None:
            self._since = time.monotonic()

    def progress(self) -> None:
        """Something was done."""
        if self._since is not None:
            self._since = time.monotonic()

    def idle(self) -> None:
        """There is nothing to do, or no way to know."""
        self._since = None

    @contextmanager
    def patient(self, seconds: float) -> Iterator[None]:
        """Allow more time for one thing that is known to take long."""
        self.progress()
        self._limit = seconds
        try:
            yield
        finally:
            self._limit = self._seconds
            self.progress()

    def _look(self) -> None:
        while not self._ended.wait(_LOOK_SECONDS):
            since = self._since
            if since is not None and time.monotonic() - since > self._limit:
                sentence = f"no progress for {self._limit:.0f} s while there is work"
                structlog.get_logger().critical("stalled", reason=sentence, exit=int(Exit.STALLED))
                self._on_stall(sentence)
                self._end(Exit.STALLED)
                return
