"""Reads the terms of programmes from the reference data, for the decisions that they bound.

`dure decide` asks which terms hold for a call and its projects, `dure contest` what they say and
who says so. Terms are customised by the financial independence ratio (재정자립도) of the city.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import yaml

from domain.facts import Area
from domain.terms import Terms, TermsQuestion, default_terms
from dure.wiring import reference_folder

if TYPE_CHECKING:
    from domain.areas import AreaTable

_STUDY: Final = "KRIHS Policy Brief 736"
_Stated = Mapping[str, Any]


@dataclass(frozen=True)
class StatedTerm:
    """One term of a version as the reference data states it, with its source."""

    name: str
    value: int | str
    source: str
    is_proposal: bool = False
    note: str | None = None


class ProgrammeTerms:
    """The terms of every programme; called with a question, the answer that decisions ask for."""

    def __init__(self, areas: "AreaTable") -> None:
        self._areas = areas
        stated = yaml.safe_load((reference_folder() / "programmes.yaml").read_text("utf-8"))
        self._programmes: dict[str, _Stated] = {one["key"]: one for one in stated["programmes"]}

    def __call__(self, question: TermsQuestion) -> Terms | None:
        """The terms in force, or those of the version named; None for a version there is not."""
        versions = list(self._versions(question.programme))
        if question.version is None:
            chosen = [one for one in versions if _is_in_force(one, question.day)]
        else:
            chosen = [one for one in versions if question.version in _names(question, one)]
        if not chosen:
            return default_terms(question)
        custom = self._customised(chosen[0], question)
        values = _values(chosen[0], custom)
        return Terms(
            version=_name(question.programme, chosen[0], custom),
            **{name: stated["value"] for name, stated in values.items()},
        )

    def stated(self, programme: str, version: str) -> list[StatedTerm]:
        """Each term of a version with its source; empty for one that nobody states."""
        default = Terms()
        if version == default.version:
            return [
                StatedTerm(name, getattr(default, name), _STUDY)
                for name in ("below_won", "longest_months")
            ]
        return [
            StatedTerm(
                name,
                term["value"],
                term.get("source", self._programmes[programme]["source"]),
                term.get("is_proposal", False),
                term.get("note"),
            )
            for one in self._versions(programme)
            for custom in (None, *one.get("customised", ()))
            if _name(programme, one, custom) == version
            for name, term in _values(one, custom).items()
        ]

    def ratio(self, area: Area | None, day: date) -> float | None:
        """The latest ratio of the city of an area that is stated for a year not after the day."""
        if area is None:
            return None
        municipality = self._areas.resolve(area.scheme, area.code, day).municipality
        known = self._ratios.get(municipality or "", {})
        years = [year for year in known if year <= day.year]
        return known[max(years)] if years else None

    def _versions(self, programme: str) -> Iterator[_Stated]:
        yield from self._programmes.get(programme, {}).get("small_project_terms", ())

    def _customised(self, terms: _Stated, question: TermsQuestion) -> _Stated | None:
        """The customisation that the version names, else the one of the city's ratio."""
        customised: list[_Stated] = sorted(
            terms.get("customised", ()), key=lambda one: float(one["ratio_below_percent"])
        )
        for one in customised:
            if question.version == _name(question.programme, terms, one):
                return one
        ratio = self.ratio(question.area, question.day) if customised else None
        if ratio is None:
            return None
        return next((one for one in customised if ratio < one["ratio_below_percent"]), None)

    @cached_property
    def _ratios(self) -> dict[str, dict[int, float]]:
        """Ratios by year and municipality, under the code that the municipality has now."""
        found: dict[str, dict[int, float]] = {}
        path = reference_folder() / "municipalities.csv"
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if not row["financial_independence_percent"]:
                    continue
                year = int(row["year"])
                stated_on = date(year, 12, 31)
                place = self._areas.resolve("mois-sgg", row["municipality"], stated_on)
                by_year = found.setdefault(place.municipality or row["municipality"], {})
                by_year[year] = float(row["financial_independence_percent"])
        return found


def _name(programme: str, terms: _Stated, customised: _Stated | None) -> str:
    name = f"{programme}-{terms['version']}"
    return name if customised is None else f"{name}/{customised['key']}"


def _names(question: TermsQuestion, terms: _Stated) -> list[str]:
    variants = (None, *terms.get("customised", ()))
    return [_name(question.programme, terms, one) for one in variants]


def _values(terms: _Stated, customised: _Stated | None) -> dict[str, _Stated]:
    """The values of all, and those that replace or join them."""
    return {**terms["values"], **({} if customised is None else customised["values"])}


def _is_in_force(terms: _Stated, day: date) -> bool:
    return _day(terms.get("valid_from"), date.min) <= day <= _day(terms.get("valid_to"), date.max)


def _day(stated: object, otherwise: date) -> date:
    return otherwise if stated is None else date.fromisoformat(str(stated))
