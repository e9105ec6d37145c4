"""The windows of the indicators at the world's last day, and the counts that lie in them.

`simulation.realised` and its neighbours count lives by them.
"""

from collections import Counter
from dataclasses import dataclass

from simulation.calendar import Calendar

Counts = Counter[str]


@dataclass(frozen=True, slots=True)
class Windows:
    """The windows of the indicators at the world's last day; each begins with a month."""

    calendar: Calendar

    @property
    def end(self) -> int:
        """The day after the last."""
        return self.calendar.end

    def back(self, months: int) -> int:
        """The first day of a window of so many months."""
        last = self.calendar.last
        index = last.year * 12 + last.month - months
        return self.calendar.day(index // 12, index % 12 + 1)
