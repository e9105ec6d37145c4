"""The JSON Schemas against a validator that nobody here wrote, and against what dure decodes."""

from copy import deepcopy
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from domain.correction import Correction
from domain.examples import example_event
from domain.facts import Fact, decode_hook, person_fields
from domain.schema import is_reported, wire_schema
from domain.vocabulary import FACT_TYPES, PERSON_SUBJECTS

REPORTED = {topic: kind for topic, kind in FACT_TYPES.items() if is_reported(kind)}
every_reported_kind = pytest.mark.parametrize("kind", REPORTED.values(), ids=REPORTED)


def validator(kind: type[Fact]) -> Draft202012Validator:
    return Draft202012Validator(wire_schema(kind))


def errors(kind: type[Fact], event: dict[str, Any]) -> list[str]:
    return [error.json_path for error in validator(kind).iter_errors(event)]


@every_reported_kind
def test_every_schema_is_a_schema(kind: type[Fact]) -> None:
    Draft202012Validator.check_schema(wire_schema(kind))


@every_reported_kind
@pytest.mark.parametrize("is_full", [True, False], ids=["full", "required"])
def test_the_example_of_every_kind_is_valid_and_decodes(kind: type[Fact], *, is_full: bool) -> None:
    event = example_event(kind, is_full=is_full)
    assert errors(kind, event) == []
    assert isinstance(msgspec.convert(event["data"], kind, dec_hook=decode_hook), kind)


@every_reported_kind
def test_a_missing_field_is_refused_by_schema_and_decoder_alike(kind: type[Fact]) -> None:
    for field in msgspec.structs.fields(kind):
        event = example_event(kind)
        del event["data"][field.name]
        is_filled_in = field.name == "occurred" and kind in (
            Correction.Corrected,
            Correction.Withdrawn,
        )
        assert bool(errors(kind, event)) == (field.required and not is_filled_in)


@every_reported_kind
def test_an_unknown_field_is_refused(kind: type[Fact]) -> None:
    event = example_event(kind)
    event["data"]["surprise"] = 1
    assert errors(kind, event) == ["$.data"]
    assert errors(kind, {**example_event(kind), "surprise": 1}) == ["$"]


@every_reported_kind
def test_names_and_sentences_are_there_in_both_languages(kind: type[Fact]) -> None:
    schema = wire_schema(kind)
    assert schema["title"] == kind.EN
    assert schema["x-ko"]["title"] == kind.KO
    assert schema["description"].endswith(".")
    assert schema["x-ko"]["description"].endswith(".")
    for shape in schema["properties"]["data"]["properties"].values():
        assert shape["title"]
        assert shape["x-ko"]


@every_reported_kind
def test_what_identifies_a_person_is_marked(kind: type[Fact]) -> None:
    properties = wire_schema(kind)["properties"]
    marked = {
        name for name, shape in properties["data"]["properties"].items() if "x-person" in shape
    }
    assert marked == set(person_fields(kind))
    is_person = kind.TOPIC.partition(".")[0] in PERSON_SUBJECTS
    assert properties["subject"].get("x-person", False) is is_person


@pytest.mark.parametrize(
    "occurred",
    ["2025-03-02", "2025-03", "2025", {"from": "2025-03-02", "to": "2025-04"},
     {"from": "2025", "to": "2025", "precision": "unknown"}],
)  # fmt: skip
def test_every_notation_of_a_date_is_valid(occurred: object) -> None:
    kind = FACT_TYPES["community.activity_held.v1"]
    event = deepcopy(example_event(kind))
    event["data"]["occurred"] = occurred
    assert errors(kind, event) == []
    msgspec.convert(event["data"], kind, dec_hook=decode_hook)


@pytest.mark.parametrize("occurred", ["2025.3.2.", "", 20250302, {"from": "2025"}, None])
def test_other_notations_are_not(occurred: object) -> None:
    kind = FACT_TYPES["community.activity_held.v1"]
    event = deepcopy(example_event(kind))
    event["data"]["occurred"] = occurred
    assert errors(kind, event) == ["$.data.occurred"]
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(event["data"], kind, dec_hook=decode_hook)


def test_the_subject_is_of_the_facts_kind() -> None:
    kind = FACT_TYPES["community.activity_held.v1"]
    assert errors(kind, {**example_event(kind), "subject": "plan/1"}) == ["$.subject"]
