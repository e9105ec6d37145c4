"""Wires contests of small projects on a home: a call, its applications, what is to be decided next.

Asks the relations of the published snapshot for facts, and `dure.programmes`, as decisions do, for
the terms. Applications stand by their keys: nothing here ranks them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from domain.errors import MisuseError
from domain.facts import Area
from domain.terms import Terms, TermsQuestion
from dure.measuring import open_results
from dure.programmes import ProgrammeTerms, StatedTerm
from dure.warehousing import Reader
from dure.wiring import Home
from warehouse.months import months_after

_CALLS: Final = (
    "programme",
    "call",
    "published_on",
    "closes_on",
    "budget_won",
    "terms_version",
    "count_applications",
    "count_undecided",
    "count_declined",
    "count_selected",
    "count_settled",
    "approved_won",
    "median_won",
    "largest_won",
    "median_months",
)
_APPLICATION: Final = (
    "project",
    "community",
    "organisation",
    "state",
    "next_steps",
    "due_on",
    "days_over",
    "requested_won",
    "approved_won",
    "paid_won",
    "own_won",
    "advance_won",
    "planned_months",
    "plan",
    "plan_precedence",
    "agendas",
    "links",
    "applied_on",
    "declined_on",
    "selected_on",
    "started_on",
    "changed_on",
    "completed_on",
    "abandoned_on",
    "settled_on",
    "terms",
)
_PERCENT: Final = 100
_Row = Mapping[str, Any]


@dataclass(frozen=True)
class Contest:
    """One call with its sums, the terms that it carries, and its applications by key."""

    call: _Row
    day: date
    terms_version: str
    terms: list[StatedTerm]
    applications: Reader


def calls(
    home: Home, valid_at: date | None, known_at: datetime | None, programme: str | None
) -> Reader:
    """Every call by programme and key: how many projects came of it, and their median size."""
    with open_results(home, valid_at, known_at) as (results, day):
        found = results.rows("contest_call", day)
    rows = [row for row in found if programme in (None, row["programme"])]
    rows.sort(key=lambda row: (row["programme"], row["call"]))
    return Reader.of_rows(_CALLS, rows)


def contest(
    home: Home, key: str, valid_at: date | None, known_at: datetime | None, programme: str | None
) -> Contest:
    """One call and its applications; raises MisuseError for a call unknown, or known twice."""
    with open_results(home, valid_at, known_at) as (results, day):
        found = results.rows("contest_call", day)
        call = _one_call(found, key, programme)
        rows = [
            row
            for row in results.rows("contest_application", day)
            if (row["programme"], row["call"]) == (call["programme"], key)
        ]
    programme_terms = ProgrammeTerms(home.areas)
    told = [_told(row, _terms(programme_terms, call, row), day) for row in rows]
    told.sort(key=lambda row: row["project"])
    version = _terms(programme_terms, call, call).version
    return Contest(
        call=call,
        day=day,
        terms_version=version,
        terms=programme_terms.stated(call["programme"], version),
        applications=Reader.of_rows(_APPLICATION, told),
    )


def _one_call(found: Iterable[_Row], key: str, programme: str | None) -> _Row:
    named = [row for row in found if row["call"] == key and programme in (None, row["programme"])]
    if len(named) == 1:
        return named[0]
    if named:
        owners = ", ".join(sorted(row["programme"] for row in named))
        msg = f"several programmes have a call {key!r}: name one of {owners} by --programme"
    else:
        msg = f"there is no call {key!r}; `dure contest` lists those that there are"
    raise MisuseError(msg)


def _terms(programme_terms: ProgrammeTerms, call: _Row, place: _Row) -> Terms:
    """The terms that a decision about an application meets (see SmallProject), or a new one."""
    code = place["area_code"] or call["area_code"]
    scheme = place["area_scheme"] if place["area_code"] else call["area_scheme"]
    question = TermsQuestion(
        programme=call["programme"],
        day=call["published_on"] or place["applied_on"],
        area=Area(scheme=scheme, code=code) if code else None,
        version=call["terms_version"],
    )
    return programme_terms(question) or programme_terms(question.of_the_day()) or Terms()


def _told(row: _Row, terms: Terms, day: date) -> dict[str, Any]:
    """An application with what the terms ask of it: sums, and the day of the next step."""
    approved, due_on = row["approved_won"], _due_on(row, terms)
    return {
        **row,
        "terms": terms.version,
        "own_won": _part(approved, terms.own_share_percent),
        "advance_won": _part(approved, terms.advance_percent),
        "due_on": due_on,
        "days_over": (day - due_on).days if due_on is not None and due_on < day else None,
    }


def _due_on(row: _Row, terms: Terms) -> date | None:
    """By when the next step is due; None where neither the terms nor the project say so."""
    match row["state"]:
        case "selected" if terms.preparation_months is not None:
            return months_after(row["selected_on"], terms.preparation_months)
        case "started":
            planned_end: date | None = row["planned_end"]
            return planned_end
        case "completed" | "abandoned" if terms.settlement_days is not None:
            ended: date = row["completed_on"] or row["abandoned_on"]
            return ended + timedelta(days=terms.settlement_days)
        case _:
            return None


def _part(won: int | None, percent: int | None) -> int | None:
    return None if won is None or percent is None else won * percent // _PERCENT
