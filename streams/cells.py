"""Readers of cells: texts, templates, dates, lists and fields, each made once for a mapping.

`streams.mapper` puts them together to events.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from domain.dates import Occurred
from domain.facts import Fact
from streams.coercion import coercer, date_problem, is_list
from streams.korean_dates import DateNotationError, WireDate, join_dates, read_date
from streams.mapping import Condition, FieldValue, OccurredColumns
from streams.rows import RowProblemError, Values, shown
from streams.templates import Place, columns_of_template, is_template, pieces

Pseudonym = Callable[[str], str]
Read = Callable[[Values, date], Any]
"""From the values of a row and the day of receipt to a value; None where the cell is empty."""

ReadDate = Callable[[Values, date], WireDate | None]

_YEAR_AND_MONTH: Final = len("2025-03")
_YEAR: Final = len("2025")


def text_of(values: Values, column: str) -> str:
    """The text of a cell, empty where the row has none."""
    value = values.get(column, "")
    if isinstance(value, str):
        return value
    msg = "the cell holds a list where one value is expected"
    raise RowProblemError("not-one-value", msg, column)


def parts_reader(column: str, split: str | None) -> Callable[[Values], list[str]]:
    """The parts of a cell that holds several values, in order, without empty ones."""
    pattern = re.compile(split) if split else None

    def parts(values: Values) -> list[str]:
        value = values.get(column, "")
        cut = pattern.split(value) if pattern and isinstance(value, str) else value
        listed = cut if isinstance(cut, list) else [cut]
        return [part.strip() for part in listed if part and part.strip()]

    return parts


def template_reader(template: str, hidden: frozenset[str], pseudonym: Pseudonym) -> Read:
    """The text that a template composes; persons in `hidden` columns appear by pseudonym."""
    readers = [
        _constant(piece) if isinstance(piece, str) else _place_reader(piece, hidden, pseudonym)
        for piece in pieces(template)
    ]

    def read(values: Values, received_on: date) -> str | None:
        texts = [reader(values, received_on) for reader in readers]
        return "".join(texts) if all(texts) else None

    return readers[0] if len(readers) == 1 else read


def required(read: Read, column: str, what: str) -> Read:
    """The same reader, for which an empty cell is a problem of the row."""

    def read_or_refuse(values: Values, received_on: date) -> Any:
        value = read(values, received_on)
        if value is None or value == "":
            msg = f"{what} is missing: the column is empty"
            raise RowProblemError("missing-value", msg, column)
        return value

    return read_or_refuse


def date_reader(stated: str | OccurredColumns) -> ReadDate:
    """The wire form of when a fact occurred."""
    if isinstance(stated, str):
        stated = OccurredColumns(column=stated)
    if stated.column is None:
        read = _period_reader(stated.from_ or "", stated.to or "")
    else:
        read = _date_cell(stated.column)
    if stated.open == "start":
        read = _start_of_open(read)
    return read if stated.precision is None else _with_precision(read, stated.precision)


def condition_reader(condition: Condition) -> Callable[[Values, date], bool]:
    """Whether a condition holds for a row."""
    column = condition.column
    if condition.in_ is not None:
        wanted = frozenset(condition.in_)
        return lambda values, _received_on: text_of(values, column) in wanted
    if condition.is_ in ("empty", "filled"):
        is_wanted_empty = condition.is_ == "empty"
        return lambda values, _received_on: (not values.get(column)) is is_wanted_empty
    read, is_future_wanted = _date_cell(column), condition.is_ == "future"

    def holds(values: Values, received_on: date) -> bool:
        wire = read(values, received_on)
        if wire is None:
            return False
        return (Occurred.parse(wire).first > received_on) is is_future_wanted

    return holds


def field_reader(
    kind: type[Fact],
    field: str,
    stated: str | FieldValue,
    hidden: frozenset[str],
    pseudonym: Pseudonym,
) -> Read:
    """The value of one field of an event class, as the wire holds it."""
    coerce, several = coercer(kind, field), is_list(kind, field)
    if isinstance(stated, str) and is_template(stated):
        template = template_reader(stated, hidden, pseudonym)
        column = ", ".join(columns_of_template(stated))
        return _single(template, coerce, column, several=several)
    value = FieldValue(column=stated) if isinstance(stated, str) else stated
    if value.const is not None:
        return _single(_constant(value.const), coerce, "", several=several)
    column = value.column or ""
    translate = _translator(value, column)
    if not several:
        cell: Read = lambda values, _received_on: translate(text_of(values, column))  # noqa: E731 # a closure among others
        return _single(cell, coerce, column, several=False)
    parts = parts_reader(column, value.split)
    return lambda values, received_on: (
        [coerce(translate(part), column, received_on) for part in parts(values)] or None
    )


def _single(read: Read, coerce: Callable[..., Any], column: str, *, several: bool) -> Read:
    def read_one(values: Values, received_on: date) -> Any:
        text = read(values, received_on)
        if not text:
            return None
        value = coerce(text, column, received_on)
        return [value] if several else value

    return read_one


def _translator(value: FieldValue, column: str) -> Callable[[str], str]:
    known, otherwise = value.values, value.otherwise
    if known is None:
        return lambda text: text

    def translate(text: str) -> str:
        if not text or text in known:
            return known.get(text, "")
        if otherwise is None:
            msg = f"{shown(text)} is none of the values that the mapping knows"
            raise RowProblemError("unmapped-value", msg, column)
        return otherwise

    return translate


def _constant(text: str) -> Read:
    return lambda _values, _received_on: text


def _place_reader(place: Place, hidden: frozenset[str], pseudonym: Pseudonym) -> Read:
    column, form = place
    if form is not None:
        read = _date_cell(column)
        length = {"year": _YEAR, "month": _YEAR_AND_MONTH}.get(form)
        return lambda values, received_on: _start(read(values, received_on), length)
    if column in hidden:
        return lambda values, _received_on: _hide(text_of(values, column), pseudonym)
    return lambda values, _received_on: text_of(values, column)


def _hide(text: str, pseudonym: Pseudonym) -> str:
    return pseudonym(text) if text else ""


def _start(wire: WireDate | None, length: int | None) -> str | None:
    start = wire["from"] if isinstance(wire, dict) else wire
    return start if start is None else start[:length]


def _date_cell(column: str) -> ReadDate:
    def read(values: Values, received_on: date) -> WireDate | None:
        text = text_of(values, column)
        try:
            return read_date(text, received_on) if text else None
        except DateNotationError as error:
            raise date_problem(error, column) from None

    return read


def _period_reader(start: str, end: str) -> ReadDate:
    read_start, read_end = _date_cell(start), _date_cell(end)

    def read(values: Values, received_on: date) -> WireDate | None:
        first, last = read_start(values, received_on), read_end(values, received_on)
        if first is None or last is None:
            return first
        try:
            return join_dates(first, last)
        except DateNotationError as error:
            raise date_problem(error, end) from None

    return read


def _start_of_open(read: ReadDate) -> ReadDate:
    def read_start(values: Values, received_on: date) -> WireDate | None:
        wire = read(values, received_on)
        return wire["from"] if isinstance(wire, dict) and "precision" in wire else wire

    return read_start


def _with_precision(read: ReadDate, precision: str) -> ReadDate:
    def read_span(values: Values, received_on: date) -> WireDate | None:
        wire = read(values, received_on)
        if wire is None:
            return None
        return Occurred.parse(wire).to_wire() | {"precision": precision}

    return read_span
