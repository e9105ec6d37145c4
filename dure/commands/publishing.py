"""`dure publish`: figures that anybody can rebuild, or the reason why there are none."""

from datetime import datetime
from pathlib import Path

import click

from dure.commands.options import Months, home_in, known_at_option
from dure.output import say


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The publication becomes a folder in this one, named by its id.",
)
@click.option("--by", required=True, help="The office that publishes.")
@click.option(
    "--period",
    type=Months(),
    help="From the end of the first month, the baseline, to that of the last, the assessment; "
    "by default the framework's own days.",
)
@known_at_option
@click.pass_context
def publish(  # each is one option of the verb
    context: click.Context,
    file: Path,
    out: Path,
    by: str,
    period: tuple[str, str] | None,
    known_at: datetime | None,
) -> None:
    """Publish the figures of a framework: Parquet, CSV, data package, checks and a report.

    Refused by the guard for a framework that is short-term or result-only and for figures that are
    too early; refused when a critical expectation fails and nobody has answered for it. What is
    published is recorded in the ledger with all that rebuilds it byte for byte.

    Example: dure publish national.yaml --period 2021-12..2025-12 --out published
    --by "Ministry of the Interior, community division"
    """
    from dure import publishing  # noqa: PLC0415  # Great Expectations takes seconds to import

    release = publishing.publish(home_in(context), file, out, by, period=period, known_at=known_at)
    event = release.event
    told = "published" if release.is_new else "published already, and written again:"
    say(f"{told} {len(release.figures):,} figures of {event.valid_at} into {release.folder}")
    say(f"  log position {event.known_position:,}, chain {event.chain_hash}")
    say(f"  definitions {event.definitions_digest}")
    say(f"  areas {event.area_table_version}, {event.engine_versions}")
    say(f"  validation {event.validation}")
    for earlier, changes in release.restates.items():
        if not changes:
            say(f"  nothing of {earlier} has changed")
            continue
        say(f"  restates {len(changes):,} figures of {earlier}: `dure audit restate {earlier}`")
    click.echo(release.id)
