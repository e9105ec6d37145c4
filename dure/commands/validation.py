"""`dure validate` and `dure waive`: whether figures may be trusted, and who answers where not."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import click

from dure.commands.options import Day, home_in, known_at_option, valid_at_option
from dure.output import format_option, say, write_rows

_COLUMNS: Final = ("suite", "outcome", "checked", "failed", "errors", "waived", "what")


@click.command()
@valid_at_option
@known_at_option
@click.option("--indicator", metavar="ID", help="Only this indicator, beside the facts.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write Data Docs, pages that show every check, into this folder.",
)
@format_option
@click.pass_context
def validate(  # each is one option of the verb
    context: click.Context,
    valid_at: date | None,
    known_at: datetime | None,
    indicator: str | None,
    out: Path | None,
    format_: str,
) -> int:
    """Check the facts and every indicator's answer with Great Expectations and in SQL.

    Each check passes, fails, or is an error: nobody knows. The outcome is recorded in the ledger.
    Exit 1 unless everything critical passed or was waived.

    Example: dure validate --out validation
    """
    from dure import validating  # noqa: PLC0415  # Great Expectations takes seconds to import

    home = home_in(context)
    outcome = validating.validate(home, valid_at, known_at, indicator=indicator, docs=out)
    write_rows(_COLUMNS, list(_rows(outcome)), format_)
    for one in outcome.checked:
        if one.outcome != "passed":
            is_warning = one.severity == "warning" and one.outcome == "failed"
            state = "waived" if one.is_waived else "warning" if is_warning else one.outcome.value
            wrong = "" if one.wrong is None else f" {one.wrong:,} of {one.rows:,} rows are wrong."
            say(f"{one.id}: {state}. {one.note}{wrong}")
    return 1 if outcome.outcome != "passed" else 0


@click.command()
@click.argument("expectation")
@click.option("--person", required=True, help="Who answers; kept as a pseudonym.")
@click.option("--reason", required=True, help="Why the figures may be published all the same.")
@click.option("--until", required=True, type=Day(), help="The last day on which this holds.")
@click.pass_context
def waive(context: click.Context, expectation: str, person: str, reason: str, until: date) -> None:
    """Answer for a failed expectation until a day; recorded in the ledger, with the reason.

    Errors cannot be waived: nobody knows what holds.

    Example: dure waive A7.rows.matured --person kim --reason "register of 2019 is late"
    --until 2026-03-31
    """
    from dure import validating  # noqa: PLC0415  # as above

    waiver = validating.waive(home_in(context), expectation, person, reason, until)
    say(f"{expectation} is waived until {until} by {waiver.person}")


def _rows(validation: Any) -> Iterator[tuple[Any, ...]]:
    for subject in validation.subjects:
        part = validation.about(subject)
        counted = Counter(one.outcome.value for one in part.checked)
        not_passed = [
            one.id.removeprefix(f"{subject}.") for one in part.checked if one.outcome != "passed"
        ]
        yield (
            subject,
            part.outcome.value,
            len(part.checked),
            counted["failed"],
            counted["error"],
            sum(one.is_waived for one in part.checked),
            " ".join(not_passed),
        )
