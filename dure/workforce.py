"""Wires the workforce on a home: who is due for what, who worked where, and the experts.

Asks relations of the published snapshot as `dure.measuring` asks indicators; nothing here judges.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from domain.errors import MisuseError
from dure.measuring import open_results
from dure.warehousing import Reader
from dure.wiring import Home

STATES: Final = ("overdue", "due", "left_field", "done")  # in the order in which they ask for care
_DUTY: Final = (
    "state",
    "worker",
    "support_organisation",
    "community",
    "cause",
    "ended_from",
    "ended_to",
    "due_on",
    "days_left",
    "days_over",
    "answer",
    "answered_from",
    "missing_months",
)
_CONTINUITY: Final = (
    "community",
    "support_organisations",
    "workers_now",
    "count_workers",
    "first_assigned_on",
    "last_assigned_on",
    "count_gaps",
    "gap_days",
    "longest_gap_days",
    "longest_gap_from",
    "longest_gap_to",
    "open_gap_days",
    "missing_months",
)
_EXPERT: Final = (
    "support_organisation",
    "field",
    "expert",
    "is_declared",
    "state",
    "enrolled_on",
    "withdrawn_on",
    "last_consulted_on",
    "last_community",
    "count_in_year",
    "idle_since",
    "idle_days",
    "municipalities",
)
_REACH: Final = (
    "support_organisation",
    "field",
    "municipality",
    "count_communities",
    "count_enrolled",
    "count_in_year",
    "last_consulted_on",
    "idle_days",
)
_Row = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """The times of a question, and the support organisation that it is about, if it is one's."""

    valid_at: date | None = None
    known_at: datetime | None = None
    support_organisation: str | None = None


def duties(home: Home, asked: Asked, state: str | None = None) -> Reader:
    """Workers whose contract or support has ended: overdue, due, left the field and done, by date.

    Raises MisuseError for a state that there is not.
    """
    if state is not None and state not in STATES:
        msg = f"there is no state {state!r}; known are {', '.join(STATES)}"
        raise MisuseError(msg)

    def order(row: _Row) -> tuple[Any, ...]:
        return STATES.index(row["state"]), row["due_on"], row["worker"]

    rows = _rows(home, asked, "workforce")
    chosen = (row for row in rows if state in (None, row["state"]))
    return Reader.of_rows(_DUTY, sorted(chosen, key=order))


def continuity(home: Home, asked: Asked) -> Reader:
    """Which workers each community has and had, and how long it was without one, by key."""
    return Reader.of_rows(
        _CONTINUITY, _sorted(_rows(home, asked, "worker_continuity"), "community")
    )


def experts(
    home: Home, asked: Asked, field: str | None = None, municipality: str | None = None
) -> Reader:
    """The pool by support organisation, field and expert, of one field or municipality if asked."""
    rows = [
        row
        for row in _rows(home, asked, "expert_pool")
        if field in (None, row["field"]) and municipality in (None, *row["municipalities"])
    ]
    return Reader.of_rows(_EXPERT, _sorted(rows, "support_organisation", "field", "expert"))


def reach(
    home: Home, asked: Asked, field: str | None = None, municipality: str | None = None
) -> Reader:
    """When somebody of each field last advised in each municipality that an organisation serves."""
    rows = [
        row
        for row in _rows(home, asked, "expert_reach")
        if field in (None, row["field"]) and municipality in (None, row["municipality"])
    ]
    return Reader.of_rows(_REACH, _sorted(rows, "support_organisation", "field", "municipality"))


def _rows(home: Home, asked: Asked, relation: str) -> list[dict[str, Any]]:
    with open_results(home, asked.valid_at, asked.known_at) as (results, day):
        rows = results.rows(relation, day)
    wanted = asked.support_organisation
    return [row for row in rows if wanted is None or wanted in _organisations(row)]


def _organisations(row: _Row) -> Sequence[str]:
    several: Sequence[str] = row.get("support_organisations", ())
    return several or (row["support_organisation"],)


def _sorted(rows: Sequence[_Row], *columns: str) -> list[_Row]:
    return sorted(rows, key=lambda row: tuple(row[column] or "" for column in columns))
