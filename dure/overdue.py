"""Which feeds owe a delivery: the months since their expectation that none covers."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from domain.feed import Feed
from domain.ledger import Ledger
from dure.wiring import Home
from streams.registry import feed_names

GRACE_DAYS: Final = 30  # after the end of a period; offices close their month in the next one
_MONTHS: Final = {"monthly": 1, "quarterly": 3, "yearly": 12}
_YEAR: Final = 12


def overdue_feeds(home: Home, ledger: Ledger) -> Iterator[tuple[str, str]]:
    """Each feed with the last month that is due and neither delivered nor declared a gap."""
    today, _ = home.horizon(None, None)
    for name in feed_names(ledger):
        month = _overdue_month(ledger, name, today)
        if month is not None:
            yield name, month


def _overdue_month(ledger: Ledger, name: str, today: date) -> str | None:
    expected: Feed.ExpectationDeclared | None = None
    covered: set[str] = set()
    for entry in ledger.entries(f"feed/{name}"):
        fact = entry.fact
        if isinstance(fact, Feed.ExpectationDeclared):
            expected = fact
        elif isinstance(fact, Feed.DeliveryReceived | Feed.GapDeclared):
            covered |= set(_months(fact.period_from, fact.period_to))
    if expected is None:
        return None
    due = _last_due(expected.every, today)
    is_owed = due >= expected.occurred.first.isoformat()[:7] and due not in covered
    return due if is_owed else None


def _last_due(every: str, today: date) -> str:
    """The last month of the newest period that ended at least the days of grace ago."""
    reference = today - timedelta(days=GRACE_DAYS)
    length = _MONTHS[every]
    number = (reference.year * _YEAR + reference.month - 1) // length * length - 1
    return _text(number)


def _months(first: str | None, last: str | None) -> Iterator[str]:
    if first is None or last is None:
        return
    for number in range(_number(first), _number(last) + 1):
        yield _text(number)


def _number(month: str) -> int:
    return int(month[:4]) * _YEAR + int(month[5:7]) - 1


def _text(number: int) -> str:
    return f"{number // _YEAR:04d}-{number % _YEAR + 1:02d}"
