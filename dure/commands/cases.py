"""`dure cases`: what the study says of its fourteen cases, held against the cases of a unit."""

from datetime import date, datetime
from typing import Final

import click

from dure.commands.options import home_in, known_at_option, lang_option, valid_at_option
from dure.output import format_option, write_rows

_STATEMENTS: Final = ("sense", "leaders", "intermediaries", "linkage")
_FOR_PEOPLE: Final = ("statement", "area", "name", "unit", "verdict", "says")


@click.command()
@valid_at_option
@known_at_option
@click.option("--unit-type", default="nation", show_default=True, help="Compare a unit's cases.")
@click.option("--unit", default="KR", show_default=True, help="The id of the unit, such as 47110.")
@click.option("--statement", type=click.Choice(_STATEMENTS), help="Only this statement.")
@lang_option("the sentences", "en")
@format_option
@click.pass_context
def cases(  # noqa: PLR0913, PLR0917  # each is one option of the verb
    context: click.Context,
    valid_at: date | None,
    known_at: datetime | None,
    unit_type: str,
    unit: str,
    statement: str | None,
    lang: str,
    format_: str,
) -> None:
    """Compare cases as the policy study did: what the data say, and what they cannot say.

    Sense of community, resident organisations and leaders, intermediaries, linkage of projects.
    Each sentence follows from relations by the limits in reference/case_comparison.yaml. The cases
    stand by area and name: this is no league table.

    Example: dure cases --valid-at 2024-12-31 --lang ko
    """
    from dure.cases import cases as compared  # noqa: PLC0415  # DuckDB, which the help does not need

    answer = compared(
        home_in(context),
        valid_at,
        known_at,
        (unit_type, unit),
        statement=statement,
        language=lang,
    )
    if format_ != "table":
        write_rows(answer.columns, answer.rows, format_)
        return
    places = [answer.columns.index(name) for name in _FOR_PEOPLE]
    write_rows(_FOR_PEOPLE, [[row[place] for place in places] for row in answer.rows], format_)
