"""`dure contest`: calls for small projects, their applications, and what is to be decided next."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from dure.commands.options import home_in, known_at_option, valid_at_option
from dure.output import format_option, say, write_rows

if TYPE_CHECKING:
    from dure.contests import Contest


@click.command()
@click.argument("call", required=False)
@click.option("--programme", metavar="KEY", help="Only calls of this programme.")
@valid_at_option
@known_at_option
@format_option
@click.pass_context
def contest(
    context: click.Context,
    call: str | None,
    programme: str | None,
    valid_at: date | None,
    known_at: datetime | None,
    format_: str,
) -> None:
    """Show a call's applications: state, size, plan, links, terms, and the next decision.

    Without CALL, every call with the number of its projects and their median size. Applications
    stand by their keys, never by rank. Decisions are taken by `dure decide`.

    Example: dure contest spring-2025 --programme community-call
    """
    from dure import contests  # noqa: PLC0415  # terms and areas, which the help does not need

    home = home_in(context)
    if call is None:
        answer = contests.calls(home, valid_at, known_at, programme)
    else:
        found = contests.contest(home, call, valid_at, known_at, programme)
        _say_call(found)
        answer = found.applications
    write_rows(answer.columns, answer.rows, format_)


def _say_call(found: "Contest") -> None:
    call = found.call
    closes = f"open to {call['closes_on']}" if call["closes_on"] else "without a closing day"
    published = f"published {call['published_on']}" if call["published_on"] else "never published"
    budget = f", budget {call['budget_won']:,} won" if call["budget_won"] is not None else ""
    say(f"call {call['call']} of {call['programme']}: {published}, {closes}{budget}")
    say(
        f"{call['count_applications']} applications: {call['count_undecided']} undecided, "
        f"{call['count_declined']} declined, {call['count_selected']} selected, of these "
        f"{call['count_settled']} settled"
    )
    if call["median_won"] is not None:
        months = call["median_months"]
        length = "" if months is None else f" and {months:g} months"
        say(
            f"{call['count_selected']} projects of {call['median_won']:,} won{length} in the "
            f"median, {call['approved_won']:,} won in all"
        )
    say(f"terms {found.terms_version}" + (":" if found.terms else ""))
    for term in found.terms:
        source = "a proposal of dure" if term.is_proposal else term.source
        note = f", {term.note}" if term.note else ""
        say(f"  {term.name} {term.value} ({source}{note})")
