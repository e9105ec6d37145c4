"""Turns a reading into what is shown of it: a value or the reason for none, charts with tables.

Between `figures`, which knows no words, and the page's template, which only lays out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from warehouse.cards import Card
from warehouse.report.chart_views import Chart, curve_chart, trend_chart
from warehouse.report.figures import Block, Reading
from warehouse.report.kinds import kind_of
from warehouse.report.scales import Scales
from warehouse.report.tables import Table, count_cell, interval_cell, value_cell
from warehouse.report.words import Kind, Sayable, on, phrase, say, share, whole
from warehouse.results import Result


@dataclass(frozen=True, slots=True)
class Early:
    """Why there is no value: the status, what is missing, and how far the observation has come."""

    status: str
    title: Sayable
    notes: tuple[Sayable, ...]
    observed: int | None = None
    required: int | None = None

    @property
    def percent(self) -> int:
        """How much of the required time has been observed."""
        if not self.required or self.observed is None:
            return 0
        return min(100, 100 * self.observed // self.required)


@dataclass(frozen=True, slots=True)
class Panel:
    """An indicator at a unit, ready to be laid out."""

    key: str
    card: Card
    level: Sayable | None
    measure: Sayable
    value: Sayable
    interval: Sayable
    notes: tuple[Sayable, ...]
    early: Early | None
    coverage: Sayable
    charts: tuple[Chart, ...]
    measures: Table


def html_id(*parts: str) -> str:
    """An id for the page, of parts that may hold any letter but no white space."""
    return "-".join("".join(part.split()) for part in parts).lower()


def panel(scales: Scales, block: Block, reading: Reading) -> Panel:
    """What is shown of a reading in a block."""
    key = html_id(*block.unit, *reading.unit, reading.card.id)
    card, row = reading.card, reading.headline
    early = _early(block, reading)
    return Panel(
        key=key,
        card=card,
        level=_level(block, reading),
        measure=card.measures[row.measure if row else next(iter(card.measures))],
        value="" if early or row is None else phrase(kind_of(row.measure), row.value),
        interval="" if early or row is None else interval_cell(kind_of(row.measure), row),
        notes=() if early or row is None else tuple(_notes(row)),
        early=early,
        coverage=_coverage(row),
        charts=() if early else tuple(_charts(scales, reading, key)),
        measures=_measures(reading, reading.past[-1][0], is_withheld=block.is_withheld(reading)),
    )


def _level(block: Block, reading: Reading) -> Sayable | None:
    """Of what the figure is, where that is not the unit or the one community of the heading."""
    is_the_only_one = block.only is not None and reading.unit.unit_type == "community"
    if reading.unit == block.unit or is_the_only_one:
        return None
    level = say(f"level_{reading.unit.unit_type}")
    return say("at_level", level=level, name=reading.names)


def _early(block: Block, reading: Reading) -> Early | None:
    row = reading.headline
    if row is None:
        return Early("no_data", say("no_data"), (say("no_data_note"),))
    if row.status != "mature":
        return _unjudged(reading.card, row)
    if block.is_withheld(reading):
        return Early("withheld", say("maturing"), (say("result_withheld"),))
    return None


def _unjudged(card: Card, row: Result) -> Early:
    if row.status != "maturing":
        return Early(row.status, say(row.status), (say(f"{row.status}_note"),))
    needs = say("needs", condition=card.minimum_maturity)
    observed, required = row.observed_months, row.required_months
    if observed is None or required is None:
        return Early(row.status, say("maturing"), (needs,))
    if row.is_short_of_months:
        stated = say("observed_of", observed=observed, required=required)
        return Early(row.status, say("maturing"), (stated, needs), observed, required)
    few = say("too_few", n=whole(row.n or 0))
    return Early(row.status, say("maturing"), (few, needs), observed, required)


def _notes(row: Result) -> Iterable[Sayable]:
    """What belongs to a value: its interval, the cases behind it, what the dates leave open."""
    kind = kind_of(row.measure)
    if row.low is not None and row.high is not None:
        yield say("interval", low=phrase(kind, row.low), high=phrase(kind, row.high))
    if kind is Kind.SHARE and row.numerator is not None and row.denominator:
        yield say("of_cases", numerator=whole(row.numerator), denominator=whole(row.denominator))
    elif row.n is not None:
        yield say("cases", n=whole(row.n))
    low, high = phrase(kind, row.bound_low), phrase(kind, row.bound_high)
    if kind is Kind.SHARE and high == share(1) and low != high:
        yield say("bound_below", low=low)
    elif low != high:
        yield say("bounds", low=low, high=high)


def _coverage(row: Result | None) -> Sayable:
    if row is None or row.coverage is None:
        return say("coverage_unknown")
    return say("coverage", share=share(row.coverage))


def _charts(scales: Scales, reading: Reading, key: str) -> Iterable[Chart]:
    curve = curve_chart(scales, reading, key)
    if curve is not None:
        yield curve
    trend = trend_chart(scales, reading, key)
    if trend is not None:
        yield trend


def _measures(reading: Reading, valid_at: date, *, is_withheld: bool) -> Table:
    """Every measure of the indicator at T; the table behind the value."""
    columns = (say("measure"), say("value"), say("range"), say("count"))
    order = {name: place for place, name in enumerate(reading.card.measures)}
    rows = sorted(reading.results, key=lambda row: order.get(row.measure, len(order)))
    shown = () if is_withheld else tuple(_measure_row(reading.card, row) for row in rows)
    return Table(say("table_measures", day=on(valid_at)), columns, shown)


def _measure_row(card: Card, row: Result) -> tuple[Sayable, ...]:
    kind = kind_of(row.measure)
    name = card.measures.get(row.measure, row.measure)
    return name, value_cell(kind, row), interval_cell(kind, row), count_cell(row.n)
