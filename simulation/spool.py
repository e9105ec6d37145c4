"""Facts set aside by month between the lives that tell them and the deliveries that carry them.

Lives come one community after another and deliveries month after month; the spool turns one order
into the other, in memory while it is small and on disk beyond.
"""

from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec

from simulation.telling import Event

_IN_MEMORY_BYTES: Final = 128 << 20  # the demo's facts need 30 MB; 10 million facts need the disk


class Spool:
    """Appends events to months and gives each month back once, in the order of arrival."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._months: dict[int, list[bytes]] = {}
        self._held = 0
        self._spilled: set[int] = set()
        self._encode = msgspec.json.Encoder().encode

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for month in self._spilled:
            self._file(month).unlink(missing_ok=True)
        if self._folder.exists():
            self._folder.rmdir()

    def add(self, month: int, event: Event) -> None:
        """Set one event aside."""
        line = self._encode(event)
        self._held += len(line)
        self._months.setdefault(month, []).append(line)
        if self._held > _IN_MEMORY_BYTES:
            self._spill()

    def take(self, month: int) -> list[Event]:
        """All events of a month; the spool forgets them."""
        decode = msgspec.json.Decoder().decode
        held = self._months.pop(month, [])
        if month not in self._spilled:
            return [decode(line) for line in held]
        self._spilled.remove(month)
        file = self._file(month)
        lines = file.read_bytes().splitlines()
        file.unlink()
        return [decode(line) for line in lines + held]

    def _spill(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for month, lines in self._months.items():
            with self._file(month).open("ab") as file:
                file.write(b"\n".join(lines) + b"\n")
            self._spilled.add(month)
        self._months = {}
        self._held = 0

    def _file(self, month: int) -> Path:
        return self._folder / f"{month:04d}.ndjson"
