"""The charts of a reading with what is said of them: title, note, spoken text and table.

`charts` draws; `panels` decides for which readings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from warehouse.report import charts
from warehouse.report.curves import falls, half_years
from warehouse.report.figures import Reading
from warehouse.report.kinds import kind_of
from warehouse.report.scales import Scales, scale_key
from warehouse.report.tables import (
    Table,
    count_cell,
    coverage_cell,
    interval_cell,
    span,
    value_cell,
)
from warehouse.report.words import Kind, Sayable, is_known, on, phrase, say
from warehouse.results import Point, Result


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing and its words; `key` is the id of the element that names the drawing."""

    key: str
    svg: Markup
    title: Sayable
    spoken: Sayable
    notes: tuple[Sayable, ...]
    table: Table
    legend: tuple[Sayable, ...] = ()


def trend_chart(scales: Scales, reading: Reading, panel_key: str) -> Chart | None:
    """A headline over the as-of dates beside its peers; none while no date can be judged."""
    past = [(day, row) for day, row in reading.past if row is not None and row.value is not None]
    own = reading.headline
    if not past or own is None:
        return None
    kind, key = kind_of(own.measure), f"{panel_key}-trend"
    top = scales.tops[scale_key(reading, own)]
    template = charts.trend(kind, top, scales.first_year, scales.last_year)
    svg = template.render(
        key,
        early=_early_years(reading.past),
        past=[_point(day, row) for day, row in past],
        peers=[{"value": value} for value in reading.peers],
        own=[{"value": own.value}] if reading.peers and own.value is not None else [],
    )
    notes = [say("trend_note", day=f"{reading.past[-1][0]:%m-%d}")]
    if reading.peers:
        level = say(f"level_{reading.peer_type}")
        note = "peers_note" if reading.peer_type == reading.unit.unit_type else "peers_note_all"
        notes.append(say(note, level=level, count=len(reading.peers)))
    return Chart(
        key=key,
        svg=Markup(svg),  # noqa: S704  # made of numbers by charts.Template
        title=say("trend"),
        spoken=_spoken(kind, past),
        notes=tuple(notes),
        table=_trend_table(reading, kind),
    )


def _point(day: date, row: Result) -> dict[str, Any]:
    value = row.value
    low = value if row.low is None else row.low
    high = value if row.high is None else row.high
    return {"year": day.year, "value": value, "low": low, "high": high}


def _early_years(past: Sequence[tuple[date, Result | None]]) -> list[dict[str, float]]:
    """The stretches of years in which there was no value, for the grey ground."""
    early = [day.year for day, row in past if row is None or row.value is None]
    stretches: list[dict[str, float]] = []
    for year in early:
        if stretches and stretches[-1]["until"] == year - 0.5:
            stretches[-1]["until"] = year + 0.5
        else:
            stretches.append({"year": year - 0.5, "until": year + 0.5})
    return stretches


def _spoken(kind: Kind, past: Sequence[tuple[date, Result]]) -> Sayable:
    (first_day, first), (last_day, last) = past[0], past[-1]
    to = phrase(kind, last.value)
    if len(past) == 1:
        return say("trend_alt_one", last=last_day.year, to=to)
    since = phrase(kind, first.value)
    return say("trend_alt", first=first_day.year, since=since, last=last_day.year, to=to)


def _trend_table(reading: Reading, kind: Kind) -> Table:
    rows = tuple(_trend_row(day, row, kind) for day, row in reading.past)
    columns = (say("year"), say("value"), say("range"), say("count"), say("covered"))
    return Table(say("trend"), columns, rows)


def _trend_row(day: date, row: Result | None, kind: Kind) -> tuple[Sayable, ...]:
    number = None if row is None else row.n
    cells = value_cell(kind, row), interval_cell(kind, row), count_cell(number), coverage_cell(row)
    return on(day), *cells


def curve_chart(scales: Scales, reading: Reading, panel_key: str) -> Chart | None:
    """The curve over all strata, a line for each measure; none where none is mature."""
    drawn = reading.lines
    if not drawn:
        return None
    key = f"{panel_key}-curve"
    template = charts.curve(*scales.curves[reading.card.id])
    steps = [
        {"month": one.month, "value": one.value, "low": one.low, "high": one.high, "line": number}
        for number, points in enumerate(drawn.values())
        for one in points
    ]
    first, *_ = drawn
    last = drawn[first][-1]
    return Chart(
        key=key,
        svg=Markup(template.render(key, steps=steps)),  # noqa: S704  # made of numbers
        title=say("curve_survival" if falls(first) else "curve_incidence"),
        spoken=say("curve_alt", months=last.month, value=phrase(Kind.SHARE, last.value)),
        notes=(say("curve_note"),),
        table=_curve_table(reading, drawn),
        legend=tuple(_line_name(reading, one) for one in drawn) if len(drawn) > 1 else (),
    )


def _line_name(reading: Reading, measure: str) -> Sayable:
    if is_known(f"line_{measure}"):
        return say(f"line_{measure}")
    return reading.card.measures.get(measure, measure)


def _curve_table(reading: Reading, drawn: Mapping[str, Sequence[Point]]) -> Table:
    columns = (say("month"), say("value"), say("range"), say("at_risk"))
    rows: list[tuple[Sayable, ...]] = []
    for measure, points in drawn.items():
        name = _line_name(reading, measure) if len(drawn) > 1 else None
        rows += [_curve_row(name, point) for point in half_years(points)]
    return Table(say("curve_table"), columns, tuple(rows))


def _curve_row(name: Sayable | None, point: Point) -> tuple[Sayable, ...]:
    month = str(point.month) if name is None else say("line_month", name=name, month=point.month)
    low, high = phrase(Kind.SHARE, point.low), phrase(Kind.SHARE, point.high)
    value = phrase(Kind.SHARE, point.value)
    return month, value, span(low, high), count_cell(point.count_at_risk)
