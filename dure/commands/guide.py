"""`dure guide`: where a community stands in the process, what to ask next; the manual itself."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import click

from dure import guiding
from dure.commands.options import Day, home_in, known_at_option, lang_option, valid_at_option
from dure.output import format_option, say, write_rows

if TYPE_CHECKING:
    from domain.published import Published

_STATUS: Final = {
    "ko": {
        "seen": "보임",
        "partly": "일부",
        "not_seen": "아직",
        "unobserved": "모름",
    },
    "en": {
        "seen": "seen",
        "partly": "partly",
        "not_seen": "not yet",
        "unobserved": "unknown",
    },
}
_WORDS: Final = {
    "ko": {
        "at": "{valid_at} 기준, {known_at:%Y-%m-%d}까지 알려진 바",
        "manual": "채택한 매뉴얼: {manual} {version} 판, {adopter}, {on}{text}",
        "no_manual": "채택한 매뉴얼이 기록되어 있지 않습니다",
        "deviation": "다르게 하는 것: {what} — {reason} ({adopter}, {on})",
        "shipped": " (여기 실린 글과 같음)",
        "other": " (여기 실린 글과 다름)",
        "silent": "이 사실을 전하는 자료 제출이 없습니다. 누가 알고 있습니까?",
        "once": "{first}",
        "between": "{first} ~ {last}",
        "watched": "{months}개월 지켜봄",
        "few": "{needed}건이 되기 전",
        "ask": "물음",
    },
    "en": {
        "at": "as of {valid_at}, as known on {known_at:%Y-%m-%d}",
        "manual": "works by the manual {manual}, version {version}: {adopter}, {on}{text}",
        "no_manual": "no manual is recorded as adopted here",
        "deviation": "does otherwise: {what} — {reason} ({adopter}, {on})",
        "shipped": " (the text that ships here)",
        "other": " (another text than the one that ships here)",
        "silent": "no feed reports this: who would know?",
        "once": "{first}",
        "between": "{first} to {last}",
        "watched": "in {months} months of reports",
        "few": "fewer than {needed}",
        "ask": "ask",
    },
}
_lang_option = lang_option("names and questions")
_by_option = click.option("--by", required=True, help="The office that decides.")
_on_option = click.option("--on", type=Day(), help="The day of the decision [default: today].")


class _Guide(click.Group):
    """`dure guide C01` is `dure guide show C01`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `show` before what is none of the commands."""
        if args and args[0] not in {*self.commands, *ctx.help_option_names}:
            args = ["show", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Guide)
def guide() -> None:
    """Show where a community stands in finding and nurturing its people, and what to ask next.

    `dure guide COMMUNITY` is short for `dure guide show COMMUNITY`.
    """


@guide.command()
@click.argument("community")
@valid_at_option
@known_at_option
@_lang_option
@format_option
@click.pass_context
def show(
    context: click.Context,
    community: str,
    valid_at: date | None,
    known_at: datetime | None,
    lang: str,
    format_: str,
) -> None:
    """Show the stages of the guide by the facts of a community, with questions where none speak.

    A stage is seen, partly seen, not yet seen, or unknown where no feed reports such facts.

    Example: dure guide show C01 --valid-at 2016-03-31 --lang en
    """
    standing = guiding.standing(home_in(context), community, valid_at, known_at, lang)
    if format_ == "table":
        click.echo("\n".join(_told(standing, lang)))
    else:
        write_rows(standing.signs.columns, standing.signs.rows, format_)


@guide.command()
@_by_option
@_on_option
@click.pass_context
def publish(context: click.Context, by: str, on: date | None) -> None:
    """Record that the guide was published, with the digest of the text that ships.

    Example: dure guide publish --by "Ministry, regional policy division"
    """
    _record(guiding.publish(home_in(context), by, on))


@guide.command()
@click.argument("adopter")
@click.option("--community", help="Only for this community, not for all that the adopter is of.")
@_by_option
@_on_option
@click.pass_context
def adopt(
    context: click.Context, adopter: str, community: str | None, by: str, on: date | None
) -> None:
    """Record that a body adopted the guide: a community, a municipality, a support organisation.

    Refused (D11) when this version was not published by then. What the body does otherwise is
    recorded by `dure decide manual.deviation_recorded`.

    Example: dure guide adopt SO01-L --by "Support centre SO01"
    """
    _record(guiding.adopt(home_in(context), adopter, community, by, on))


def _record(published: "Published | None") -> None:
    if published is None:
        say("this holds already; nothing was recorded")
    else:
        click.echo(published.body.decode())


def _told(standing: guiding.Standing, lang: str) -> Iterator[str]:
    """The standing as a page for a terminal: a line per stage and sign, questions below theirs."""
    words = _WORDS[lang]
    when = words["at"].format(valid_at=standing.valid_at, known_at=standing.known_at)
    yield f"{standing.name} (community/{standing.community}), {when}"
    yield from _manuals(standing, words)
    rows = [dict(zip(standing.signs.columns, row, strict=True)) for row in standing.signs.rows]
    for (step, name, status), signs in groupby(
        rows, key=lambda row: (row["step"], row["stage_name"], row["stage_status"])
    ):
        yield ""
        yield f"{step} {name}: {_STATUS[lang][status]}"
        for sign in signs:
            yield from _sign(sign, lang)


def _manuals(standing: guiding.Standing, words: dict[str, str]) -> Iterable[str]:
    if not standing.manuals:
        yield words["no_manual"]
    for row in sorted(standing.manuals, key=lambda row: row["position"]):
        same = {True: words["shipped"], False: words["other"], None: ""}[row["is_shipped_text"]]
        yield words["manual"].format(**row, on=row["occurred_from"], text=same)
    for row in sorted(standing.deviations, key=lambda row: (row["occurred_from"], row["what"])):
        yield words["deviation"].format(**row, on=row["occurred_from"])


def _sign(sign: dict[str, Any], lang: str) -> Iterator[str]:
    words = _WORDS[lang]
    yield f"  [{_STATUS[lang][sign['status']]}] {sign['name']}{_evidence(sign, words)}"
    if sign["status"] == "unobserved":
        yield f"      {words['silent']}"
    if sign["ask"] is not None:
        yield f"      {words['ask']}: {sign['ask']}"


def _evidence(sign: dict[str, Any], words: dict[str, str]) -> str:
    """When it was seen; for how long nobody has seen it."""
    notes: Sequence[str] = ()
    if sign["first_from"] is not None:
        first, last = sign["first_from"], sign["last_to"]
        kind = "once" if sign["facts"] == 1 else "between"
        notes = (words[kind].format(first=first, last=last), f"{sign['facts']}x")
    elif sign["status"] == "partly":
        notes = (words["few"].format(needed=sign["needed"]),)
    elif sign["status"] == "not_seen":
        notes = (words["watched"].format(months=sign["observed_months"]),)
    return f" ({', '.join(notes)})" if notes else ""
