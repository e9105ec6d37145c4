"""The figures of a framework: which are asked for, and, once the guard let them pass, as rows.

`computed` asks the results for the guard to judge; `published_figures` takes only what it cleared.
`pinned_figures` computes again what was published once, under the definitions of its time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec
import yaml

from warehouse.cards import Card
from warehouse.framework_terms import Chosen, Comparison, Framework, Stated, UnitType
from warehouse.guard import Cleared, Figures, opened_clearance
from warehouse.past import settled
from warehouse.results import Result, Results
from warehouse.validation.indicator_suites import rounded


class Figure(NamedTuple):
    """One published figure: the row of an indicator at a day, with the version of its card."""

    valid_at: date
    indicator: str
    version: str
    unit_type: str
    unit_id: str
    measure: str
    status: str
    value: float | None
    low: float | None
    high: float | None
    bound_low: float | None
    bound_high: float | None
    numerator: float | None
    denominator: float | None
    n: int | None
    observed_months: int | None
    required_months: int | None
    coverage: float | None

    @property
    def key(self) -> tuple[date, str, str, str, str]:
        """What the figure is of; the same in another publication is the same figure."""
        return self.valid_at, self.indicator, self.unit_type, self.unit_id, self.measure


def pinned_framework(text: str, baseline: date, assessment: date) -> Framework:
    """The framework that a publication keeps, with the days that it was published for.

    It passed the guard once; indicators of its time may be gone from this code.
    """
    stated = msgspec.convert(yaml.load(text, yaml.CBaseLoader), Stated, strict=False)  # noqa: S506  # the loader that makes texts only
    fields = {name: getattr(stated, name) for name in Stated.__struct_fields__}
    fields |= {"baseline": baseline, "assessment": assessment}
    return Framework(**fields, text=text)


def computed(
    results: Results, framework: Framework, cards: Sequence[Card], *, for_guard: bool = True
) -> Figures:
    """The rows of a framework's indicators, of the units that it describes.

    Those that are compared with their own past are there on all days of the framework, the others
    on the day of the assessment and, since the guard looks for records there, on the baseline.
    """
    units = described_units(results, framework)
    always = {framework.assessment, framework.baseline} if for_guard else {framework.assessment}
    return {
        (card.id, day): [
            row for row in results.overall(card, day) if (row.unit_type, row.unit_id) in units
        ]
        for day in reversed(framework.days())  # what indicators share is computed once a day
        for card, has_past in _asked(framework, cards)
        if has_past or day in always
    }


def published_figures(cleared: Cleared, cards: Sequence[Card]) -> tuple[Figure, ...]:
    """The figures of a clearance in their order; GuardRefusedError for what was not cleared."""
    framework, figures, _ = opened_clearance(cleared)
    return _figures(framework, figures, cards)


def pinned_figures(
    results: Results, framework: Framework, cards: Sequence[Card]
) -> tuple[Figure, ...]:
    """What was published of a framework that the guard cleared then, computed again."""
    figures = computed(results, framework, cards, for_guard=False)
    return _figures(framework, figures, cards)


def described_units(results: Results, framework: Framework) -> set[tuple[str, str]]:
    """The units at the assessment in which communities of the framework's cohort and programme lie.

    The nation is one of them, and counts everybody; without cohort and programme all units are.
    """
    members = results.rows("unit_member", framework.assessment)
    stated = (
        (UnitType.COHORT, framework.units.cohort),
        (UnitType.PROGRAMME, framework.units.programme),
    )
    narrowing = [_anchors(members, kind, unit) for kind, unit in stated if unit is not None]
    chosen = narrowing[0].intersection(*narrowing[1:]) if narrowing else None
    return {
        (row["unit_type"], row["unit_id"])
        for row in members
        if chosen is None
        or row["unit_type"] == UnitType.NATION
        or (row["anchor_type"] == "community" and row["anchor_id"] in chosen)
    }


def _anchors(members: Iterable[Mapping[str, Any]], unit_type: str, unit: str) -> set[str]:
    return {
        row["anchor_id"]
        for row in members
        if (row["unit_type"], row["unit_id"], row["anchor_type"]) == (unit_type, unit, "community")
    }


def _asked(framework: Framework, cards: Sequence[Card]) -> list[tuple[Card, bool]]:
    """The indicators of a framework, each once, and whether it is compared with its own past."""
    by_name = _cards_of(framework, cards)
    with_past = {
        by_name[one.indicator].id
        for one in framework.indicators
        if Comparison.OWN_PAST in one.compared_with
    }
    by_id = {card.id: card for card in by_name.values()}
    return [(card, id_ in with_past) for id_, card in by_id.items()]


def _cards_of(framework: Framework, cards: Sequence[Card]) -> dict[str, Card]:
    """The cards of a framework's indicators by the name that it gives them."""
    by_name = {name: card for card in cards for name in (card.id.lower(), card.name)}
    return {one.indicator: by_name[one.indicator.lower()] for one in framework.indicators}


def _figures(framework: Framework, figures: Figures, cards: Sequence[Card]) -> tuple[Figure, ...]:
    asked = _cards_of(framework, cards)
    rows = {
        figure.key: figure
        for chosen in framework.indicators
        for figure in _of_indicator(framework, chosen, asked[chosen.indicator], figures)
    }
    return tuple(rows[key] for key in sorted(rows))


def _of_indicator(
    framework: Framework, chosen: Chosen, card: Card, figures: Figures
) -> Iterator[Figure]:
    """An indicator's figures, without the points of a past whose steps would tell of few people."""
    has_past = Comparison.OWN_PAST in chosen.compared_with
    days = framework.days() if has_past else (framework.assessment,)
    unit_type, measures = framework.unit_type_of(chosen), chosen.measures or tuple(card.measures)
    series: dict[tuple[str, str], list[tuple[date, Result | None]]] = {}
    for day in days:
        for row in figures[card.id, day]:
            if row.unit_type == unit_type and row.measure in measures:
                series.setdefault((row.unit_id, row.measure), []).append((day, row))
    for points in series.values():
        for day, shown in settled(card, points):
            if shown is not None:
                yield _figure(card, day, shown)


def _figure(card: Card, day: date, row: Result) -> Figure:
    """A row as it is published: to the digits that count; one that is suppressed tells nothing."""
    is_told = row.status != "suppressed"
    return Figure(
        valid_at=day,
        indicator=card.id,
        version=card.version,
        unit_type=row.unit_type,
        unit_id=row.unit_id,
        measure=row.measure,
        status=row.status,
        value=rounded(row.value) if is_told else None,
        low=rounded(row.low) if is_told else None,
        high=rounded(row.high) if is_told else None,
        bound_low=rounded(row.bound_low) if is_told else None,
        bound_high=rounded(row.bound_high) if is_told else None,
        numerator=rounded(row.numerator) if is_told else None,
        denominator=rounded(row.denominator) if is_told else None,
        n=row.n if is_told else None,
        observed_months=row.observed_months,
        required_months=row.required_months,
        coverage=rounded(row.coverage),
    )
