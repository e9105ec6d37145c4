"""Wires the comparison of cases on a home; `warehouse.cases` says what the data say."""

from datetime import date, datetime

from domain.errors import MisuseError
from dure.measuring import open_results
from dure.warehousing import Reader
from dure.wiring import Home
from warehouse.cases import Comparison, Line

NATION = ("nation", "KR")


def cases(
    home: Home,
    valid_at: date | None,
    known_at: datetime | None,
    unit: tuple[str, str] = NATION,
    *,
    statement: str | None = None,
    language: str = "en",
) -> Reader:
    """What the cases of a unit say on each statement of the policy study, together and one by one.

    Raises MisuseError for a unit without cases, TooManyCasesError for too many of them.
    """
    with open_results(home, valid_at, known_at) as (results, day):
        lines = Comparison(results, day, *unit, language).lines()
    if not lines:
        msg = f"no case of the {unit[0]} {unit[1]!r} has records by then"
        raise MisuseError(msg)
    rows = [line for line in lines if statement in (None, line.statement)]
    return Reader(list(Line._fields), list(rows))
