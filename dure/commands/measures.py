"""`dure indicators`, `dure show`, `dure findings` and `dure report`: the answers."""

from datetime import date, datetime
from pathlib import Path

import click

from dure import measuring
from dure.commands.options import home_in, known_at_option, valid_at_option
from dure.output import format_option, say, write_rows


@click.group(invoke_without_command=True)
@format_option
@click.pass_context
def indicators(context: click.Context, format_: str) -> None:
    """List the indicators; preview a change of their definitions, and adopt it.

    Example: dure indicators
    """
    if context.invoked_subcommand is not None:
        return
    catalogue = measuring.catalogue()
    write_rows(catalogue.columns, catalogue.rows, format_)


@indicators.command()
@click.option(
    "--show",
    type=click.Choice(["values", "texts", "series"]),
    default="values",
    show_default=True,
    help="How many values differ at each year end; which texts; or both values, month by month.",
)
@valid_at_option
@known_at_option
@click.option("--unit-type", default="nation", show_default=True, help="The units of a series.")
@format_option
@click.pass_context
def plan(  # each is one option of the verb
    context: click.Context,
    show: str,
    valid_at: date | None,
    known_at: datetime | None,
    unit_type: str,
    format_: str,
) -> None:
    """Preview what adopting the present definitions would change, over the whole history.

    Every year end is computed under the adopted definitions and the present ones.

    Example: dure indicators plan --show series --unit-type municipality
    """
    from dure import planning  # noqa: PLC0415  # the ledger, for this form only

    home = home_in(context)
    planned = planning.plan(home)
    say(planning.summary(planned))
    if show == "texts":
        answer = planning.text_rows(planned)
    elif show == "series":
        answer = planning.series_rows(home, planned, unit_type, valid_at, known_at)
    else:
        answer = planning.value_rows(home, planned, valid_at, known_at)
    write_rows(answer.columns, answer.rows, format_)


@indicators.command()
@click.option("--by", required=True, help="The office that adopts them.")
@click.pass_context
def adopt(context: click.Context, by: str) -> None:
    """Record the present definitions and area table in the ledger; publications stand on them.

    Example: dure indicators adopt --by "Ministry of the Interior, community division"
    """
    from dure.adopting import adopt as record  # noqa: PLC0415  # the ledger, for this form only

    adopted = record(home_in(context), by)
    if adopted.is_new:
        say(f"adopted {adopted.new_texts} new texts and the area table {adopted.area_table}")
    else:
        say("these definitions are adopted already")
    click.echo(adopted.digest)


@click.command()
@click.argument("indicator", metavar="ID")
@valid_at_option
@known_at_option
@click.option("--unit-type", help="Only units of this type, such as community or municipality.")
@click.option("--unit", help="Only the unit with this id, such as 47110.")
@click.option(
    "--stratum",
    default="all",
    show_default=True,
    help="Only this stratum, such as the cohort 2019-Q1; `every` for all of them.",
)
@format_option
@click.pass_context
def show(  # noqa: PLR0913, PLR0917  # each is one option of the verb
    context: click.Context,
    indicator: str,
    valid_at: date | None,
    known_at: datetime | None,
    unit_type: str | None,
    unit: str | None,
    stratum: str,
    format_: str,
) -> None:
    """Show an indicator at a day, as it was known at a time.

    Only rows of status `mature` have a value; the others say how many of the required months were
    observed. low and high are the 95 % interval, the bounds are what imprecise dates leave open.

    Example: dure show A7 --valid-at 2025-12-31 --known-at 2026-02-01 --unit-type municipality
    """
    answer = measuring.show(
        home_in(context),
        indicator,
        valid_at,
        known_at,
        unit_type=unit_type,
        unit=unit,
        stratum=None if stratum == "every" else stratum,
    )
    write_rows(answer.columns, answer.rows, format_)


@click.command()
@click.argument("rule", required=False)
@valid_at_option
@known_at_option
@format_option
@click.pass_context
def findings(
    context: click.Context,
    rule: str | None,
    valid_at: date | None,
    known_at: datetime | None,
    format_: str,
) -> None:
    """Show reported facts that breach a rule of the domain, D1 to D13; they stay as reported.

    Rules G1 to G6 are patterns by which indicators are gamed: worth a look, and no proof.

    Example: dure findings D1 --format csv
    """
    answer = measuring.findings(home_in(context), rule, valid_at, known_at)
    write_rows(answer.columns, answer.rows, format_)


@click.command()
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write index.html into.",
)
@valid_at_option
@known_at_option
@click.option("--unit", help="Only this municipality, by its code, beside all together.")
@click.pass_context
def report(
    context: click.Context,
    out: Path,
    valid_at: date | None,
    known_at: datetime | None,
    unit: str | None,
) -> None:
    """Write a report for people: one HTML page, in Korean and English, that needs no network.

    Example: dure report --out report
    """
    path = measuring.write_report(home_in(context), out, valid_at, known_at, unit)
    say(f"wrote {path} ({path.stat().st_size / 1e6:.1f} MB)")
