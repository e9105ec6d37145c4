"""Counts in months of the calendar: horizons, pasts and terms are stated in them."""

from calendar import monthrange
from datetime import date


def months_between(first: date, last: date) -> int:
    """Whole months from one day to another; from the end of a month to that of another is whole."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months if last >= months_after(first, months) else months - 1


def months_after(day: date, months: int) -> date:
    """The same day of a later month, its last where it has fewer days."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
