"""`dure workforce` and `dure experts`: who carries the work, and what is due to them."""

from datetime import date, datetime

import click

from dure import workforce as wired
from dure.commands.options import home_in, known_at_option, valid_at_option
from dure.output import format_option, write_rows

_organisation_option = click.option(
    "--support-organisation", metavar="KEY", help="Only this support organisation's."
)


@click.command()
@valid_at_option
@known_at_option
@_organisation_option
@click.option("--state", type=click.Choice(wired.STATES), help="Only workers in this state.")
@click.option("--continuity", is_flag=True, help="Communities instead: their workers, and gaps.")
@format_option
@click.pass_context
def workforce(  # noqa: PLR0913, PLR0917  # each is one option of the verb
    context: click.Context,
    valid_at: date | None,
    known_at: datetime | None,
    support_organisation: str | None,
    state: str | None,
    continuity: bool,  # noqa: FBT001  # click passes a flag so
    format_: str,
) -> None:
    """Show workers whose contract or support has ended, and what became of them.

    Re-education or redeployment is due within 180 days (D4). Who left the field is no failure and
    stands apart. Workers go by their pseudonyms.

    Example: dure workforce --support-organisation SO01-L --valid-at 2024-12-31
    """
    asked = wired.Asked(valid_at, known_at, support_organisation)
    home = home_in(context)
    answer = wired.continuity(home, asked) if continuity else wired.duties(home, asked, state)
    write_rows(answer.columns, answer.rows, format_)


@click.command()
@valid_at_option
@known_at_option
@_organisation_option
@click.option("--field", help="Only experts of this field, such as bookkeeping.")
@click.option("--area", metavar="CODE", help="Only what was advised in this municipality.")
@click.option("--by-area", is_flag=True, help="When each field last advised in each municipality.")
@format_option
@click.pass_context
def experts(  # noqa: PLR0913, PLR0917  # each is one option of the verb
    context: click.Context,
    valid_at: date | None,
    known_at: datetime | None,
    support_organisation: str | None,
    field: str | None,
    area: str | None,
    by_area: bool,  # noqa: FBT001  # click passes a flag so
    format_: str,
) -> None:
    """Show the pool of experts: fields, last consultation, enrolled or withdrawn, idle since when.

    Example: dure experts --field bookkeeping --by-area
    """
    asked = wired.Asked(valid_at, known_at, support_organisation)
    ask = wired.reach if by_area else wired.experts
    answer = ask(home_in(context), asked, field, area)
    write_rows(answer.columns, answer.rows, format_)
