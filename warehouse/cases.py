"""Puts the comparison of cases into sentences: what the data say, with figures, or cannot say.

Reads the relations `case_comparison` and `case_statement`, and wordings and limits from the
reference tables, through `warehouse.results`; `dure cases` shows the lines, by area and name.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Final, NamedTuple, Protocol

MOST_CASES: Final = 200  # a comparison is read by people; a larger set is to be narrowed to a unit
CANNOT_SAY: Final = "cannot_say"
_OF_ALL: Final = "set"
_PERCENT: Final = 100
_DECIMALS: Final = 1  # of counts of leaders, which are no whole numbers
_Row = Mapping[str, Any]


class TooManyCasesError(Exception):
    """The unit has more cases than a comparison can show."""

    code: ClassVar[str] = "too-many-cases"


class Reading(Protocol):
    """What is read from, such as `warehouse.results.Results`: relations at T, reference tables."""

    def rows(self, relation: str, valid_at: date) -> list[dict[str, Any]]:
        """The rows of a relation by column name."""

    def table(self, name: str) -> list[dict[str, Any]]:
        """The rows of a reference table by column name."""


class Line(NamedTuple):
    """What is said of a case, or of all cases of a unit, on one statement."""

    statement: str
    unit_type: str
    unit: str
    name: str | None
    area: str | None
    verdict: str
    reason: str | None
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    observed_months: int | None
    required_months: int | None
    coverage: float | None
    says: str


@dataclass(frozen=True)
class Comparison:
    """The cases of one unit at T as known at the reading's time, told in one language."""

    reading: Reading
    valid_at: date
    unit_type: str
    unit: str
    language: str  # ko or en

    def lines(self) -> list[Line]:
        """By statement: first what the cases say together, then each, by area, name and key.

        Empty for a unit without cases; raises TooManyCasesError.
        """
        members = self._members()
        if len(members) > MOST_CASES:
            msg = (
                f"{self.unit_type} {self.unit} has {len(members):,} cases, more than the "
                f"{MOST_CASES} that a comparison can show: name a smaller unit"
            )
            raise TooManyCasesError(msg)
        together = {
            row["statement"]: row
            for row in self.reading.rows("case_comparison", self.valid_at)
            if (row["unit_type"], row["unit_id"]) == (self.unit_type, self.unit)
        }
        every = self.reading.rows("case_statement", self.valid_at)
        found: list[Line] = []
        for statement in self._statements:
            if statement in together:
                found.append(self._of_all(together[statement]))
            of_cases = [
                self._of_case(row)
                for row in every
                if row["statement"] == statement and row["community"] in members
            ]
            found += sorted(
                of_cases, key=lambda line: (line.area or "", line.name or "", line.unit)
            )
        return found

    def _members(self) -> set[str]:
        return {
            row["anchor_id"]
            for row in self.reading.rows("unit_member", self.valid_at)
            if row["anchor_type"] == "community"
            and (row["unit_type"], row["unit_id"]) == (self.unit_type, self.unit)
        }

    @cached_property
    def _wordings(self) -> dict[tuple[str, str, str], str]:
        """(statement, level, what is said) -> the sentence."""
        return {
            (row["statement"], row["level"], row["says"]): row[self.language]
            for row in self.reading.table("case_wording")
        }

    @cached_property
    def _statements(self) -> list[str]:
        """In the order of the study."""
        stated = {
            row["statement"]: row["statement_order"]
            for row in self.reading.table("case_wording")
            if row["statement"] != _OF_ALL
        }
        return sorted(stated, key=stated.__getitem__)

    @cached_property
    def _limits(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for row in self.reading.table("case_threshold"):
            figures = _figures({row["threshold"]: row["value"]}, self.language)
            if row["threshold"] == "share_at_least":
                figures["limit_percent"] = f"{row['value'] * _PERCENT:.0f}"
            found.setdefault(row["statement"], {}).update(figures)
        return found

    @cached_property
    def _names(self) -> dict[tuple[str, str], str]:
        return {
            (row["unit_type"], row["unit_id"]): (self.language == "en" and row["name_en"])
            or row["name_ko"]
            for row in self.reading.rows("unit_name", self.valid_at)
        }

    @cached_property
    def _areas(self) -> dict[str, str | None]:
        """Community -> the name of its municipality, or its code where that has no name."""
        return {
            row["community"]: self._names.get(
                ("municipality", row["municipality"]), row["municipality"]
            )
            for row in self.reading.rows("community_area", self.valid_at)
        }

    def _of_all(self, row: _Row) -> Line:
        statement, verdict = row["statement"], row["verdict"]
        told = statement if verdict != CANNOT_SAY else _OF_ALL
        limits = self._limits[_OF_ALL] | self._limits[statement]
        figures = limits | _figures(row, self.language)
        figures["statement"] = self._wordings[statement, "statement", "statement"]
        sentence = self._wordings[told, "set", verdict].format(**figures)
        return Line(
            statement=statement,
            unit_type=self.unit_type,
            unit=self.unit,
            name=self._names.get((self.unit_type, self.unit)),
            area=None,
            verdict=verdict,
            reason=None,
            value=None,
            low=None,
            high=None,
            n=row["count_cases"],
            observed_months=None,
            required_months=None,
            coverage=None,
            says=sentence,
        )

    def _of_case(self, row: _Row) -> Line:
        statement, case = row["statement"], row["community"]
        level = "case" if row["reason"] is None else "reason"
        values = {**row, **json.loads(row["figures"]), "effective_leaders": row["value"]}
        figures = self._limits[statement] | _figures(values, self.language)
        says = row["reason"] or row["verdict"]
        sentence = self._wordings[statement, level, says].format(**figures)
        return Line(
            statement=statement,
            unit_type="community",
            unit=case,
            name=self._names.get(("community", case)),
            area=self._areas.get(case),
            verdict=row["verdict"],
            reason=row["reason"],
            value=row["value"],
            low=row["low"],
            high=row["high"],
            n=row["n"],
            observed_months=row["observed_months"],
            required_months=row["required_months"],
            coverage=row["coverage"],
            says=sentence,
        )


def _figures(values: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Figures as a sentence writes them: whole where they are, shares as percent beside."""
    told: dict[str, Any] = {}
    for name, value in values.items():
        told[name] = _plain(value)
        if isinstance(value, float) and name in ("value", "low", "high", "coverage"):
            told[f"{name}_percent"] = f"{value * _PERCENT:.0f}"
    if "is_in_every_quarter" in values:
        words = {"ko": ("빠진 분기 있음", "있음"), "en": ("no", "yes")}[language]
        told[f"contact_{language}"] = words[bool(values["is_in_every_quarter"])]
    if "change" in values:
        told[f"trend_{language}"] = _trend(values, language)
    return told


def _trend(values: Mapping[str, Any], language: str) -> str:
    """How the mean moved since the first survey on the scale; nothing where there was one only."""
    if values["change"] is None:
        return ""
    moved, since = f"{values['change'] * _PERCENT:+.0f}", values["first_surveyed_on"]
    return {"ko": f"({since} 조사보다 {moved}점)", "en": f" ({moved} since {since})"}[language]


def _plain(value: Any) -> Any:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else f"{round(value, _DECIMALS + 1):g}"
    return value
