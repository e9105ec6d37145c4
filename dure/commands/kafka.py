"""`dure kafka`, `dure topics`, `dure dead`: the operator's verbs about Kafka."""

from pathlib import Path

import click

from dure.commands.options import home_in
from dure.output import format_option, say, write_rows
from dure.streaming import cluster_of, jars_folder, plans_of
from dure.wiring import Home
from streams.broker import broker_status, start_broker, stop_broker
from streams.topics import ensure_topics


@click.group()
def kafka() -> None:
    """Start, stop or look at the broker for development and tests."""


@kafka.command()
@click.option("--heap", default="1g", show_default=True, help="The broker's Java heap.")
@click.pass_context
def start(context: click.Context, heap: str) -> None:
    """Start a broker on loopback, its data in the home; fetches its jars the first time.

    Example: dure kafka start
    """
    broker = start_broker(_folder(home_in(context)), jars_folder(), heap=heap)
    click.echo(broker.bootstrap)


@kafka.command()
@click.pass_context
def stop(context: click.Context) -> None:
    """Stop the broker of this home.

    Example: dure kafka stop
    """
    was_running = stop_broker(_folder(home_in(context)))
    say("stopped the broker" if was_running else "no broker was running")


@kafka.command()
@click.pass_context
def status(context: click.Context) -> int:
    """Say whether the broker of this home runs, and where; exit 1 when it does not.

    Example: dure kafka status
    """
    broker = broker_status(_folder(home_in(context)))
    click.echo("no broker is running" if broker is None else broker.bootstrap)
    return 1 if broker is None else 0


@click.group()
def topics() -> None:
    """Create the topics; report a wrong configuration."""


@topics.command()
@click.option(
    "--partitions",
    type=click.IntRange(1),
    help="Of the facts, one per ledger [default: facts_partitions].",
)
@click.option(
    "--replication", type=click.IntRange(1), help="Copies of each [default: replication]."
)
@click.option(
    "--min-insync",
    type=click.IntRange(1),
    help="Copies that must have a record before it counts as sent [default: min_insync].",
)
@click.pass_context
def ensure(
    context: click.Context,
    partitions: int | None,
    replication: int | None,
    min_insync: int | None,
) -> int:
    """Create missing topics as set; say what is wrong with existing ones, and change nothing.

    Example: dure topics ensure --partitions 2
    """
    home = home_in(context)
    plans = plans_of(home, partitions=partitions, replication=replication, min_insync=min_insync)
    report = ensure_topics(cluster_of(home), plans)
    for name in report.created:
        say(f"created the topic {name}")
    for difference in report.differences:
        say(difference)
    return 1 if report.differences else 0


@click.group()
def dead() -> None:
    """List events that could not be loaded, and try them again."""


@dead.command("list")
@format_option
@click.pass_context
def list_dead(context: click.Context, format_: str) -> None:
    """List the events that could not be loaded, as of the last snapshot.

    Example: dure dead list
    """
    from dure.warehousing import query  # noqa: PLC0415  # DuckDB, for this verb only

    answer = query(
        home_in(context),
        "select ledger, partition, record_offset, sequence, reason, octet_length(body) as bytes "
        "from dead order by ledger, sequence",
    )
    write_rows(answer.columns, answer.rows, format_)


@dead.command("replay")
@click.pass_context
def replay_dead(context: click.Context) -> int:
    """Try the events again that could not be loaded; exit 1 while some still cannot.

    Example: dure dead replay
    """
    from dure.warehousing import open_sink  # noqa: PLC0415  # DuckDB, for this verb only

    with open_sink(home_in(context)) as sink:
        loaded, remaining = sink.replay_dead()
    say(f"loaded {loaded:,} events; {remaining:,} remain")
    return 1 if remaining else 0


def _folder(home: Home) -> Path:
    return home.folder / "kafka"
