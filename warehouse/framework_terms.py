"""Assessment frameworks: what a policy designer states in YAML, as frozen structs.

`warehouse.framework` reads one, `warehouse.guard` holds it to its rules, and publications
compute what a framework names. A framework describes: it has no place for a verdict, rank, weight,
target or score. What it asks for of that kind is kept in `asked`, for the guard to refuse.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

import msgspec

from warehouse.cards import Bilingual
from warehouse.months import months_after

MOST_INDICATORS: Final = 60  # twice what the catalogue holds; more is a mistake

Id = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Version = Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
IndicatorId = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Months = Annotated[int, msgspec.Meta(ge=0, le=1200)]


class UnitType(StrEnum):
    """What a value is of."""

    COMMUNITY = "community"
    MUNICIPALITY = "municipality"
    PROVINCE = "province"
    PROGRAMME = "programme"
    SUPPORT_ORGANISATION = "support_organisation"
    COHORT = "cohort"
    NATION = "nation"


class Comparison(StrEnum):
    """What a value stands beside: the unit's own values before, or the band of similar units."""

    OWN_PAST = "own_past"
    SIMILAR_UNITS = "similar_units"


class Likeness(StrEnum):
    """In what the units of a band are alike."""

    PROGRAMME = "programme"
    STAGE = "stage"
    CITY_CLASS = "city_class"
    FINANCIAL_INDEPENDENCE = "financial_independence"


class Language(StrEnum):
    """A language in which a publication of the framework is written."""

    KOREAN = "ko"
    ENGLISH = "en"


class Role(StrEnum):
    """Whether an indicator stands for itself or explains a result beside it."""

    MAIN = "main"
    COMPANION = "companion"


class Request(StrEnum):
    """What a framework may ask for though dure has it not."""

    VERDICT = "verdict"
    RANK = "rank"
    SCORE = "score"
    TARGET = "target"
    NAMES = "names"


class Asked(msgspec.Struct, frozen=True):
    """Something that was asked for and set aside: the word, and where it stands."""

    request: Request
    word: str
    path: str


class Units(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The units that are described: a type, and which of them.

    `cohort` and `programme` narrow them down to those in the cohort or the support programme.
    """

    type: UnitType
    cohort: str | None = None
    programme: str | None = None


class Chosen(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One indicator of a framework; its core task and class are on its card.

    `measures` are those of the card that are shown, all when empty. `unit_type` is for an
    indicator that is computed for other units than the framework's. `companion_of` names the
    result indicators beside which it always stands.
    """

    indicator: IndicatorId
    measures: tuple[str, ...] = ()
    unit_type: UnitType | None = None
    compared_with: tuple[Comparison, ...] = ()
    companion_of: tuple[IndicatorId, ...] = ()
    reason: Bilingual | None = None

    @property
    def role(self) -> Role:
        """Companion of a result, or an indicator that stands for itself."""
        return Role.COMPANION if self.companion_of else Role.MAIN


class FollowUp(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How long after the end of support the units are followed, and by which indicators."""

    months: Months
    indicators: Annotated[tuple[IndicatorId, ...], msgspec.Meta(min_length=1)]


class Stated(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the YAML of a framework says.

    Values are described at `assessment`, with those at `baseline` and each year between as the own
    past. `similar_in` says in what the units of a band are alike.
    """

    id: Id
    version: Version
    names: Bilingual
    purpose: Bilingual
    units: Units
    baseline: date
    assessment: date
    indicators: Annotated[
        tuple[Chosen, ...], msgspec.Meta(min_length=1, max_length=MOST_INDICATORS)
    ]
    similar_in: tuple[Likeness, ...] = ()
    follow_up: FollowUp | None = None
    languages: Annotated[tuple[Language, ...], msgspec.Meta(min_length=1)] = (
        Language.KOREAN,
        Language.ENGLISH,
    )


class Framework(Stated, frozen=True, kw_only=True):
    """A framework as read: what it states, what it asks for beside, and its own text.

    `lines` gives the line of every path, such as `$.indicators[2].compared_with`; `text` is the
    YAML as it stood in the file, which `warehouse.framework.parse_framework` reads again.
    """

    text: str
    asked: tuple[Asked, ...] = ()
    lines: Mapping[str, int] = msgspec.field(default_factory=dict)

    def unit_type_of(self, chosen: Chosen) -> UnitType:
        """The units for which an indicator of this framework is computed."""
        return chosen.unit_type or self.units.type

    def days(self) -> tuple[date, ...]:
        """The days that are computed: the assessment, each year before it, and the baseline."""
        years = range(self.assessment.year - self.baseline.year + 1)
        yearly = (months_after(self.assessment, -12 * back) for back in years)
        return tuple(sorted({self.baseline, *(day for day in yearly if day > self.baseline)}))
