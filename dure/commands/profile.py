"""`dure profile`: one unit by the four core tasks, beside its own past and similar units."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import click

from dure.commands.options import home_in, known_at_option, lang_option, valid_at_option
from dure.output import say, write_rows
from dure.profile_words import GUARD_NAMES, LEVEL_NAMES, LIKENESS_NAMES, SEEN_NAMES, WORDS

if TYPE_CHECKING:
    from warehouse.beside import Seen
    from warehouse.cards import Bilingual
    from warehouse.profile.figures import Figure, Profile
    from warehouse.results import Result

_ALIKE: Final = "programme,stage,city_class,independence"
_DIGITS: Final = 3  # significant digits that a person compares; the other formats give all


@click.command()
@click.argument("unit", metavar="UNIT")
@valid_at_option
@known_at_option
@click.option(
    "--alike",
    default=_ALIKE,
    show_default=True,
    help="In what similar units must be alike; fewer words give more units.",
)
@lang_option("the table")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json", "csv", "parquet"]),
    default="table",
    show_default=True,
    help="A table to read, one JSON document, or a line per figure.",
)
@click.pass_context
def profile(  # noqa: PLR0913, PLR0917  # each is one option of the verb
    context: click.Context,
    unit: str,
    valid_at: date | None,
    known_at: datetime | None,
    alike: str,
    lang: str,
    format_: str,
) -> None:
    """Show a unit by the four core tasks, beside its own past and similar units without names.

    UNIT is a type and an id, such as community/C01 or municipality/47110. There is no rank, score
    or verdict. What was computed once is kept: the first profile of a day takes longer.

    Example: dure profile community/C01 --valid-at 2024-12-31 --lang en
    """
    from dure import profiling  # noqa: PLC0415  # its imports take longer than --help may
    from warehouse.profile.lines import COLUMNS, document, lines  # noqa: PLC0415

    asked = profiling.Asked(unit, valid_at, known_at, tuple(filter(None, alike.split(","))))
    with _telling() as on_computing:
        found = profiling.profile(home_in(context), asked, on_computing)
    if format_ == "json":
        click.echo(json.dumps(document(found), ensure_ascii=False, indent=2, default=str))
    elif format_ == "table":
        _print(found, lang)
    else:
        write_rows(COLUMNS, list(lines(found)), format_)


@contextmanager
def _telling() -> Iterator[Any]:
    """Say how long the first computing took; the next profile reads what it kept."""
    computed: list[int] = []
    began = time.monotonic()
    yield computed.append
    if computed:
        seconds = time.monotonic() - began
        say(f"computed {sum(computed)} answers in {seconds:.1f} s; they are kept")


def _print(found: "Profile", lang: str) -> None:
    from warehouse.profile.lines import CORE_TASKS  # noqa: PLC0415  # the same

    words: dict[str, Any] = WORDS[lang]
    name = _in(found.names, lang)
    unit = f"{found.unit.unit_type}/{found.unit.unit_id}"
    when = words["at"].format(valid_at=found.valid_at, known_at=found.known_at)
    click.echo(f"{name} ({unit}), {when}")
    click.echo(_likeness(found, lang))
    for task in CORE_TASKS:
        click.echo(f"\n{words[f'task_{task}']}")
        rows = [_figure(found, figure, lang) for figure in found.of_task(task)]
        if rows:
            write_rows(words["columns"], rows, "table")
        else:
            click.echo(words["none"])
    click.echo(f"\n{words['guard']}")
    of_lang = ("ko", "en").index(lang)
    guard = [(GUARD_NAMES[name][of_lang], _number(value)) for name, value in found.guard.items()]
    write_rows(("", ""), guard, "table")
    for key, seen in (("stages", found.beside.stages), ("markers", found.beside.markers)):
        click.echo(f"\n{words[key]}")
        rows = [_seen(found, one, lang) for one in seen]
        write_rows([""] * len(rows[0]), rows, "table")
    if found.beside.stories:
        click.echo("\n".join(_stories(found, words)))


def _likeness(found: "Profile", lang: str) -> str:
    words: dict[str, Any] = WORDS[lang]
    of_lang = ("ko", "en").index(lang)
    stated = [
        f"{LIKENESS_NAMES[name][of_lang]} ({found.likeness.get(name) or '–'})"
        for name in found.alike_in
    ]
    return str(words["alike"].format(likeness=", ".join(stated)) if stated else words["not_alike"])


def _figure(found: "Profile", figure: "Figure", lang: str) -> tuple[str, ...]:
    words: dict[str, Any] = WORDS[lang]
    notes = [words["two_sided"]] if figure.card.is_two_sided else []
    notes += [words["result"]] if figure.card.indicator_class == "result" else []
    if figure.unit != found.unit:
        notes.append(f"{figure.unit.unit_type}/{figure.unit.unit_id}")
    measure = _in(figure.names, lang)
    past = "  ".join(
        f"{day.year} {_short(row)}" for day, row in figure.past[:-1] if row is not None
    )
    return (
        figure.card.id,
        f"{measure} [{', '.join(notes)}]" if notes else measure,
        _now(figure.now, words),
        _range(figure.now),
        past,
        _band(figure, words),
    )


def _now(row: "Result", words: dict[str, Any]) -> str:
    if row.value is not None:
        return _number(row.value)
    if row.status != "maturing":
        return str(words[row.status])
    if not row.is_short_of_months:
        return str(words["few_cases"])
    return str(words["early"].format(observed=row.observed_months, required=row.required_months))


def _short(row: "Result") -> str:
    """A past value, or the dash of one that was too early, hidden or not there."""
    return "–" if row.value is None else _number(row.value)


def _range(row: "Result") -> str:
    interval = _between(row.low, row.high)
    bounds = _between(row.bound_low, row.bound_high)
    if interval and bounds and bounds != interval:
        return f"{interval} ({bounds})"
    return interval or (f"({bounds})" if bounds else "")


def _between(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{_number(low)}–{_number(high)}"


def _band(figure: "Figure", words: dict[str, Any]) -> str:
    from warehouse.profile.bands import told_of  # noqa: PLC0415  # the same

    if not told_of(figure.unit.unit_type):
        return "–"
    if figure.band is None:
        return str(words["too_few"].format(count=figure.count_similar))
    count, q10, q25, q50, q75, q90 = figure.band
    inner = f"{_number(q25)} {_number(q50)} {_number(q75)}"
    return f"{_number(q10)} [{inner}] {_number(q90)} ({count})"


def _seen(found: "Profile", one: "Seen", lang: str) -> tuple[str, ...]:
    words: dict[str, Any] = WORDS[lang]
    status = SEEN_NAMES[lang][one.status]
    if found.count_communities > 1:
        status += f" ({words['of'].format(seen=one.seen, all=found.count_communities)})"
    days = [str(day) for day in (one.first_on, one.last_on) if day is not None]
    told = (_in(one.names, lang), status, " – ".join(dict.fromkeys(days)))
    if one.level is None:
        return told
    level = LEVEL_NAMES[one.level][("ko", "en").index(lang)]
    return (_in(one.owner_names, lang), level, *told)


def _stories(found: "Profile", words: dict[str, Any]) -> Sequence[str]:
    from warehouse.profile.figures import MOST_STORIES  # noqa: PLC0415  # the same

    shown = found.beside.stories[:MOST_STORIES]
    told = [f"\n{words['stories'].format(shown=len(shown), count=len(found.beside.stories))}"]
    for story in shown:
        told.append(f"  {story.told_on or ''} {story.text or story.story}")
        chosen = words["chosen"].format(**story._asdict())
        told.append(chosen if story.selected_by else words["not_chosen"])
    return told


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:.{_DIGITS}g}"


def _in(names: "Bilingual", lang: str) -> str:
    return names.ko if lang == "ko" else names.en
