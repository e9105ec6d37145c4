"""Reads the dates that Korean offices write, into the wire forms of `occurred`.

`streams.mapper` calls it for every date cell; `domain.dates` reads what it returns. What is not
certain is refused with a code: a wrong date costs more than a question to the sender.
"""

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from domain.dates import EARLIEST_YEAR, LATEST_YEAR, Occurred

WireDate = str | dict[str, str]

LONGEST_NOTATION: Final = 60  # two instants with weekdays have 50 characters
CACHED_NOTATIONS: Final = 65_536  # a century of days, and their intervals
PIVOT_YEAR: Final = 69  # POSIX strptime %y: 69-99 are 1969-1999, 00-68 are 2000-2068
SHEET_EPOCH: Final = date(1899, 12, 30)  # day 0 of a spreadsheet, with its 29 February 1900
FIRST_SERIAL: Final = 20_000  # 1954-10-03; below, five digits are rarely dates
LAST_SERIAL: Final = 73_415  # 2100-12-31

_HOUR: Final = (
    r"(?:T|(?:오전|오후|AM|PM)\s*)?(?:[01]?\d|2[0-4])"
    r"(?::[0-5]\d(?::[0-5]\d(?:\.\d+)?)?|시(?:\s*[0-5]?\d분)?)\s*(?:Z|[+-]\d{2}:?\d{2})?"
)
_TIMES = re.compile(rf"\s*(?<!\d){_HOUR}(?:\s*~\s*{_HOUR}|\s*~?\s*$)?|T{_HOUR}", re.IGNORECASE)
_WEEKDAY = re.compile(r"\s*\([월화수목금토일](?:요일)?\)|\s+[월화수목금토일]요일")
_INTERVAL = re.compile(r"\s*(?:[~∼〜–—]|부터)\s*|\s+-\s+")
_ONGOING = re.compile(r"(?:현재|계속|지속|진행\s?중|운영\s?중)?(?:까지)?")
_FREQUENCY = re.compile(
    r"(?<![제\d])\d+\s*[회번]|매\s?(?:년|월|주|일|분기)|격\s?(?:년|월|주)|[분반]기별|[월연]별"
    r"|수시|상시|연중|정기적?"
)
_DAY = re.compile(
    r"(?P<year>\d{4}|['’‘`´]\s?\d{2}|\d{2}(?=\s*[년.-]))\s*(?:년|[./-])\s*"
    r"(?P<month>\d{1,2})\s*(?:월|[./-])\s*(?P<day>\d{1,2})\s*(?:일|\.)?"
)
_MONTH = re.compile(
    r"(?P<year>\d{4}|['’‘`´]\s?\d{2}|\d{2}(?=\s*년))\s*(?:년|[./-])\s*"
    r"(?P<month>\d{1,2})\s*(?:월|\.)?\s*(?:초순?|중순?|하순|말)?"
)
_YEAR = re.compile(
    r"(?P<year>\d{4}|['’‘`´]\s?\d{2}|\d{2}(?=\s*년))\s*(?:\.|년도?\s*(?:초|중|말)?)?"
)
_PART_OF_YEAR = re.compile(
    r"(?P<year>\d{4}|['’‘`´]\s?\d{2}|\d{2}(?=\s*년))\s*(?:년도?|\.)?\s*"
    r"(?:(?P<half>[상하])반기|(?P<quarter>[1-4])(?:/4)?\s?분기)"
)
_WITHOUT_YEAR = re.compile(r"\d{1,2}\s*(?:월|[./-])\s*(?:\d{1,2}\s*(?:일|\.)?)?")
_MONTHS_OF_HALF: Final = {"상": (1, 6), "하": (7, 12)}


class DateNotationError(ValueError):
    """A text that is no certain date: `code` is stable, the message a sentence for the sender."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@lru_cache(maxsize=CACHED_NOTATIONS)
def read_date(stated: str, received_on: date) -> WireDate:
    """A date or interval as offices write it, as `"2025-03-02"`, `"2025-03"`, `"2025"` or from-to.

    An open interval ("2019 ~ 현재") ends on the day of receipt, with precision `unknown`: that
    much is known and no more. Raises DateNotationError; the code says whether it is a frequency,
    lacks its year, is ambiguous, is no day of the calendar, or cannot be read.
    """
    text = _simplify(stated)
    if len(text) > LONGEST_NOTATION:
        raise _unreadable(text[:LONGEST_NOTATION])
    single = _single(text)
    if single is not None:
        return single
    if _FREQUENCY.search(text):
        msg = f"'{text}' says how often, not when: give the date of each time"
        raise DateNotationError("date-is-frequency", msg)
    ends = _INTERVAL.split(text)
    if len(ends) != 2:  # noqa: PLR2004 # an interval has two ends
        raise _unreadable(text)
    return _interval(text, ends[0], ends[1], received_on)


def join_dates(start: WireDate, end: WireDate) -> WireDate:
    """One interval of two dates in wire form; refuses an end before the start (rule H2)."""
    if start == end:
        return start
    if isinstance(start, dict) or isinstance(end, dict):
        msg = "the start and the end of an interval are dates, not intervals themselves"
        raise DateNotationError("date-not-read", msg)
    if Occurred.parse(end).last < Occurred.parse(start).first:
        msg = f"the interval ends ({end}) before it starts ({start})"
        raise DateNotationError("end-before-start", msg)
    return {"from": start, "to": end}


def _simplify(stated: str) -> str:
    text = unicodedata.normalize("NFKC", stated).strip()  # full-width digits and tildes
    text = _WEEKDAY.sub("", text)
    return _TIMES.sub("", text).strip() if ":" in text or "시" in text else text


def _single(text: str) -> str | dict[str, str] | None:
    if text.isdecimal():
        return _digits(text)
    for pattern in (_DAY, _MONTH, _YEAR):
        match = pattern.fullmatch(text)
        if match is not None:
            parts = match.groupdict()
            return _date(text, _year(parts["year"]), parts.get("month"), parts.get("day"))
    match = _PART_OF_YEAR.fullmatch(text)
    return None if match is None else _part_of_year(text, match)


def _digits(text: str) -> str:
    if len(text) == 8:  # noqa: PLR2004 # YYYYMMDD
        return _date(text, text[:4], text[4:6], text[6:])
    if len(text) == 6:  # noqa: PLR2004 # YYYYMM or YYMMDD
        return _six_digits(text)
    if len(text) == 5 and FIRST_SERIAL <= int(text) <= LAST_SERIAL:  # noqa: PLR2004 # a sheet's serial
        return (SHEET_EPOCH + timedelta(days=int(text))).isoformat()
    if len(text) == 4:  # noqa: PLR2004 # YYYY
        return _date(text, text, None, None)
    raise _unreadable(text)


def _six_digits(text: str) -> str:
    readings = []
    for year, month, day in (
        (text[:4], text[4:], None),
        (_year(text[:2]), text[2:4], text[4:]),
    ):
        try:
            readings.append(_date(text, year, month, day))
        except DateNotationError:
            continue
    if len(readings) == 1:
        return readings[0]
    if readings:
        msg = f"'{text}' may be {readings[0]} or {readings[1]}: write {readings[1]}"
        raise DateNotationError("date-ambiguous", msg)
    raise _unreadable(text)


def _year(stated: str) -> str:
    digits = stated.lstrip("'’‘`´ ")
    if len(digits) == 4:  # noqa: PLR2004 # the century is stated
        return digits
    return ("19" if int(digits) >= PIVOT_YEAR else "20") + digits


def _date(text: str, year: str, month: str | None, day: str | None) -> str:
    if not EARLIEST_YEAR <= int(year) <= LATEST_YEAR:
        msg = f"the year of '{text}' is outside {EARLIEST_YEAR}-{LATEST_YEAR}"
        raise DateNotationError("date-out-of-range", msg)
    wire = "-".join([year, *(part.zfill(2) for part in (month, day) if part is not None)])
    try:
        Occurred.parse(wire)
    except ValueError:
        msg = f"'{text}' is no day of the calendar"
        raise DateNotationError("date-not-in-calendar", msg) from None
    return wire


def _part_of_year(text: str, match: re.Match[str]) -> dict[str, str]:
    year = _date(text, _year(match["year"]), None, None)
    first, last = (
        _MONTHS_OF_HALF[match["half"]]
        if match["half"]
        else (3 * int(match["quarter"]) - 2, 3 * int(match["quarter"]))
    )
    return {"from": f"{year}-{first:02}", "to": f"{year}-{last:02}"}


def _interval(text: str, start: str, end: str, received_on: date) -> WireDate:
    first = _single(start)
    if not isinstance(first, str):
        raise _unreadable(text)
    if _ONGOING.fullmatch(end):
        joined = join_dates(first, received_on.isoformat())
        return joined if isinstance(joined, str) else joined | {"precision": "unknown"}
    last = _single_end(end.removesuffix("까지").strip(), first)
    if not isinstance(last, str):
        raise _unreadable(text)
    return join_dates(first, last)


def _single_end(end: str, start: str) -> WireDate | None:
    """The end of an interval, which may leave out what it shares with the start."""
    known = start.split("-")
    numbers = re.fullmatch(r"(\d{1,2})(?:\s*[.월/-]\s*(\d{1,2}))?\s*[.월일]?", end)
    if numbers is not None and len(known) > 1:
        own = [number for number in numbers.groups() if number is not None]
        if len(own) < len(known):
            year, month, *day = known[: len(known) - len(own)] + own
            return _date(end, year, month, day[0] if day else None)
    return _single(end)


def _unreadable(text: str) -> DateNotationError:
    if not text:
        return DateNotationError("date-missing", "the date is empty")
    if _WITHOUT_YEAR.fullmatch(text):
        return DateNotationError("date-without-year", f"'{text}' lacks its year")
    sentence = f"'{text}' is no date that can be read: write 2025-03-02 or 2025-03"
    return DateNotationError("date-not-read", sentence)
