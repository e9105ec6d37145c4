"""The table behind a figure or a chart: the same numbers for whoever does not see the drawing."""

from dataclasses import dataclass

from warehouse.report.words import Kind, Sayable, phrase, say, share, whole
from warehouse.results import Result


@dataclass(frozen=True, slots=True)
class Table:
    """A caption, the heads of the columns, and rows whose first cell names the row."""

    caption: Sayable
    columns: tuple[Sayable, ...]
    rows: tuple[tuple[Sayable, ...], ...]


def value_cell(kind: Kind, row: Result | None) -> Sayable:
    """The value, or in a word why there is none."""
    if row is None:
        return say("no_data_short")
    if row.value is None:
        return say(f"{row.status}_short")
    return phrase(kind, row.value)


def interval_cell(kind: Kind, row: Result | None) -> Sayable:
    """The 95 % interval; nothing where there is none."""
    if row is None or row.value is None or row.low is None or row.high is None:
        return ""
    return span(phrase(kind, row.low), phrase(kind, row.high))


def span(low: Sayable, high: Sayable) -> Sayable:
    """From low to high."""
    return say("span", low=low, high=high)


def count_cell(number: float | None) -> Sayable:
    """A number of cases; nothing where it is not stated."""
    return "" if number is None else whole(number)


def coverage_cell(row: Result | None) -> Sayable:
    """The share of the expected deliveries that arrived."""
    return "" if row is None or row.coverage is None else share(row.coverage)
