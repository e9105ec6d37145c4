"""What a running process says about itself, in a file of the home: `worker.json` and the like.

Relay, worker and inbound feeds write one each; nobody else can open the warehouse meanwhile.
`dure status` and `dure health` read them with `streams.health`.
"""

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from streams.processes import identity

BEAT_SECONDS: Final = 5.0  # several within the time after which a process counts as silent


class StatusFile:
    """A JSON file that is always whole; several threads may write it.

    From the first state on it is written again every few seconds, so that `at` says how long the
    process has been silent. A disk that refuses it does not end the process: the file grows old,
    which tells the same.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime], **about: Any) -> None:
        self._path = path
        self._clock = clock
        self._about = about | identity() | {"started_at": self._now()}
        self._state: dict[str, Any] = {}
        self._lock = threading.Lock()
        self._ended = threading.Event()

    def write(self, *, is_final: bool = False, **state: Any) -> None:
        """Replace the file by this state; nothing replaces a final one."""
        with self._lock:
            if self._ended.is_set():
                return
            if not self._state:
                threading.Thread(target=self._beat, name="beat", daemon=True).start()
            self._state = state
            self._replace()
            if is_final:
                self._ended.set()

    def _beat(self) -> None:
        while not self._ended.wait(BEAT_SECONDS):
            with self._lock:
                if not self._ended.is_set():
                    self._replace()

    def _now(self) -> str:
        return self._clock().isoformat(timespec="milliseconds")

    def _replace(self) -> None:
        told = self._about | self._state | {"at": self._now()}
        making = self._path.with_name(self._path.name + ".making")
        with suppress(OSError):
            making.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
            making.replace(self._path)
