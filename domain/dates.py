"""When something happened: a closed interval of days with the precision its source gave.

Feeds write dates in many notations (`streams.mapping` reads those); facts carry this one form.
"""

import calendar
import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, final

Months = tuple[str, str]  # the first and the last, as 2025-02

EARLIEST_YEAR: Final = (
    1900  # nothing that dure tracks is older; catches year 0000 and two-digit slips
)
LATEST_YEAR: Final = 2100  # due dates and plans reach decades ahead, not millennia

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_PARTS_OF_A_DAY: Final = 3
_PARTS_OF_A_MONTH: Final = 2
_MONTHS: Final = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2]))(?:\.\.(\d{4}-(?:0[1-9]|1[0-2])))?")
_CACHED_NOTATIONS: Final = 65_536  # distinct notations of a long file: a century has 36,525 days


class Precision(StrEnum):
    """How exactly the source knew the date, or both ends of an interval."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


@final
class Occurred:
    """A closed interval of days `[first, last]`; one day when precise, wider when not or lasting.

    `2025-03` is `[2025-03-01, 2025-03-31]` of month precision. Immutable and hashable.
    """

    __slots__ = ("_wire", "first", "last", "precision")

    def __init__(self, first: date, last: date, precision: Precision) -> None:
        self.first = first
        self.last = last
        self.precision = precision
        self._wire: dict[str, str] | None = None

    @classmethod
    def on(cls, day: date) -> "Occurred":
        """One known day."""
        return cls(day, day, Precision.DAY)

    @classmethod
    def parse(cls, stated: object) -> "Occurred":
        """Read `"2025-03-02"`, `"2025-03"`, `"2025"` or `{"from": ..., "to": ..., "precision"?}`.

        An interval of two exact days is of day precision: what can last, lasted so long. Somebody
        who knows no more than that it was some day between them states `"precision": "unknown"`.
        Raises ValueError, with the value, for anything else, for years outside 1900-2100 and for
        an end before the start (rule H2).
        """
        if isinstance(stated, str):
            return _parse_partial(stated)
        if isinstance(stated, datetime):
            return cls.on(stated.date())
        if isinstance(stated, date):
            return cls.on(_in_range(stated))
        if isinstance(stated, Mapping):
            return _parse_interval(stated)
        msg = f"occurred must be a date or an interval, not {stated!r}"
        raise ValueError(msg)

    def to_wire(self) -> dict[str, str]:
        """The one published form, always the interval with its precision."""
        if self._wire is None:  # notations are parsed once and shared, so this is made once too
            self._wire = {
                "from": self.first.isoformat(),
                "to": self.last.isoformat(),
                "precision": self.precision.value,
            }
        return self._wire

    def is_before(self, other: "Occurred") -> bool:
        """Whether this certainly happened on an earlier day than `other`."""
        return self.last < other.first

    def may_be_before(self, other: "Occurred") -> bool:
        """Whether some reading of both dates puts this on an earlier day than `other`."""
        return self.first < other.last

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Occurred) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        return f"Occurred({self.first}..{self.last}, {self.precision})"

    def _key(self) -> tuple[date, date, Precision]:
        return (self.first, self.last, self.precision)


@lru_cache(maxsize=_CACHED_NOTATIONS)
def _parse_partial(stated: str) -> Occurred:
    match = _PARTIAL.fullmatch(stated)
    if match is None:
        msg = f"{stated!r} is no date: write 2025-03-02, 2025-03 or 2025"
        raise ValueError(msg)
    parts = [int(part) for part in match.groups() if part is not None]
    try:
        first = date(parts[0], *[*parts[1:], 1, 1][:2])
    except ValueError:
        msg = f"{stated!r} is no day of the calendar"
        raise ValueError(msg) from None
    _in_range(first)
    if len(parts) == _PARTS_OF_A_DAY:
        return Occurred(first, first, Precision.DAY)
    if len(parts) == _PARTS_OF_A_MONTH:
        days = calendar.monthrange(first.year, first.month)[1]
        return Occurred(first, first.replace(day=days), Precision.MONTH)
    return Occurred(first, date(first.year, 12, 31), Precision.YEAR)


def _parse_interval(stated: Mapping[str, Any]) -> Occurred:
    extra = set(stated) - {"from", "to", "precision"}
    if extra or "from" not in stated or "to" not in stated:
        msg = f"an occurred interval has from, to and precision, not {sorted(stated)}"
        raise ValueError(msg)
    first, last = Occurred.parse(stated["from"]), Occurred.parse(stated["to"])
    if last.last < first.first:
        msg = f"the interval ends ({stated['to']}) before it starts ({stated['from']})"
        raise ValueError(msg)
    return Occurred(
        first.first, last.last, _interval_precision(first, last, stated.get("precision"))
    )


def _interval_precision(first: Occurred, last: Occurred, stated: object) -> Precision:
    if stated is not None:
        try:
            return Precision(str(stated))
        except ValueError:
            msg = f"precision is one of {', '.join(Precision)}, not {stated!r}"
            raise ValueError(msg) from None
    if first == last or first.precision is last.precision is Precision.DAY:
        return first.precision  # of two exact days: it lasted from one to the other
    return Precision.UNKNOWN


def months_of(text: str) -> Months | None:
    """The months of `2025-02` or `2025-02..2025-04`, both included; None for any other text."""
    match = _MONTHS.fullmatch(text)
    if match is None or (match[2] or match[1]) < match[1]:
        return None
    return match[1], match[2] or match[1]


def _in_range(day: date) -> date:
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        msg = f"the year of {day.isoformat()} is outside {EARLIEST_YEAR}-{LATEST_YEAR}"
        raise ValueError(msg)
    return day
