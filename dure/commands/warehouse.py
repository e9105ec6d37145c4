"""`dure load`, `dure run`, `dure sql` and `dure warehouse`: from the ledger to questions."""

import signal
import threading
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

import click

from dure import warehousing
from dure.commands.options import home_in, known_at_option, valid_at_option
from dure.output import format_option, say, write_rows

_POLL_SECONDS: Final = 0.5  # how long a new fact waits before `dure run` sees it


@click.command()
@click.pass_context
def load(context: click.Context) -> None:
    """Load the ledger into the warehouse, to the end of the log, and publish a snapshot.

    Example: dure load
    """
    events = warehousing.load_all(home_in(context), _told())
    say(f"loaded {events:,} events; the snapshot for readers is published")


@click.command()
@click.pass_context
def run(context: click.Context) -> None:
    """Follow the ledger into the warehouse until stopped by a signal.

    Example: dure run
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    say("following the ledger; stop with Ctrl-C")
    warehousing.follow_until(home_in(context), stop, _POLL_SECONDS, _told())
    say("stopped; everything loaded is committed")


@click.command(context_settings={"ignore_unknown_options": True})  # a query may begin with --
@click.argument("statement")
@valid_at_option
@known_at_option
@format_option
@click.pass_context
def sql(
    context: click.Context,
    statement: str,
    valid_at: date | None,
    known_at: datetime | None,
    format_: str,
) -> None:
    """Run a read-only query on the published snapshot.

    $valid_at and $known_at stand for the times asked about, by default today and now.

    Example: dure sql "select * from a7_sustained_participation($valid_at, $known_at)"
    """
    home = home_in(context)
    times = dict(zip(("valid_at", "known_at"), home.horizon(valid_at, known_at), strict=True))
    named = {name: value for name, value in times.items() if f"${name}" in statement}
    answer = warehousing.query(home, statement, named)
    write_rows(answer.columns, answer.rows, format_)


@click.group()
def warehouse() -> None:
    """Publish a snapshot, rebuild, or print the digest."""


@warehouse.command()
@click.pass_context
def snapshot(context: click.Context) -> None:
    """Publish what is loaded for readers, with the definitions of this code.

    Example: dure warehouse snapshot
    """
    with warehousing.open_sink(home_in(context)) as sink:
        path = sink.publish()
    say(f"published {path.name}")


@warehouse.command()
@click.pass_context
def rebuild(context: click.Context) -> None:
    """Build the warehouse anew from the ledger, swap it in, and print its digest.

    Example: dure warehouse rebuild
    """
    click.echo(warehousing.rebuild(home_in(context), _told()))


@warehouse.command()
@click.pass_context
def digest(context: click.Context) -> None:
    """Print the digest of the live warehouse: equal for equal relations.

    Example: dure warehouse digest
    """
    with warehousing.open_sink(home_in(context)) as sink:
        click.echo(sink.digest())


def _told() -> Callable[[int], None]:
    """Tells every hundred thousand events, on standard error."""
    total = 0

    def tell(events: int) -> None:
        nonlocal total
        before, total = total, total + events
        if before // 100_000 < total // 100_000:
            say(f"  {total:,} events")

    return tell
