"""Turns the text of a cell into what a field of an event class holds: numbers, words, days.

`streams.mapper` asks once per mapped field for the function that reads its cells.
"""

import re
from collections.abc import Callable
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

from domain.facts import EXACT_INTEGER, Fact
from streams.korean_dates import DateNotationError, read_date
from streams.rows import RowProblemError, shown

Coerce = Callable[[str, str, date], Any]
"""From the text of a cell, the name of its column and the day of receipt to a value."""

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_WON_TERM = re.compile(
    r"(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s*(천억|백억|십억|억|천만|백만|십만|만|천)\s*"
)
_WON_SCALE: Final = {
    "천": 10**3,
    "만": 10**4,
    "십만": 10**5,
    "백만": 10**6,
    "천만": 10**7,
    "억": 10**8,
    "십억": 10**9,
    "백억": 10**10,
    "천억": 10**11,
}
_WON: Final = re.compile(r"(?:₩|￦|KRW|금)?\s*(.*?)\s*(?:원정?|KRW)?", re.DOTALL)
_MONTHS: Final = re.compile(r"(.*?)\s*(?:개월|달)?", re.DOTALL)
_HOURS: Final = re.compile(r"(.*?)\s*(?:시간|h)?", re.DOTALL)
_COUNT: Final = re.compile(r"(.*?)\s*(?:명|인|건|회|개|세대|가구|차시)?", re.DOTALL)
_YES: Final = frozenset(
    {"true", "yes", "y", "1", "o", "○", "예", "네", "유", "있음", "함", "해당", "참"}
)
_NO: Final = frozenset(
    {
        "false",
        "no",
        "n",
        "0",
        "x",
        "×",
        "아니오",
        "아니요",
        "무",
        "없음",
        "안함",
        "미해당",
        "해당없음",
        "거짓",
    }
)


def is_list(kind: type[Fact], field: str) -> bool:
    """Whether a field of an event class holds several values."""
    return get_origin(_core(_hint(kind, field))) is tuple


def coercer(kind: type[Fact], field: str) -> Coerce:
    """The function that reads one value of a field; it raises RowProblemError for what it cannot.

    Units and thousands separators are stripped by the field: 원 for `_won`, 개월 for `_months`,
    시간 for `hours`, 명, 건, 회 and the like for counts. "5천만원" is read as money.
    """
    core = _core(_hint(kind, field))
    if get_origin(core) is tuple:
        core = _core(get_args(core)[0])
    if core is bool:
        return _yes_or_no
    if core is date:
        return _day
    if core in (int, float):
        return _number(field, is_whole=core is int)
    return lambda text, _column, _received_on: text


def _hint(kind: type[Fact], field: str) -> Any:
    return get_type_hints(kind, include_extras=True)[field]


def _core(hint: Any) -> Any:
    """A type without its annotations and without None."""
    if get_origin(hint) is Annotated:
        return _core(get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        return _core(next(part for part in get_args(hint) if part is not NoneType))
    return hint


def _yes_or_no(text: str, column: str, _received_on: date) -> bool:
    word = text.replace(" ", "").lower()
    if word in _YES or word in _NO:
        return word in _YES
    msg = f"{shown(text)} is neither yes nor no: map it with `values`"
    raise RowProblemError("not-yes-or-no", msg, column)


def _day(text: str, column: str, received_on: date) -> str:
    try:
        day = read_date(text, received_on)
    except DateNotationError as error:
        raise date_problem(error, column) from None
    if not isinstance(day, str) or len(day) != len("2025-03-02"):
        msg = f"{shown(text)} is not one day, as this field needs"
        raise RowProblemError("date-not-exact", msg, column)
    return day


def date_problem(error: DateNotationError, column: str | None) -> RowProblemError:
    """The row's problem that a date notation is."""
    return RowProblemError(error.code, shown(error)[1:-1], column)  # its own quotes stay


def _number(field: str, *, is_whole: bool) -> Coerce:
    is_won = field.endswith("_won")
    unit = next(
        (
            pattern
            for ending, pattern in (("_won", _WON), ("months", _MONTHS), ("hours", _HOURS))
            if field.endswith(ending)
        ),
        _COUNT,
    )

    def read(text: str, column: str, _received_on: date) -> int | float:
        match = unit.fullmatch(text)
        bare = match[1] if match else text
        if _NUMBER.fullmatch(bare):
            number = float(bare.replace(",", "")) if "." in bare else int(bare.replace(",", ""))
        elif is_won and (amount := _won_in_words(text)) is not None:
            number = amount
        else:
            msg = f"{shown(text)} is no number that this field can hold"
            raise RowProblemError("not-a-number", msg, column)
        return _exact(number, text, column, is_whole=is_whole)

    return read


def _exact(number: float, text: str, column: str, *, is_whole: bool) -> int | float:
    if abs(number) > EXACT_INTEGER:
        msg = f"{shown(text)} is beyond 2^53, which no count or sum here reaches"
        raise RowProblemError("number-too-large", msg, column)
    if not is_whole:
        return number
    if number != int(number):
        msg = f"{shown(text)} is not a whole number"
        raise RowProblemError("not-a-whole-number", msg, column)
    return int(number)


def _won_in_words(text: str) -> int | None:
    """The sum of `1억 5천만원` or `500천원`: terms of falling scale before 원; None for others."""
    words = text.removesuffix("정").strip()
    if not words.endswith("원"):
        return None
    total, position, scale = 0, 0, 10**12
    for match in _WON_TERM.finditer(words):
        if match.start() != position or _WON_SCALE[match[2]] >= scale:
            return None
        scale, position = _WON_SCALE[match[2]], match.end()
        total += round(float(match[1].replace(",", "")) * scale)
    return total if words[position:] == "원" and position else None
