"""Stopping by signal: SIGTERM and SIGINT set an event, and soon after the process has ended.

`dure relay`, `worker` and `inbound` wait on the event; what they do in between can be repeated.
"""

import os
import signal
import threading
from collections.abc import Callable
from typing import Final

GRACE_SECONDS: Final = 3.5  # of the five within which a process that is told to stop has left
_LATE_SECONDS: Final = 0.5  # for the last word, when the disk takes it
_SIGNALS: Final = {signal.SIGTERM, signal.SIGINT}


class Stopping(threading.Event):
    """Set once a signal came. Made first of all by a command, in the main thread.

    A thread of its own receives the signals: Python runs a handler between two steps of the main
    thread, and that one may be inside DuckDB or waiting for a broker for longer than there is time.
    After the grace the process ends with 0 whatever it is doing, as it must survive any moment's
    kill; `before_late` names who writes that down.
    """

    def __init__(self) -> None:
        super().__init__()
        self._last_word: Callable[[], None] = lambda: None
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)  # also in threads that are made later
        threading.Thread(target=self._await, name="signals", daemon=True).start()

    def before_late(self, last_word: Callable[[], None]) -> None:
        """Call this when there is no time left, just before the process ends."""
        self._last_word = last_word

    def _await(self) -> None:
        signal.sigwait(_SIGNALS)
        self.set()
        threading.Event().wait(GRACE_SECONDS)
        speaking = threading.Thread(target=self._last_word, daemon=True)
        speaking.start()
        speaking.join(_LATE_SECONDS)  # a disk that hangs must not keep the process
        os._exit(0)
