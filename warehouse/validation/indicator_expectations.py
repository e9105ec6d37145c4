"""The expectations of every indicator's answer: those of all, and what its card names.

`indicator_suites` puts them to frames; `catalogue` names them.
"""

from typing import Final

from warehouse.cards import Bilingual, Card
from warehouse.report.words import Kind
from warehouse.validation.expectations import Expectation, Rule, Severity, Where

STATUSES: Final = ("mature", "maturing", "no_data", "not_applicable", "suppressed")
_FEWEST_OBSERVED: Final = 0.5  # below, the months that are missing outnumber those observed
_MATURE: Final = Where("status", "mature")
_IMMATURE: Final = Where("status", "mature", is_equal=False)
_SHARES: Final = Where("measured_in", Kind.SHARE)


def indicator_parts(card: Card) -> dict[str, tuple[Expectation, ...]]:
    """What is expected of each frame of an indicator."""
    return {"rows": _rows_of(card), "units": _UNITS, "curve": _CURVE}


def _rows_of(card: Card) -> tuple[Expectation, ...]:
    """The expectations of an indicator's rows: those of all, and what its card names."""
    return (
        _expect(
            "measures",
            "Every measure is one that the card names.",
            "모든 측정값이 카드에 있습니다.",
            Rule.AMONG,
            "measure",
            among=tuple(card.measures),
        ),
        _expect(
            "unit_types",
            "Every type of unit is one that the card names.",
            "모든 단위 유형이 카드에 있습니다.",
            Rule.AMONG,
            "unit_type",
            among=card.unit_types,
        ),
        *_ROWS,
    )


def _expect(  # noqa: PLR0913  # an expectation is described by these
    key: str,
    en: str,
    ko: str,
    rule: Rule,
    *columns: str,
    low: float | None = None,
    high: float | None = None,
    among: tuple[str, ...] = (),
    where: Where | None = None,
    severity: Severity = Severity.CRITICAL,
) -> Expectation:
    return Expectation(
        key=key,
        sentence=Bilingual(ko=ko, en=en),
        rule=rule,
        columns=columns,
        low=low,
        high=high,
        among=among,
        where=where,
        severity=severity,
    )


_ROWS: Final = (
    _expect(
        "named",
        "Every row names its unit, measure and status.",
        "모든 행에 상태가 있습니다.",
        Rule.NOT_NULL,
        "status",
    ),
    _expect(
        "status",
        "Every status is one of the five.",
        "상태는 다섯 가지 가운데 하나입니다.",
        Rule.AMONG,
        "status",
        among=STATUSES,
    ),
    _expect(
        "once",
        "A measure of a unit and stratum is answered once.",
        "한 단위와 층의 측정값은 한 번만 나옵니다.",
        Rule.UNIQUE,
        "unit_type",
        "unit_id",
        "measure",
        "stratum",
    ),
    _expect(
        "mature_has_value",
        "What is mature has a value.",
        "성숙한 지표에는 값이 있습니다.",
        Rule.NOT_NULL,
        "value",
        where=_MATURE,
    ),
    _expect(
        "immature_has_none",
        "What is not mature has no value.",
        "성숙하지 않은 지표에는 값이 없습니다.",
        Rule.NULL,
        "value",
        where=_IMMATURE,
    ),
    _expect(
        "matured",
        "What is mature was observed for the months that it needs.",
        "성숙한 지표는 필요한 달만큼 관찰되었습니다.",
        Rule.ORDERED,
        "required_months",
        "observed_months",
        where=_MATURE,
    ),
    _expect(
        "share",
        "A share lies between 0 and 1.",
        "비율은 0과 1 사이에 있습니다.",
        Rule.BETWEEN,
        "value",
        low=0,
        high=1,
        where=_SHARES,
    ),
    _expect(
        "part_of_whole",
        "The numerator of a share is no larger than its denominator.",
        "비율의 분자는 분모보다 크지 않습니다.",
        Rule.ORDERED,
        "numerator",
        "denominator",
        where=_SHARES,
    ),
    _expect(
        "denominator",
        "No denominator is negative.",
        "음수인 분모가 없습니다.",
        Rule.BETWEEN,
        "denominator",
        low=0,
    ),
    _expect("n", "No count is negative.", "음수인 수가 없습니다.", Rule.BETWEEN, "n", low=0),
    _expect(
        "coverage",
        "Coverage lies between 0 and 1.",
        "보고율은 0과 1 사이에 있습니다.",
        Rule.BETWEEN,
        "coverage",
        low=0,
        high=1,
    ),
    _expect(
        "interval_low",
        "The interval begins at or below the value.",
        "구간은 값 이하에서 시작합니다.",
        Rule.ORDERED,
        "low",
        "value",
    ),
    _expect(
        "interval_high",
        "The interval ends at or above the value.",
        "구간은 값 이상에서 끝납니다.",
        Rule.ORDERED,
        "value",
        "high",
    ),
    _expect(
        "bound_low",
        "The lower bound is at or below the value.",
        "아래 한계는 값 이하입니다.",
        Rule.ORDERED,
        "bound_low",
        "value",
    ),
    _expect(
        "bound_high",
        "The upper bound is at or above the value.",
        "위 한계는 값 이상입니다.",
        Rule.ORDERED,
        "value",
        "bound_high",
    ),
    _expect(
        "well_observed",
        "At least half of the expected months were observed.",
        "예정된 달의 절반 이상이 관찰되었습니다.",
        Rule.BETWEEN,
        "coverage",
        low=_FEWEST_OBSERVED,
        where=_MATURE,
        severity=Severity.WARNING,
    ),
)
_UNITS: Final = (
    _expect(
        "complete",
        "Just the expected units answer.",
        "예상된 단위가 모두, 그리고 그 단위만 답합니다.",
        Rule.EQUAL,
        "expected",
        "found",
    ),
    _expect(
        "once",
        "A unit is expected once.",
        "단위는 한 번만 셉니다.",
        Rule.UNIQUE,
        "unit_type",
        "unit_id",
    ),
)
_CURVE: Final = (
    _expect(
        "falls",
        "A survival curve never rises.",
        "생존 곡선은 올라가지 않습니다.",
        Rule.ORDERED,
        "value",
        "before",
        where=Where("direction", "falls"),
    ),
    _expect(
        "rises",
        "A cumulative incidence never falls.",
        "누적발생률은 내려가지 않습니다.",
        Rule.ORDERED,
        "before",
        "value",
        where=Where("direction", "rises"),
    ),
    _expect(
        "share",
        "The height of a curve lies between 0 and 1.",
        "곡선의 높이는 0과 1 사이에 있습니다.",
        Rule.BETWEEN,
        "value",
        low=0,
        high=1,
    ),
    _expect(
        "band_low",
        "The band begins at or below the curve.",
        "띠는 곡선 이하에서 시작합니다.",
        Rule.ORDERED,
        "low",
        "value",
    ),
    _expect(
        "band_high",
        "The band ends at or above the curve.",
        "띠는 곡선 이상에서 끝납니다.",
        Rule.ORDERED,
        "value",
        "high",
    ),
)
