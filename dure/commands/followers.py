"""`dure inbound`, `relay` and `worker`: what follows until it is stopped, and leaves with a code.

Little is imported before the signals are held: who is told to stop while starting has to heed it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import click

from dure.stopping import Stopping

if TYPE_CHECKING:
    from dure.wiring import Home

_DEPENDENCY_AWAY: Final = 3
_IO_ERROR: Final = 74


@click.command()
@click.option("--once", is_flag=True, help="Stop at the end that the topic has now.")
@click.pass_context
def inbound(context: click.Context, *, once: bool) -> int:
    """Take in the CloudEvents that bodies publish to Kafka, and answer each with a receipt.

    Example: dure inbound --once
    """

    def run(home: "Home", stop: Stopping) -> None:
        from dure.inbound import take_inbound  # noqa: PLC0415  # once the signals are held
        from dure.output import say  # noqa: PLC0415  # the same

        taken = take_inbound(home, stop, follow=not once)
        if once:
            counts = ", ".join(f"{count:,} {verdict}" for verdict, count in taken.counts.items())
            say(f"answered {taken.records:,} records: {counts}")

    return _follow(context, run)


@click.command()
@click.option("--once", is_flag=True, help="Stop at the end of the log.")
@click.pass_context
def relay(context: click.Context, *, once: bool) -> int:
    """Relay the ledger's log into its partition of the facts topic, in order.

    Example: dure relay
    """

    def run(home: "Home", stop: Stopping) -> None:
        from dure.following import relay  # noqa: PLC0415  # the same
        from dure.output import say  # noqa: PLC0415  # once the signals are held

        relayed = relay(home, stop, follow=not once)
        if once:
            say(f"relayed {relayed.events:,} events in {relayed.records:,} records")

    return _follow(context, run)


@click.command()
@click.pass_context
def worker(context: click.Context) -> int:
    """Load the facts topic into the warehouse until stopped; leaves with 70 to 75 otherwise.

    Example: dure worker
    """

    def run(home: "Home", stop: Stopping) -> None:
        from dure.following import work  # noqa: PLC0415  # once the signals are held

        work(home, stop)

    return _follow(context, run)


def _follow(context: click.Context, run: Callable[["Home", Stopping], None]) -> int:
    """Run until stopped by a signal; what makes it leave goes to the log. Gives the exit code."""
    stop = Stopping()
    import structlog  # noqa: PLC0415  # once the signals are held

    from dure.commands.options import home_in  # noqa: PLC0415  # the same
    from dure.failpoints import arm  # noqa: PLC0415  # the same
    from dure.logs import configure_logs  # noqa: PLC0415  # the same
    from dure.settings import failpoint  # noqa: PLC0415  # the same

    arm(failpoint())
    home = home_in(context)
    configure_logs(format_=home.settings.log_format, level=home.settings.log_level)
    log = structlog.get_logger()
    log.info("starting", process=context.info_name)
    try:
        run(home, stop)
    except Exception as error:
        code = getattr(error, "code", "io" if isinstance(error, OSError) else None)
        if code is None:
            raise
        exit_code = int(getattr(error, "exit_code", _IO_ERROR))
        if stop.is_set() and exit_code == _DEPENDENCY_AWAY:
            exit_code = 0  # it was leaving anyway, and nothing is wrong with the data
        log.error("leaving", exit=exit_code, code=code, reason=str(error))  # noqa: TRY400 - a sentence, no traceback
        return exit_code
    log.info("leaving", exit=0)
    return 0
