"""`dure decide`, `dure history` and `dure audit`: the verbs of the ledger itself."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from domain.errors import InvalidRecordError
from dure.commands.options import (
    Instant,
    home_in,
    known_at_option,
    parse_json_object,
    valid_at_option,
)
from dure.output import format_option, say, write_rows

if TYPE_CHECKING:
    from domain.facts import Fact
    from dure.wiring import Home


@click.command()
@click.argument("type_", metavar="TYPE")
@click.argument("subject")
@click.option("--data", required=True, help="The fact's fields as a JSON object.")
@click.option("--by", required=True, help="The office that decides.")
@click.pass_context
def decide(context: click.Context, type_: str, subject: str, data: str, by: str) -> None:
    """Record a decision; refused, with a code and a sentence, when it breaches a rule.

    Example: dure decide small_project.completed small_project/P1
    --data '{"occurred": "2025-11-30", "community": "C1"}' --by "Pohang, community office"
    """
    from domain.vocabulary import kind_of  # noqa: PLC0415  # all event classes, here only
    from dure.programmes import ProgrammeTerms  # noqa: PLC0415

    home = home_in(context)
    fact = _checked(home, kind_of(type_), subject, parse_json_object(data, "--data"))
    with home.open_ledger(is_read_only=False) as ledger:
        terms = ProgrammeTerms(home.areas)
        recorded = ledger.decide(subject, fact, by, areas=home.areas, terms_of=terms)
    if recorded is None:
        say("this holds already; nothing was recorded")
    else:
        click.echo(recorded.body.decode())


@click.command()
@click.argument("entity")
@valid_at_option
@known_at_option
@format_option
@click.pass_context
def history(
    context: click.Context,
    entity: str,
    valid_at: date | None,
    known_at: datetime | None,
    format_: str,
) -> int:
    """Tell an entity's story: what happened, who reported it and when, corrections as such.

    Example: dure history resident_organisation/K --known-at 2024-12-31
    """
    from domain.telling import tell  # noqa: PLC0415  # `dure audit` does not need it

    day = valid_at or date.max
    known = known_at or datetime.max.replace(tzinfo=UTC)
    with home_in(context).open_ledger() as ledger:
        lines = tell(ledger.entries(entity), day, known)
    if not lines:
        say(f"nothing is recorded of {entity}" + (f" by {known_at}" if known_at else ""))
        return 1
    if format_ == "json":
        columns: Sequence[str] = lines[0]._fields
        write_rows(columns, lines, format_)
        return 0
    columns = ["at", "occurred", "event", "사건", "what", "standing", "recorded", "reported by"]
    write_rows(columns, [_short(line) for line in lines], format_)
    return 0


@click.group()
def audit() -> None:
    """Verify the ledger's hash chain, compare what was known, rebuild what was published."""


@audit.command()
@click.pass_context
def verify(context: click.Context) -> int:
    """Recompute the hash chain from the first event; exit 1 with the first bad position.

    Example: dure audit verify
    """
    from domain.audit import kept_head  # noqa: PLC0415
    from domain.audit import verify as recompute  # noqa: PLC0415

    home = home_in(context)
    with home.open_ledger() as ledger:
        verdict = recompute(ledger.store, kept_head(home.folder))
    if verdict.holds:
        click.echo(
            f"the chain holds: {verdict.events:,} events up to position "
            f"{verdict.head.position:,}, head {verdict.head.chain.hex()}"
        )
        return 0
    click.echo(f"position {verdict.position:,}: {verdict.fault}")
    return 1


@audit.command()
@click.argument("earlier", type=Instant())
@click.argument("later", type=Instant())
@format_option
@click.pass_context
def diff(context: click.Context, earlier: datetime, later: datetime, format_: str) -> None:
    """Count what was recorded between two times, by kind of event and what it did.

    Example: dure audit diff 2024-12-31 2025-06-30
    """
    from domain.changes import changes_between  # noqa: PLC0415

    with home_in(context).open_ledger() as ledger:
        rows = changes_between(ledger.store, earlier, later)
    write_rows(["event", "new", "corrections", "withdrawals", "about before"], rows, format_)


@audit.command()
@click.argument("id_", metavar="ID")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the rebuilt files into this folder.",
)
@click.pass_context
def reproduce(context: click.Context, id_: str, out: Path | None) -> None:
    """Build a publication again from the ledger alone; exit 1 unless it is the same to the byte.

    Example: dure audit reproduce national-2025-12-31-3f2a9c1b77de
    """
    from dure.reproducing import reproduce as rebuild  # noqa: PLC0415  # DuckDB, here only

    rebuilt = rebuild(home_in(context), id_)
    for name, content in rebuilt.files.items():
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            (out / name).write_bytes(content)
        click.echo(f"{sha256(content).hexdigest()}  {name}")
    say(f"{len(rebuilt.figures):,} figures, byte for byte as published")


@audit.command()
@click.argument("id_", metavar="ID")
@click.argument("later", required=False)
@format_option
@click.pass_context
def restate(context: click.Context, id_: str, later: str | None, format_: str) -> None:
    """Show how published figures have changed, up to a later publication or to now, and why.

    The parts add up to the difference: what arrived late, what was corrected or withdrawn, the
    definitions, areas and boundaries, in this order.

    Example: dure audit restate national-2025-12-31-3f2a9c1b77de
    """
    from dure.reproducing import restate as compare  # noqa: PLC0415  # DuckDB, here only
    from warehouse.publication.restating import CAUSES  # noqa: PLC0415

    changes = compare(home_in(context), id_, later)
    columns = ["day", "indicator", "unit type", "unit", "measure", "change", "before", "after"]
    rows = [
        (
            *one.key,
            one.change,
            one.before,
            one.after,
            *(None if cause not in one.parts else float(one.parts[cause]) for cause in CAUSES),
        )
        for one in changes
    ]
    write_rows([*columns, *(cause.value for cause in CAUSES)], rows, format_)


def _checked(home: "Home", kind: "type[Fact]", subject: str, data: dict[str, Any]) -> "Fact":
    """The fact that is decided, held against the rules about records as a reported one is."""
    from domain.writing import DECISION_SOURCE  # noqa: PLC0415  # `dure history` does without these
    from streams.checking import EventChecker, RejectedEventError  # noqa: PLC0415

    today, _ = home.horizon(None, None)
    checker = EventChecker(DECISION_SOURCE, str, home.areas, today)
    event = {"id": "decision", "type": kind.wire_type(), "subject": subject, "data": data}
    try:
        return checker.check(event).fact
    except RejectedEventError as rejected:
        problem = rejected.problem
        is_named = problem.column is None or problem.column in problem.sentence
        sentence = problem.sentence if is_named else f"{problem.column}: {problem.sentence}"
        raise InvalidRecordError(problem.code, sentence) from rejected


def _short(line: Any) -> tuple[Any, ...]:
    what = ", ".join(f"{name}={value}" for name, value in line.what.items() if name != "area")
    standing = line.standing
    if line.replaced_by is not None:
        standing = f"{standing} by {line.replaced_by}"
    reporter = line.by or f"{line.source.removeprefix('urn:dure:')} {line.delivery or ''}"
    if line.row is not None:
        reporter += f" row {line.row}"
    return (
        line.position,
        line.occurred,
        line.event,
        line.korean,
        what,
        standing,
        line.recorded_at,
        reporter,
    )
