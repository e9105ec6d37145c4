"""What must hold of the figures of a publication, beside what holds of each indicator's answer.

Takes the figures that the guard let pass; `run` checks them before anything is written.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

import pyarrow as pa

from warehouse.cards import Bilingual, Card
from warehouse.cells import counts_residents
from warehouse.publication.figures import Figure
from warehouse.suppression import FEWEST_RESIDENTS
from warehouse.validation.expectations import Expectation, Rule, Suite, Where

SUBJECT: Final = "publication"
_KEY: Final = ("valid_at", "indicator", "unit_type", "unit_id", "measure")
_SUPPRESSED: Final = Where("status", "suppressed")


def publication_suites(
    figures: Sequence[Figure], cards: Sequence[Card], expected: Collection[tuple[str, str, str]]
) -> Iterator[Suite]:
    """The suites of figures, of which `expected` (indicator, unit type, unit) must be some."""
    of_residents = {card.id for card in cards if counts_residents(card)}
    yield Suite(SUBJECT, "figures", _frame(figures, of_residents), PUBLICATION_PARTS["figures"])
    yield Suite(SUBJECT, "units", _units(figures, expected), PUBLICATION_PARTS["units"])


def _frame(figures: Sequence[Figure], of_residents: Collection[str]) -> pa.Table:
    rows = [
        {
            **figure._asdict(),
            "valid_at": figure.valid_at.isoformat(),
            "residents": (figure.n or None) if figure.indicator in of_residents else None,
        }
        for figure in figures
    ]
    floats = {"value", "low", "high", "bound_low", "bound_high", "numerator", "denominator"}
    wholes = {"n", "observed_months", "required_months", "residents"}
    schema = pa.schema(
        [
            (
                name,
                pa.float64()
                if name in floats | {"coverage"}
                else pa.int64()
                if name in wholes
                else pa.string(),
            )
            for name in (*Figure._fields, "residents")
        ]
    )
    return pa.Table.from_pylist(rows, schema)


def _units(figures: Sequence[Figure], expected: Collection[tuple[str, str, str]]) -> pa.Table:
    found = {(figure.indicator, figure.unit_type, figure.unit_id) for figure in figures}
    return pa.Table.from_pylist(
        [
            {
                "indicator": indicator,
                "unit": f"{unit_type}/{unit}",
                "expected": int((indicator, unit_type, unit) in expected),
                "found": int((indicator, unit_type, unit) in found),
            }
            for indicator, unit_type, unit in sorted(found | set(expected))
        ]
    )


PUBLICATION_PARTS: Final = {
    "figures": (
        Expectation(
            key="once",
            sentence=Bilingual(
                ko="같은 수치는 한 번만 공표합니다.", en="The same figure is published once."
            ),
            rule=Rule.UNIQUE,
            columns=_KEY,
        ),
        Expectation(
            key="mature_has_value",
            sentence=Bilingual(
                ko="성숙한 수치에는 값이 있습니다.", en="A mature figure has a value."
            ),
            rule=Rule.NOT_NULL,
            columns=("value",),
            where=Where("status", "mature"),
        ),
        Expectation(
            key="immature_has_none",
            sentence=Bilingual(
                ko="성숙하지 않은 수치는 값 없이 공표합니다.",
                en="A figure that is not mature is published without a value.",
            ),
            rule=Rule.NULL,
            columns=("value",),
            where=Where("status", "mature", is_equal=False),
        ),
        Expectation(
            key="suppressed_tells_nothing",
            sentence=Bilingual(
                ko="가린 수치는 인원도 밝히지 않습니다.",
                en="A suppressed figure does not tell of how many either.",
            ),
            rule=Rule.NULL,
            columns=("n",),
            where=_SUPPRESSED,
        ),
        Expectation(
            key="five_residents",
            sentence=Bilingual(
                ko="주민 다섯 명 미만의 칸은 없습니다.",
                en="No figure is of fewer than five residents.",
            ),
            rule=Rule.BETWEEN,
            columns=("residents",),
            low=FEWEST_RESIDENTS,
        ),
    ),
    "units": (
        Expectation(
            key="complete",
            sentence=Bilingual(
                ko="평가틀의 단위가 모두, 그리고 그 단위만 있습니다.",
                en="All units of the framework are there, and no others.",
            ),
            rule=Rule.EQUAL,
            columns=("expected", "found"),
        ),
    ),
}
