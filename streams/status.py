"""What a running worker says about itself, in a file: nobody else can open the warehouse meanwhile.

`streams.worker` writes it; `dure status` and whoever supervises the process read it.
"""

import json
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any


class StatusFile:
    """A JSON file that is always whole; several threads may write it."""

    def __init__(self, path: Path, clock: Callable[[], datetime], **about: Any) -> None:
        self._path = path
        self._clock = clock
        self._about = about | {"started_at": clock().isoformat()}
        self._lock = threading.Lock()
        self._is_final = False

    def write(self, *, is_final: bool = False, **state: Any) -> None:
        """Replace the file by this state; nothing replaces a final one."""
        with self._lock:
            if self._is_final:
                return
            self._is_final = is_final
            told = self._about | state | {"at": self._clock().isoformat()}
            making = self._path.with_name(self._path.name + ".making")
            making.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
            making.replace(self._path)
