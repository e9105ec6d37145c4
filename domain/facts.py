"""What a fact is: the data of one event, and the entry that carries it in the ledger.

A `Fact` says what happened; its class, annotations and `TOPIC` are the one definition from which
schemas, templates and the catalogue are made. An `Entry` is a fact with all that the ledger knows
about it, and is what the eventsourcing library stores and loads.
"""

from datetime import date, datetime
from enum import StrEnum
from functools import cache, lru_cache
from typing import Annotated, Any, ClassVar, Final, dataclass_transform, get_args, get_type_hints
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from domain.dates import Occurred

WIRE_PREFIX: Final = "dure."
EXACT_INTEGER: Final = 2**53 - 1  # the largest integer that every JSON reader keeps exact
LONGEST_KEY: Final = 200  # keys of issuing bodies; longer ones are text in the wrong column
MONEY_SUFFIX: Final = "_won"  # of every field of type Won: money says its currency in its name (H7)
LONGEST_TEXT: Final = 4_000  # one paragraph or two; longer texts belong in an attachment

_SUBJECTS = uuid5(NAMESPACE_URL, "https://dure.example/subjects")


class PersonMark:
    """Annotation: the value identifies a person and is pseudonymised before it is stored."""


Key = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_KEY)]
Person = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_KEY), PersonMark()]
Text = Annotated[str, msgspec.Meta(max_length=LONGEST_TEXT)]
Count = Annotated[int, msgspec.Meta(ge=0, le=EXACT_INTEGER)]
Won = Annotated[int, msgspec.Meta(ge=0, le=EXACT_INTEGER)]
Months = Annotated[int, msgspec.Meta(ge=0, le=1200)]
Hours = Annotated[float, msgspec.Meta(ge=0, le=100_000)]


class Basis(StrEnum):
    """Through which door a fact came: reported about the world, or decided with dure."""

    REPORTED = "reported"
    DECIDED = "decided"


class Area(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """An administrative area as the source wrote it: the code and whose scheme it is of."""

    scheme: Key
    code: Key


class FactKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names a fact for ever: the feed's URI and the id the feed gave."""

    source: Key
    id: Key


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class FactMeta(msgspec.StructMeta):
    """Tells type checkers that every event class is frozen and keyword-only, as its base is."""


class Fact(
    msgspec.Struct,
    metaclass=FactMeta,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    gc=False,  # made by the million, never part of a cycle
):
    """The data of one event. Subclasses are past participles nested in their aggregate.

    `TOPIC` is the stored name with its version, `KO` and `EN` name the event to people.
    `PLANNED` facts may lie in the future (rule H3).
    """

    TOPIC: ClassVar[str]
    KO: ClassVar[str]
    EN: ClassVar[str]
    PLANNED: ClassVar[bool] = False

    occurred: Occurred
    area: Area | None = None

    @classmethod
    def wire_type(cls) -> str:
        """The CloudEvents `type` of this fact."""
        return WIRE_PREFIX + cls.TOPIC


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A fact in the ledger: one stored event of the aggregate that `subject` names.

    `digest` is the sha256 (hex) of type, subject and data after pseudonymisation; `supersedes` is
    the log position that a correction or withdrawal replaces; `position` is known once stored.
    """

    originator_id: UUID
    originator_version: int
    source: str
    id: str
    subject: str
    fact: Fact
    basis: Basis
    recorded_at: datetime
    digest: str
    time: datetime | None = None
    delivery: str | None = None
    row: int | None = None
    supersedes: int | None = None
    position: int | None = None
    by: str | None = None

    @property
    def key(self) -> FactKey:
        """The name under which feeds refer to this fact."""
        return FactKey(self.source, self.id)


@lru_cache(maxsize=65_536)  # subjects of one delivery: a province has some thousand communities
def aggregate_id(subject: str) -> UUID:
    """The ledger's id of `community/K`: uuid5, so that a redelivered fact meets the same stream."""
    return uuid5(_SUBJECTS, subject)


@cache  # one entry per event class
def person_fields(kind: type[Fact]) -> tuple[str, ...]:
    """The fields of an event class that hold persons, alone or as a list."""
    hints = get_type_hints(kind, include_extras=True)
    return tuple(name for name, hint in hints.items() if _marks_person(hint))


def _marks_person(hint: Any) -> bool:
    metadata = getattr(hint, "__metadata__", ())
    return any(isinstance(mark, PersonMark) for mark in metadata) or any(
        _marks_person(part) for part in get_args(hint)
    )


def decode_hook(kind: type, value: Any) -> Any:
    """Let msgspec read the types it does not know; raises ValueError with the value."""
    if kind is Occurred:
        return Occurred.parse(value)
    msg = f"cannot read {kind}"
    raise NotImplementedError(msg)


def encode_hook(value: Any) -> Any:
    """Let msgspec write the types it does not know."""
    if isinstance(value, Occurred):
        return value.to_wire()
    if isinstance(value, date):
        return value.isoformat()
    msg = f"cannot write {type(value)}"
    raise NotImplementedError(msg)
