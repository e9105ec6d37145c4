"""Keeps a few good copies of the warehouse, for the day on which the file does not open.

`warehouse.file` keeps one before each checkpoint that no snapshot covers, and falls back on them.
"""

from pathlib import Path
from typing import Final

from warehouse.copying import copy_pair, link, wal

KEPT_GENERATIONS: Final = 3  # the newest may be as broken as the file; two more have been good
APART_SECONDS: Final = 600  # snapshots published every second would else be the only ones kept


class Generations:
    """The copies in one folder, numbered as they were kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, file: Path) -> None:
        """Copy a database, with what its write-ahead log holds."""
        copy_pair(file, self._next())
        self._forget_old()

    def retire(self, snapshot: Path) -> None:
        """Keep the snapshot that is about to be replaced, if the newest copy is much older."""
        if not snapshot.exists():
            return
        newest = next(iter(self.newest_first()), None)
        age = snapshot.stat().st_mtime - newest.stat().st_mtime if newest else APART_SECONDS
        if age >= APART_SECONDS:
            link(snapshot, self._next())
            self._forget_old()

    def newest_first(self) -> list[Path]:
        """The copies, from the newest on."""
        return sorted(self._folder.glob("????????.duckdb"), reverse=True)

    def _next(self) -> Path:
        self._folder.mkdir(exist_ok=True)
        newest = next(iter(self.newest_first()), None)
        return self._folder / f"{int(newest.stem) + 1 if newest else 1:08d}.duckdb"

    def _forget_old(self) -> None:
        for old in self.newest_first()[KEPT_GENERATIONS:]:
            old.unlink()
            wal(old).unlink(missing_ok=True)
