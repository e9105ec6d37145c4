"""JSON Schemas (2020-12) of every fact on the wire, made from the event classes.

`dure schema TYPE` prints one, `docs/schemas/` holds them all; bodies check their feeds with them.
Besides the shape they carry the Korean names (`x-ko`) and mark by `x-person` what identifies a
person, which dure pseudonymises before it stores anything.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from domain.correction import Correction
from domain.dates import Occurred, Precision
from domain.facts import LONGEST_KEY, Fact, person_fields
from domain.glossary import Term, term
from domain.glossary_events import SENTENCES_KO
from domain.vocabulary import OWN_AGGREGATES, PERSON_SUBJECTS

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_DAY: Final = r"^\d{4}-\d{2}-\d{2}$"
_PARTIAL: Final = r"^\d{4}(-\d{2}(-\d{2})?)?$"
_OCCURRED: Final[Mapping[str, Any]] = {
    "description": "A day, a month, a year, or an interval of them.",
    "x-ko": "날짜: 일, 월, 연 또는 기간",
    "anyOf": [
        {"type": "string", "pattern": _PARTIAL},
        {
            "type": "object",
            "properties": {
                "from": {"type": "string", "pattern": _PARTIAL},
                "to": {"type": "string", "pattern": _PARTIAL},
                "precision": {"enum": [precision.value for precision in Precision]},
            },
            "required": ["from", "to"],
            "additionalProperties": False,
        },
    ],
}


def wire_schema(kind: type[Fact]) -> dict[str, Any]:
    """The schema of the CloudEvent by which a body reports a fact of this kind."""
    schema = data_schema(kind)
    definitions = schema.pop("$defs")
    return {
        "$schema": DIALECT,
        "$id": f"urn:dure:schema:{kind.wire_type()}",
        "title": kind.EN,
        "description": first_sentence(kind),
        "x-ko": {"title": kind.KO, "description": sentence_ko(kind)},
        "type": "object",
        "properties": {**_attributes(kind), "data": schema},
        "required": ["specversion", "id", "type", "subject", "data"],
        "additionalProperties": False,
        "$defs": definitions,
    }


def data_schema(kind: type[Fact]) -> dict[str, Any]:
    """The schema of a fact's `data`, with what it refers to in `$defs`."""
    [reference], components = msgspec.json.schema_components(
        [kind], ref_template="#/$defs/{name}", schema_hook=_unknown_to_msgspec
    )
    schema: dict[str, Any] = components.pop(reference["$ref"].rpartition("/")[2])
    persons = person_fields(kind)
    for name, shape in schema["properties"].items():
        described = _words(term(kind.TOPIC, name))
        if name in persons:
            described["x-person"] = True
        schema["properties"][name] = {**described, **shape}
    if issubclass(kind, Correction.Corrected | Correction.Withdrawn):
        schema["required"].remove("occurred")  # dure fills in when it took notice
    schema.pop("title")
    schema.pop("description")
    return {**schema, "$defs": {**components, "Occurred": dict(_OCCURRED)}}


def sentence_ko(kind: type[Fact]) -> str:
    """What the event says, in Korean."""
    return SENTENCES_KO[kind.TOPIC.rpartition(".")[0]]


def first_sentence(kind: type[Fact]) -> str:
    """What the event says, in English: the first paragraph of its docstring."""
    return " ".join((kind.__doc__ or "").split("\n\n", maxsplit=1)[0].split())


def is_reported(kind: type[Fact]) -> bool:
    """Whether bodies report this kind; the others are dure's own record of itself."""
    return kind.TOPIC.partition(".")[0] not in OWN_AGGREGATES


def _attributes(kind: type[Fact]) -> dict[str, Any]:
    aggregate = kind.TOPIC.partition(".")[0]
    owner = "[a-z_]+" if aggregate == Correction.NAME else aggregate
    key = {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY}
    subject = {**key, "pattern": f"^{owner}/.+", "description": "Whom the fact is about."}
    if aggregate in PERSON_SUBJECTS:
        subject["x-person"] = True
    return {
        "specversion": {"const": "1.0"},
        "id": {**key, "description": "The body's own id of this fact; never used twice."},
        "source": {
            **key,
            "description": "The URI of the feed or below it; the feed's own where left out.",
        },
        "type": {"const": kind.wire_type()},
        "subject": subject,
        "time": {
            "type": "string",
            "format": "date-time",
            "description": "The instant, where one is known.",
        },
        "datacontenttype": {"const": "application/json"},
    }


def _words(named: Term) -> dict[str, Any]:
    words: dict[str, Any] = {"title": named.en, "x-ko": named.ko}
    if named.note_en:
        words |= {"description": named.note_en, "x-ko-description": named.note_ko}
    return words


def _unknown_to_msgspec(kind: type) -> dict[str, Any]:
    if kind is Occurred:
        return {"$ref": "#/$defs/Occurred"}
    msg = f"{kind} has no schema"
    raise NotImplementedError(msg)
