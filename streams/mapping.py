"""Mappings: what the columns of a feed's files mean, as its operator writes it in YAML.

`streams.mapping_file` reads them, `streams.mapper` makes each into a function from a row to events;
docs/mappings.md explains every key.
"""

from typing import Annotated, Final, Literal, NamedTuple

import msgspec

from domain.correction import Correction
from domain.facts import Fact, person_fields
from domain.vocabulary import FACT_TYPES, PERSON_SUBJECTS
from streams.templates import columns_of, columns_of_template

MOST_FACTS: Final = 50  # facts that one row may mean; the widest ledger sheet seen has a dozen
MOST_HEADER_ROWS: Final = 100  # titles and notes above a header fill a dozen
LONGEST_TEMPLATE: Final = 1_000
CORRECTED: Final = Correction.Corrected.TOPIC
WITHDRAWN: Final = Correction.Withdrawn.TOPIC

FactClass = type[Fact]
Template = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_TEMPLATE)]
Column = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a mapping: a name that it does not know is a slip of the pen."""


class Condition(_Part, frozen=True):
    """Holds for a row by the value of a column: one of some, empty or filled, past or future.

    A date is `future` when it begins after the day of receipt, and `past` otherwise.
    """

    column: Column
    in_: tuple[str, ...] | None = msgspec.field(default=None, name="in")
    is_: Literal["empty", "filled", "past", "future"] | None = msgspec.field(
        default=None, name="is"
    )


class OccurredColumns(_Part, frozen=True):
    """When the fact happened: one column, or those in which a period begins and ends.

    A period without an end is its first day. `precision` overrides what the notation says; `open`
    tells whether "2019 ~ 현재" ends on the day of receipt or is only its start.
    """

    column: Column | None = None
    from_: Column | None = msgspec.field(default=None, name="from")
    to: Column | None = None
    precision: Literal["day", "month", "year", "unknown"] | None = None
    open: Literal["receipt", "start"] = "receipt"


class AreaColumn(_Part, frozen=True):
    """The area of a fact: a code of a scheme, from a column or the same for all rows."""

    scheme: str
    column: Column | None = None
    code: str | None = None


class Each(_Part, frozen=True):
    """One fact for each part of a cell; `as` names the part for templates and fields."""

    column: Column
    split: str
    as_: Column = msgspec.field(name="as")


class FieldValue(_Part, frozen=True):
    """What a field is filled from, where naming a column does not say enough."""

    column: Column | None = None
    const: str | None = None
    split: str | None = None
    values: dict[str, str] | None = None
    otherwise: str | None = None


class MappedFact(_Part, frozen=True):
    """One fact that a row may mean. `fact` and `corrects` are for corrections and withdrawals."""

    type: str
    subject: Template
    occurred: Column | OccurredColumns | None = None
    id: Template = "{id}"
    when: Condition | tuple[Condition, ...] = ()
    area: AreaColumn | None = None
    each: Each | None = None
    fields: dict[str, Template | FieldValue] = {}
    fact: Template | None = None
    corrects: str | None = None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All that must hold for the row to mean this fact."""
        return (self.when,) if isinstance(self.when, Condition) else self.when

    @property
    def described(self) -> FactClass:
        """The event class whose fields are filled: of the fact, or of the one it corrects."""
        return FACT_TYPES[self.corrects or self.type]

    def columns(self) -> set[str]:
        """The columns that this fact reads."""
        names = {condition.column for condition in self.conditions}
        for template in (self.subject, self.id, self.fact or ""):
            names.update(columns_of_template(template))
        for value in self.fields.values():
            names.update(_columns_of_field(value))
        names.update(_columns_of_date(self.occurred))
        if self.area is not None and self.area.column:
            names.add(self.area.column)
        return self._of_the_file(names)

    def persons(self) -> "Persons":
        """The columns that this fact takes for persons, and whether it composes one of several."""
        values = [
            self.fields[name] for name in person_fields(self.described) if name in self.fields
        ]
        sources = [_columns_of_field(value) for value in values]
        if self.subject.partition("/")[0] in PERSON_SUBJECTS:
            sources.append(columns_of_template(self.subject))
        single = {source[0] for source in sources if len(source) == 1}
        return Persons(
            self._of_the_file(single), single, any(len(source) > 1 for source in sources)
        )

    def _of_the_file(self, names: set[str]) -> set[str]:
        """Names with the part of an `each` replaced by the column that it is a part of."""
        if self.each is None or self.each.as_ not in names:
            return names
        return names - {self.each.as_} | {self.each.column}


class Persons(NamedTuple):
    """Where the persons of a fact come from: columns of the file, and names inside the fact."""

    columns: set[str]
    names: set[str]
    are_composed: bool


class Mapping(_Part, frozen=True):
    """What the files of a feed look like and what their rows mean."""

    format: Literal["csv", "xlsx", "ndjson", "cloudevents"]
    encoding: str = "utf-8"
    delimiter: Annotated[str, msgspec.Meta(min_length=1, max_length=1)] = ","
    sheet: str | None = None
    header_row: Annotated[int, msgspec.Meta(ge=1, le=MOST_HEADER_ROWS)] = 1
    id: tuple[Template, ...] = ()
    on_change: Literal["conflict", "correct", "correct-later"] = "conflict"
    unknown_columns: Literal["refuse", "ignore"] = "refuse"
    aliases: dict[Column, Column] = {}
    drop: tuple[Column, ...] = ()
    optional: tuple[Column, ...] = ()
    persons: tuple[Column, ...] = ()
    received_at: Column | None = None
    facts: Annotated[tuple[MappedFact, ...], msgspec.Meta(max_length=MOST_FACTS)] = ()

    @property
    def corrects_changes(self) -> bool:
        """Whether a row that says something new under an old id corrects what it said before."""
        return self.on_change != "conflict"

    @property
    def states_each_once(self) -> bool:
        """Whether a file lists each id once, so that only a later delivery corrects it.

        Two rows of one file that differ under one id are then a conflict: they are two things that
        the id does not tell apart, or one that the file states in two ways.
        """
        return self.on_change == "correct-later"

    def columns(self) -> frozenset[str]:
        """Every column that the mapping reads."""
        names = {column for text in self.id for column in columns_of(text)}
        names.update(self.persons, [self.received_at] if self.received_at else [])
        names.update(fact.each.column for fact in self.facts if fact.each is not None)
        return frozenset(names.union(*(fact.columns() for fact in self.facts)))

    def person_columns(self) -> frozenset[str]:
        """Every column that holds persons: their values are hidden wherever they are not fields."""
        return frozenset(self.persons).union(*(fact.persons().columns for fact in self.facts))


def _columns_of_field(value: Template | FieldValue) -> list[str]:
    if isinstance(value, FieldValue):
        return [value.column] if value.column else []
    return columns_of(value)


def _columns_of_date(occurred: Column | OccurredColumns | None) -> list[str]:
    if isinstance(occurred, OccurredColumns):
        named = (occurred.column, occurred.from_, occurred.to)
        return [column for column in named if column]
    return [occurred] if occurred else []
