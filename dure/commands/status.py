"""`dure status`: where everything stands, in one look."""

from typing import Any, Final

import click

from dure.commands.options import home_in
from dure.output import format_option, write_rows
from dure.overview import PROCESSES, Line, Overview

_COLUMNS: Final = ("part", "name", "what", "value")
_LONG_SECONDS: Final = {60.0: "min", 3_600.0: "h", 86_400.0: "days"}  # shown from two of them on


@click.command()
@format_option
@click.pass_context
def status(context: click.Context, format_: str) -> None:
    """Show positions, lag, throughput, state of the processes, feeds overdue, quarantine.

    Example: dure status
    """
    home = home_in(context)
    with home.open_ledger() as ledger:
        lines = list(Overview(home, ledger).lines())
    if format_ == "table":
        lines = [_for_people(line) for line in lines if not _is_told_better(line)]
    elif format_ == "parquet":
        lines = [_as_text(line) for line in lines]
    write_rows(_COLUMNS, lines, format_)


def _as_text(line: Line) -> Line:
    """A column of Parquet has one type."""
    return line._replace(value=None if line.value is None else str(line.value))


def _is_told_better(line: Line) -> bool:
    """Whether the line after it says the same in a sentence."""
    return line.what == "state" and line.part in PROCESSES


def _for_people(line: Line) -> Line:
    what = "state" if line.what == "detail" else line.what.replace("_", " ")
    return line._replace(what=what, value=_told(line.what, line.value))


def _told(what: str, value: Any) -> str:
    if value is None:
        return "not known: the clock is replayed" if what == "lag_seconds" else "nothing yet"
    if isinstance(value, int | float):
        return f"{value:,}" + (_roughly(value) if what.endswith("_seconds") else "")
    return str(value)


def _roughly(seconds: float) -> str:
    """The same in the largest unit that fits twice."""
    units = [(size, unit) for size, unit in _LONG_SECONDS.items() if seconds >= 2 * size]
    return f" ({seconds / units[-1][0]:.0f} {units[-1][1]})" if units else ""
