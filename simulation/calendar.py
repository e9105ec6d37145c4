"""The days of the imagined world: day 0 is the first of January of the first year.

Everything in a life is dated by such a number; only `simulation.facts` writes dates.
"""

from datetime import date, timedelta
from typing import Final

FIRST_YEAR: Final = 2015  # the years in which the codes of two provinces change lie within ten
_LEAP_DAY: Final = (2, 29)


class Calendar:
    """Days, their ISO dates, months and years, for a number of years from the first."""

    def __init__(self, years: int) -> None:
        self.first = date(FIRST_YEAR, 1, 1)
        self.years = years
        self.last = date(FIRST_YEAR + years - 1, 12, 31)
        self.end = (self.last - self.first).days + 1
        days = [self.first + timedelta(offset) for offset in range(self.end)]
        self.iso = [day.isoformat() for day in days]
        self.month = [day.month for day in days]

    def date(self, day: int) -> date:
        """The date of a day, also beyond the end (a due date)."""
        return self.first + timedelta(day)

    def day(self, year: int, month: int, dom: int = 1) -> int:
        """The number of a date; negative before the first."""
        return (date(year, month, dom) - self.first).days

    def months_after(self, day: int, months: int) -> int:
        """The same day of a later month; the day must be in every month."""
        begun = self.date(day)
        years, month = divmod(begun.month - 1 + months, 12)
        return self.day(begun.year + years, month + 1, begun.day)

    def years_after(self, day: int, years: int) -> int:
        """The same day of another year; the 28th of February for a leap day, as DuckDB has it."""
        begun = self.date(day)
        is_leap_day = (begun.month, begun.day) == _LEAP_DAY
        return self.day(begun.year + years, begun.month, 28 if is_leap_day else begun.day)

    def year_of(self, day: int) -> int:
        """The year of a day."""
        return self.date(day).year

    @property
    def all_years(self) -> range:
        """The years of the world."""
        return range(FIRST_YEAR, FIRST_YEAR + self.years)
