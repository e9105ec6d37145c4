"""Decides when a warehouse that is being loaded publishes its next snapshot, and at what cost.

The followers ask between two loads; `warehouse.file` folds and copies.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from warehouse.admission import watermark
from warehouse.file import WarehouseFile
from warehouse.snapshot import published_positions

LOADING_PER_FOLDING: Final = 9.0  # folding keeps the loader from loading a tenth of the time
REST_PER_COPYING: Final = 1.0  # copying has the disk half of the time
BEHIND_SECONDS: Final = 30.0  # readers see something, and a long catching up is hardly slower


class Publisher:
    """Publishes what one file holds; for the thread that loads it."""

    def __init__(self, file: WarehouseFile, seconds: Callable[[], float] = time.monotonic) -> None:
        self._file = file
        self._seconds = seconds
        self._is_due = True  # what an earlier process loaded may never have been published
        self._is_copying = False
        self._began = self._not_before = seconds()
        self._to_reach = published_positions(file.folder)

    def note_load(self) -> None:
        """Readers have not seen everything any more."""
        self._is_due = True

    def tend(self, *, is_level: bool) -> None:
        """Begin a publication, or end one, if it is time; raises what made it fail."""
        if self._is_copying and not self._file.is_publishing:
            self._end()
        if self._is_copying or not self._is_due or self._seconds() < self._earliest(is_level):
            return
        if is_level or self._has_reached():
            self._begin()

    def publish(self) -> Path:
        """Publish now, and wait until readers have it."""
        self._is_due = self._is_copying = False
        return self._file.publish_snapshot()

    def _earliest(self, is_level: bool) -> float:  # noqa: FBT001 - the one thing it depends on
        return self._not_before if is_level else max(self._not_before, self._began + BEHIND_SECONDS)

    def _has_reached(self) -> bool:
        """Whether readers would lose nothing; a file that is filled anew is behind for a while."""
        held = {name: watermark(self._file.connection, name) for name in self._to_reach}
        self._to_reach = {
            name: position for name, position in self._to_reach.items() if held[name] < position
        }
        return not self._to_reach

    def _begin(self) -> None:
        self._began = self._seconds()
        self._file.begin_publication()
        self._is_due, self._is_copying = False, True
        now = self._seconds()
        self._not_before = now + (now - self._began) * LOADING_PER_FOLDING

    def _end(self) -> None:
        """Note that readers have it, and let the disk rest for as long as that took."""
        self._is_copying = False
        self._file.end_publication()
        now = self._seconds()
        self._not_before = max(self._not_before, now + (now - self._began) * REST_PER_COPYING)
