"""What must hold of every indicator's answer: status, ranges, denominators, units, curves.

Reads the kept answers of `warehouse.results` and what the indicator's card says; `run` checks it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

import pyarrow as pa

from warehouse.cards import Card
from warehouse.report.curves import falls
from warehouse.report.kinds import kind_of
from warehouse.results import COLUMNS, Point, Result, Results
from warehouse.validation.expectations import Suite
from warehouse.validation.indicator_expectations import indicator_parts

DIGITS: Final = 12  # beyond these the order of a sum shows
_FLOATS: Final = ("value", "low", "high", "bound_low", "bound_high", "numerator", "denominator")
_TEXTS: Final = ("unit_type", "unit_id", "measure", "stratum", "status")
_WHOLES: Final = ("n", "observed_months", "required_months")


def indicator_suites(results: Results, cards: Sequence[Card], valid_at: date) -> Iterator[Suite]:
    """The suites of indicators at T. One none of whose units exist has nothing to answer."""
    anchored = [
        (row["unit_type"], row["unit_id"], row["anchor_type"])
        for row in results.rows("unit_member", valid_at)
    ]
    for card in cards:
        expected = expected_units(card, anchored)
        rows = results.of(card, valid_at)
        if not expected and not rows:
            continue
        frames = {"rows": frame_of(rows), "units": _units(expected, rows)}
        if points := results.curve(card, valid_at):
            frames["curve"] = _curve(points)
        for part, frame in frames.items():
            yield Suite(card.id, part, frame, indicator_parts(card)[part])


def frame_of(rows: Iterable[Result]) -> pa.Table:
    """An answer as a frame: floats to the digits that count, and what a measure is measured in."""
    stated = list(rows)
    columns = {name: [getattr(row, name) for row in stated] for name in COLUMNS}
    types = (
        dict.fromkeys(_FLOATS, pa.float64())
        | dict.fromkeys(_TEXTS, pa.string())
        | dict.fromkeys(_WHOLES, pa.int64())
        | {"coverage": pa.float64()}
    )
    arrays = {
        name: pa.array(map(rounded, column) if types[name] == pa.float64() else column, types[name])
        for name, column in columns.items()
    }
    kinds = [str(kind_of(row.measure)) for row in stated]
    return pa.table(arrays | {"measured_in": pa.array(kinds, pa.string())})


def rounded(value: float | None) -> float | None:
    """A number to twelve significant digits; the last of a float depend on the order of a sum."""
    return None if value is None else float(f"{value:.{DIGITS}g}")


def expected_units(card: Card, anchored: Iterable[tuple[str, str, str]]) -> set[tuple[str, str]]:
    """The units that must answer: those that have what the indicator is about in them."""
    of_support = card.coverage_of.startswith("support_organisation.")
    anchor = "support_organisation" if of_support else "community"
    return {
        (unit_type, unit)
        for unit_type, unit, anchor_type in anchored
        if anchor_type == anchor and unit_type in card.unit_types
    }


def _units(expected: set[tuple[str, str]], rows: Sequence[Result]) -> pa.Table:
    """Every unit that is expected or answers: is it the one, and is it the other."""
    found = {(row.unit_type, row.unit_id) for row in rows}
    return pa.Table.from_pylist(
        [
            {
                "unit_type": unit[0],
                "unit_id": unit[1],
                "expected": int(unit in expected),
                "found": int(unit in found),
            }
            for unit in sorted(expected | found)
        ]
    )


def _curve(points: Sequence[Point]) -> pa.Table:
    """The points of all curves with the height a month before, null at the start of each."""
    before: dict[tuple[str, str, str], float] = {}
    rows: list[dict[str, Any]] = []
    for point in points:  # ordered by unit, measure and month
        key = (point.unit_type, point.unit_id, point.measure)
        value = rounded(point.value)
        rows.append(
            {
                "unit": "/".join(key[:2]),
                "measure": point.measure,
                "month": point.month,
                "value": value,
                "low": rounded(point.low),
                "high": rounded(point.high),
                "before": before.get(key),
                "direction": "falls" if falls(point.measure) else "rises",
            }
        )
        before[key] = value or 0.0
    floats = ("value", "low", "high", "before")
    schema = pa.schema(
        [(name, pa.float64() if name in floats else pa.string()) for name in rows[0]]
    )
    return pa.Table.from_pylist(rows, schema.set(2, pa.field("month", pa.int64())))
