"""Makes a mapping into a function from the values of a row to its inbound CloudEvents.

`streams.formats` calls it for each row of a CSV, XLSX or JSON file. What depends on the mapping
alone is decided once, in `streams.cells`, so that a row costs some closures and no look-ups.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Any, Final

import msgspec

from domain.facts import LONGEST_KEY, WIRE_PREFIX, person_fields
from domain.vocabulary import PERSON_SUBJECTS
from streams.cells import (
    Pseudonym,
    Read,
    condition_reader,
    date_reader,
    field_reader,
    parts_reader,
    required,
    template_reader,
    text_of,
)
from streams.mapping import (
    CORRECTED,
    WITHDRAWN,
    AreaColumn,
    Each,
    FieldValue,
    MappedFact,
    Mapping,
)
from streams.rows import Cell, RowProblemError, Values, shown
from streams.templates import ROW_ID, columns_of, columns_of_template, is_template

KOREA: Final = timezone(timedelta(hours=9))  # for instants whose feed names no offset
NOBODY: Final[frozenset[str]] = frozenset()

Events = Callable[[Values, date], Iterator[dict[str, Any]]]


class Mapper:
    """The events of rows under one mapping, for one feed.

    `pseudonym` hides persons where a template writes them into an id or another key; in person
    fields and person subjects they stay as they are, for `streams.checking` to hide.
    """

    def __init__(self, mapping: Mapping, source: str, pseudonym: Pseudonym) -> None:
        self._received_at = mapping.received_at
        self._persons = _person_cells(mapping)
        self._are_composed = any(fact.persons().are_composed for fact in mapping.facts)
        self._pseudonym = pseudonym
        hidden = mapping.person_columns()
        self._identity = [
            template_reader(text if is_template(text) else f"{{{text}}}", hidden, pseudonym)
            for text in mapping.id
        ]
        self._facts = [_fact_reader(fact, hidden, source, pseudonym) for fact in mapping.facts]

    def events(self, values: Values, received_on: date) -> list[dict[str, Any]]:
        """The inbound CloudEvents that a row means, at least one. Raises RowProblemError."""
        own = [_escaped(read(values, received_on) or "") for read in self._identity]
        if not any(own):
            msg = "the columns that identify the row are empty"
            raise RowProblemError("missing-id", msg)
        values[ROW_ID] = "|".join(own)
        events = [event for read in self._facts for event in read(values, received_on)]
        if not events:
            msg = "no fact of the mapping applies to this row: does a new kind of row need one?"
            raise RowProblemError("nothing-mapped", msg)
        return events

    def received_at(self, values: Values) -> datetime | None:
        """When the source said so, where the mapping names a column for that; in Korea's time."""
        if self._received_at is None:
            return None
        text = text_of(values, self._received_at)
        try:
            instant = datetime.fromisoformat(text)
        except ValueError:
            msg = f"{shown(text)} is no instant as 2025-03-02T14:00:00+09:00"
            raise RowProblemError("not-an-instant", msg, self._received_at) from None
        return instant if instant.tzinfo else instant.replace(tzinfo=KOREA)

    def kept(self, values: Values) -> bytes:
        """A row as quarantine may keep it: a JSON object of its columns, persons by pseudonym.

        Empty where the mapping composes persons of several columns, which could not be hidden
        one by one without making them other persons.
        """
        if self._are_composed:
            return b""
        columns = {name: cell for name, cell in values.items() if name != ROW_ID}
        for column, separator in self._persons.items():
            if columns.get(column):
                columns[column] = _hidden(columns[column], separator, self._pseudonym)
        return msgspec.json.encode(columns)


def _fact_reader(
    fact: MappedFact, person_columns: frozenset[str], source: str, pseudonym: Pseudonym
) -> Events:
    """The events of one mapped fact: none, one, or one for each part of a cell."""
    hidden = person_columns | fact.persons().names
    if fact.each is not None and fact.each.column in person_columns:
        hidden |= {fact.each.as_}
    conditions = [condition_reader(condition) for condition in fact.conditions]
    read_event = _event_reader(fact, frozenset(hidden), source, pseudonym)
    if fact.each is None:
        each, name = None, ""
    else:
        each, name = parts_reader(fact.each.column, fact.each.split), fact.each.as_

    def events(values: Values, received_on: date) -> Iterator[dict[str, Any]]:
        if not all(holds(values, received_on) for holds in conditions):
            return
        if each is None:
            yield read_event(values, received_on)
        else:
            for part in each(values):
                yield read_event({**values, name: part}, received_on)

    return events


def _event_reader(
    fact: MappedFact, hidden: frozenset[str], source: str, pseudonym: Pseudonym
) -> Callable[[Values, date], dict[str, Any]]:
    is_person = fact.subject.partition("/")[0] in PERSON_SUBJECTS
    read_subject = _key_reader(fact.subject, NOBODY if is_person else hidden, pseudonym, "subject")
    read_id = _key_reader(fact.id, hidden, pseudonym, "id")
    read_data = _data_reader(fact, hidden, pseudonym)
    if fact.type in (CORRECTED, WITHDRAWN):
        read_data = _about(
            fact, _key_reader(fact.fact or "", hidden, pseudonym, "fact"), read_data, source
        )
    wire_type = WIRE_PREFIX + fact.type

    def event(values: Values, received_on: date) -> dict[str, Any]:
        return {
            "specversion": "1.0",
            "id": read_id(values, received_on),
            "source": source,
            "type": wire_type,
            "subject": read_subject(values, received_on),
            "data": read_data(values, received_on),
        }

    return event


def _data_reader(fact: MappedFact, hidden: frozenset[str], pseudonym: Pseudonym) -> Read:
    """The data of the fact, or of the one it corrects; fields without a value are left out."""
    if fact.occurred is None:
        return lambda _values, _received_on: {}
    kind = fact.described
    needed = {field.name for field in msgspec.structs.fields(kind) if field.required}
    persons = person_fields(kind)
    readers: list[tuple[str, Read]] = [("occurred", date_reader(fact.occurred))]
    if fact.area is not None:
        readers.append(("area", _area_reader(fact.area)))
    for name, stated in fact.fields.items():
        readers.append(
            (
                name,
                field_reader(kind, name, stated, NOBODY if name in persons else hidden, pseudonym),
            )
        )
    readers = [
        (name, required(read, _column(fact, name), f"`{name}`") if name in needed else read)
        for name, read in readers
    ]

    def data(values: Values, received_on: date) -> dict[str, Any]:
        filled = {}
        for name, read in readers:
            value = read(values, received_on)
            if value is not None:
                filled[name] = value
        return filled

    return data


def _about(fact: MappedFact, read_id: Read, read_data: Read, source: str) -> Read:
    """The data of a correction or withdrawal: the named fact and what takes its place."""

    def data(values: Values, received_on: date) -> dict[str, Any]:
        named = {"fact": {"source": source, "id": read_id(values, received_on)}}
        if fact.type == WITHDRAWN:
            return named
        replacement = read_data(values, received_on)
        return {**named, "corrects": fact.corrects, "replacement": replacement}

    return data


def _area_reader(area: AreaColumn) -> Read:
    scheme, code, column = area.scheme, area.code, area.column or ""
    if code is not None:
        return lambda _values, _received_on: {"scheme": scheme, "code": code}

    def read(values: Values, _received_on: date) -> dict[str, str] | None:
        stated = text_of(values, column)
        return {"scheme": scheme, "code": stated} if stated else None

    return read


def _key_reader(template: str, hidden: frozenset[str], pseudonym: Pseudonym, what: str) -> Read:
    """A key of the envelope, for which every column of its template must be filled."""
    column = ", ".join(columns_of_template(template))
    read = required(template_reader(template, hidden, pseudonym), column, f"`{what}`")

    def key(values: Values, received_on: date) -> str:
        text: str = read(values, received_on)
        if len(text) > LONGEST_KEY:
            msg = f"the {what} has {len(text)} characters, {LONGEST_KEY} are the most"
            raise RowProblemError("key-too-long", msg, column)
        return text

    return key


def _column(fact: MappedFact, name: str) -> str:
    stated = fact.occurred if name == "occurred" else fact.fields.get(name)
    if isinstance(stated, str):
        return ", ".join(columns_of(stated))
    column = getattr(stated, "column", None) or getattr(stated, "from_", None)
    return column or name


def _escaped(text: str) -> str:
    """A part of a joined id: what joins the parts does not stand in one."""
    if "|" in text or "%" in text:
        return text.replace("%", "%25").replace("|", "%7C")
    return text


def _person_cells(mapping: Mapping) -> dict[str, re.Pattern[str] | None]:
    """Each column of persons with what separates several of them in a cell."""
    separators: dict[str, str | None] = dict.fromkeys(mapping.person_columns())
    for fact in mapping.facts:
        splits = [
            (stated.column, stated.split)
            for stated in (*fact.fields.values(), fact.each)
            if isinstance(stated, FieldValue | Each)
        ]
        separators |= {name: split for name, split in splits if name in separators and split}
    return {column: re.compile(split) if split else None for column, split in separators.items()}


def _hidden(cell: Cell, separator: re.Pattern[str] | None, pseudonym: Pseudonym) -> Cell:
    if isinstance(cell, list):
        return [pseudonym(part) for part in cell]
    if separator is None:
        return pseudonym(cell)
    hidden, end = [], 0
    for match in separator.finditer(cell):
        hidden += [_hidden_part(cell[end : match.start()], pseudonym), match[0]]
        end = match.end()
    return "".join([*hidden, _hidden_part(cell[end:], pseudonym)])


def _hidden_part(part: str, pseudonym: Pseudonym) -> str:
    name = part.strip()
    return pseudonym(name) if name else ""
