"""`dure health`: whether a process lives and is level, from its state file alone.

Container runtimes ask it every few seconds, so it imports neither the ledger nor DuckDB.
"""

from datetime import UTC, datetime

import click

from dure.settings import home_of, load_settings
from streams.health import complaints, look_at

PROCESSES = ("relay", "worker", "inbound")


@click.command()
@click.argument("process", type=click.Choice(PROCESSES))
@click.option(
    "--ready", is_flag=True, help="Ask as well whether it is level and its broker answers."
)
@click.option(
    "--most-events",
    type=click.IntRange(0),
    default=10_000,
    show_default=True,
    help="With --ready: how many events it may be behind, in a partition.",
)
@click.option(
    "--most-seconds",
    type=click.FloatRange(0),
    default=60.0,
    show_default=True,
    help="With --ready: how long the oldest fact may have waited.",
)
@click.pass_context
def health(
    context: click.Context, process: str, *, ready: bool, most_events: int, most_seconds: float
) -> int:
    """Say in a line whether a process lives; exit 1 when it does not, or with --ready lags.

    Example: dure health worker --ready
    """
    folder = home_of(context.find_root().obj)
    load_settings(folder)  # there is a home, and its settings can be read
    now = datetime.now(UTC)
    told, standing = look_at(folder / f"{process}.json", now)
    problems = [] if standing.is_live else [standing.sentence]
    if told is not None and standing.is_live and ready:
        problems += complaints(told, now, most_events=most_events, most_seconds=most_seconds)
    click.echo(f"{process}: {'; '.join(problems) or standing.sentence}")
    return 1 if problems else 0
