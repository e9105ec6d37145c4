"""The guard's rules about values, F13 to F17: nothing is used that is not there yet, or immature.

`warehouse.guard` applies them to a framework's figures at (T, K). A row that is too early and says
so is no breach; resting an assessment on it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any, Final

from warehouse.framework_terms import Chosen, Comparison, Framework
from warehouse.guard_rules import Refusal, card_of, refusal
from warehouse.guard_sentences import words
from warehouse.results import Result

Figures = Mapping[tuple[str, date], Sequence[Result]]
"""The rows of an indicator, by its id (`A7`) and the day T, as `Results.of` gives them."""

_MATURE: Final = "mature"
_SUPPRESSED: Final = "suppressed"
_KOREA: Final = timezone(timedelta(hours=9))  # where a day ends


def breaches_by_values(
    framework: Framework, figures: Figures, known_at: datetime
) -> Iterator[Refusal]:
    """Every breach of a rule about values, by indicator in the order of the framework."""
    every: list[Result] = []
    for number, chosen in enumerate(framework.indicators):
        rows = {day: _rows(framework, chosen, day, figures) for day in framework.days()}
        every += rows[framework.baseline]
        for key, values in (*_premature(rows), *_too_early(framework, chosen, rows)):
            told = {"id": card_of(chosen).id, **values}
            told["unit_type"] = words().units[framework.unit_type_of(chosen)]
            yield refusal(key, f"$.indicators[{number}]", framework, told)
    yield from _unfounded_days(framework, every, known_at)


def _unfounded_days(
    framework: Framework, at_baseline: Sequence[Result], known_at: datetime
) -> Iterator[Refusal]:
    """Days that make a long horizon on paper only: no records yet (F16), or not over (F17)."""
    if not any(row.n or row.status == _SUPPRESSED for row in at_baseline):
        values: dict[str, Any] = {"baseline": framework.baseline}
        yield refusal("F16", "$.baseline", framework, values)
    known_on = known_at.astimezone(_KOREA).date()
    if framework.assessment > known_on:
        values = {"assessment": framework.assessment, "known": known_on}
        yield refusal("F17", "$.assessment", framework, values)


def _rows(framework: Framework, chosen: Chosen, day: date, figures: Figures) -> list[Result]:
    found = card_of(chosen)
    unit_type = framework.unit_type_of(chosen)
    shown = chosen.measures or tuple(found.measures)
    return [
        row
        for row in figures.get((found.id, day), ())
        if row.unit_type == unit_type and row.measure in shown
    ]


def _premature(rows: Mapping[date, Sequence[Result]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Values where the status says that there is none yet (F13)."""
    for day, ones in rows.items():
        for row in ones:
            said = (row.value, row.low, row.high, row.bound_low, row.bound_high)
            if row.status != _MATURE and any(number is not None for number in said):
                values = {"measure": row.measure, "unit": row.unit_id, "status": row.status}
                yield "F13", {**values, "day": day}


def _too_early(
    framework: Framework, chosen: Chosen, rows: Mapping[date, Sequence[Result]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Measures on which nothing can rest yet, at the assessment (F14) or before it (F15).

    Where a framework names measures each must have a mature value, else one of the indicator's.
    """
    last = framework.assessment
    named: list[tuple[str, ...]] = [(one,) for one in chosen.measures]
    for measures in named or [tuple(card_of(chosen).measures)]:
        values = {"measure": ", ".join(measures), "day": last}
        if not any(_is_mature(row, measures) for row in rows[last]):
            count = len({row.unit_id for row in rows[last]})
            yield "F14", {**values, "count": count}
        elif Comparison.OWN_PAST in chosen.compared_with and not any(
            _is_mature(row, measures) for day in framework.days()[:-1] for row in rows[day]
        ):
            yield "F15", values


def _is_mature(row: Result, measures: Sequence[str]) -> bool:
    return row.measure in measures and row.status == _MATURE
