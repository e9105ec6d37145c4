"""Draws what `figures` holds: Altair specifications, compiled once each, rendered offline to SVG.

A chart holds figures and years only, so one serves both languages; what it shows is said beside it
by `page`.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import altair as alt
import vl_convert

from warehouse.report.svg import slim
from warehouse.report.words import Kind

INK: Final = "#1f5f6b"
BAND: Final = "#cfe1e2"
QUIET: Final = "#5d6b73"
EARLY: Final = "#eeece6"
SECOND_INK: Final = "#9a5b13"
_GRID: Final = "#e3e6e4"
_WIDTH: Final = 240  # with its axis a chart is as wide as a phone's column
_HEIGHT: Final = 116
_STRIP: Final = 26
_GAP: Final = 6  # between a trend and the strip of its peers
_NUMBERS: Final = ",~f"
_VEGA_LITE: Final = alt.SCHEMA_VERSION.removeprefix("v").rpartition(".")[0]  # v6.4.1 -> 6.4
_TICK_MONTHS: Final = 12
_SHORT_CURVE: Final = 24  # up to here half-years are marked too

_CONFIG: Final = alt.Config(
    aria=False,  # the page names the drawing; Vega's names are English and of marks
    background="transparent",
    padding=4,
    view=alt.ViewConfig(stroke=None),
    axis=alt.AxisConfig(
        domain=False,
        gridColor=_GRID,
        labelColor=QUIET,
        labelFlush=False,
        labelFontSize=12,
        labelPadding=5,
        ticks=False,
    ),
    axisX=alt.AxisConfig(grid=False),
)
_Chart = alt.LayerChart | alt.FacetChart | alt.HConcatChart
Rows = Sequence[Mapping[str, Any]]


class Template:
    """A chart without its data: compiled once, rendered for each unit."""

    def __init__(self, chart: _Chart) -> None:
        spec = chart.to_dict() | {"config": _CONFIG.to_dict()}
        self._vega: dict[str, Any] = vl_convert.vegalite_to_vega(spec, vl_version=_VEGA_LITE)

    def render(self, label: str, **data: Rows) -> str:
        """The chart of these rows as SVG, named by the page's element `label`."""
        for source in self._vega["data"]:
            if source["name"] in data:
                source["values"] = list(data[source["name"]])
        return slim(vl_convert.vega_to_svg(json.dumps(self._vega)), label)


@lru_cache(
    maxsize=64
)  # an indicator has one scale over all units, or small multiples would deceive
def trend(kind: Kind, top: float, first: int, last: int) -> Template:
    """A measure over the years `first` to `last`, from 0 to `top`, beside its peers.

    Data: `early` (year, until), `past` (year, value, low, high), `peers` (value), `own` (value).
    """
    years = alt.Scale(domain=[first - 0.5, last + 0.5], nice=False, zero=False)
    ticks = [year for year in range(last, first - 1, -1) if (last - year) % 2 == 0]
    axis = alt.Axis(format="d", values=ticks, title=None)
    x = alt.X("year:Q", scale=years, axis=axis)
    early = _source("early").mark_rect(color=EARLY).encode(x=x, x2="until:Q")
    band = _source("past").mark_area(color=BAND).encode(x=x, y=_y("low", kind, top), y2="high:Q")
    line = _source("past").mark_line(color=INK, strokeWidth=2).encode(x=x, y=_y("value", kind, top))
    points = _source("past").mark_point(color=INK, fill=INK, size=22, opacity=1)
    dots = points.encode(x=x, y=_y("value", kind, top))
    ranges = _source("past").mark_rule(color=INK, strokeWidth=1, opacity=0.5)
    bars = ranges.encode(x=x, y=_y("low", kind, top), y2="high:Q")
    over_years = alt.layer(early, band, bars, line, dots).properties(width=_WIDTH, height=_HEIGHT)
    bare = alt.Y("value:Q", scale=alt.Scale(domain=[0, top]), axis=None)
    others = _source("peers").mark_tick(color=QUIET, opacity=0.6, thickness=1.5, size=_STRIP - 6)
    own = _source("own").mark_point(color=INK, fill=INK, shape="diamond", size=64, opacity=1)
    strip = alt.layer(others.encode(y=bare), own.encode(y=bare))
    return Template(
        alt.hconcat(over_years, strip.properties(width=_STRIP, height=_HEIGHT), spacing=_GAP)
    )


@lru_cache(maxsize=64)
def curve(months: int, top: float) -> Template:
    """Steps over the months since the start, from 0 to `top`, one line per `line` (0, 1, ...).

    Data: `steps` (month, value, low, high, line), each step holding until the next.
    """
    every = _TICK_MONTHS if months > _SHORT_CURVE else _TICK_MONTHS // 2
    axis = alt.Axis(values=list(range(0, months + 1, every)), title=None, format="d")
    x = alt.X("month:Q", scale=alt.Scale(domain=[0, months], nice=False), axis=axis)
    colour = alt.Color("line:O", scale=alt.Scale(range=[INK, SECOND_INK, QUIET]), legend=None)
    dash = alt.StrokeDash("line:O", scale=alt.Scale(range=[[1, 0], [6, 3], [2, 2]]), legend=None)
    band = _source("steps").mark_area(interpolate="step-after", opacity=0.18)
    low, value = _y("low", Kind.SHARE, top), _y("value", Kind.SHARE, top)
    around = band.encode(x=x, y=low.stack(None), y2="high:Q", color=colour)
    line = _source("steps").mark_line(interpolate="step-after", strokeWidth=2)
    steps = line.encode(x=x, y=value, color=colour, strokeDash=dash)
    width = _WIDTH + _GAP + _STRIP  # as wide as a trend with its strip
    return Template(alt.layer(around, steps).properties(width=width, height=_HEIGHT))


def _source(name: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name=name))


def _y(field: str, kind: Kind, top: float) -> alt.Y:
    axis = alt.Axis(format="~%" if kind is Kind.SHARE else _NUMBERS, tickCount=4, title=None)
    return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[0, top], nice=False), axis=axis)
