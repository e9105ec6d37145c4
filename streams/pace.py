"""How fast something goes: over the last minute, and since it began."""

import time
from collections import deque
from collections.abc import Callable
from typing import Final

_WINDOW: Final = 60.0
_STEP: Final = 1.0  # what is counted within a second counts as one, so that memory is bounded


class Pace:
    """Counts amounts over time; for one thread that adds and any that ask."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._began = seconds()
        self._total = 0
        self._recent: deque[tuple[float, int]] = deque(maxlen=int(_WINDOW / _STEP) + 1)

    def add(self, amount: int) -> None:
        """Count this much more, now."""
        now = self._seconds()
        self._total += amount
        if self._recent and now - self._recent[-1][0] < _STEP:
            began, held = self._recent[-1]
            self._recent[-1] = began, held + amount
        else:
            self._recent.append((now, amount))

    def told(self) -> dict[str, float]:
        """Per second: `last_minute` and `since_start`."""
        now = self._seconds()
        elapsed = max(now - self._began, _STEP)
        recent = sum(amount for began, amount in tuple(self._recent) if now - began < _WINDOW)
        return {
            "last_minute": round(recent / min(elapsed, _WINDOW), 1),
            "since_start": round(self._total / elapsed, 1),
        }
