"""What was published once loads for ever: golden data of every event version."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from domain.facts import WIRE_PREFIX
from domain.published import data_bytes, fact_of
from domain.upcasts import EARLIER_VERSIONS, upcast
from domain.vocabulary import FACT_TYPES
from tests.contract.golden import FOLDER, FORMS, golden_path

GOLDEN = sorted(FOLDER.glob("*.json"))


def topic_of(path: Path) -> str:
    """The event version of a golden file: its name without the form."""
    return path.stem.rpartition(".")[0]


def read(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


@pytest.mark.parametrize("topic", [*FACT_TYPES, *EARLIER_VERSIONS])
def test_every_event_version_has_golden_data(topic: str) -> None:
    """`python -m tests.contract.golden` writes those of a new version."""
    for form in FORMS:
        assert golden_path(topic, form).exists()


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_golden_data_load_as_the_current_version(path: Path) -> None:
    topic, data = upcast(topic_of(path), read(path))
    fact = fact_of(WIRE_PREFIX + topic_of(path), read(path))
    assert type(fact) is FACT_TYPES[topic]
    assert msgspec.json.decode(data_bytes(fact)) == data


@pytest.mark.parametrize("kind", FACT_TYPES.values(), ids=FACT_TYPES)
def test_the_required_form_holds_what_must_be_there_and_no_more(kind: Any) -> None:
    """A field that is added to a version later must have a default: old data do not hold it."""
    required = {field.name for field in msgspec.structs.fields(kind) if field.required}
    assert set(read(golden_path(kind.TOPIC, "required"))) == required


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_no_field_of_golden_data_was_taken_away(path: Path) -> None:
    topic, data = upcast(topic_of(path), read(path))
    assert set(data) <= set(FACT_TYPES[topic].__struct_fields__)


class TestUpcasting:
    OLD = "resident_organisation.space_agreement_signed.v1"
    NEW = "resident_organisation.space_agreement_signed.v2"

    def test_a_text_that_is_no_date_stands_where_texts_belong(self) -> None:
        data = {"space": "마을회관", "until": "매각 시까지"}
        assert upcast(self.OLD, data) == (
            self.NEW,
            {"space": "마을회관", "until_text": "매각 시까지"},
        )

    def test_a_text_that_is_a_date_becomes_the_date(self) -> None:
        data = {"space": "마을회관", "until": "2027-12-31"}
        assert upcast(self.OLD, data) == (self.NEW, data)

    def test_what_is_missing_stays_missing(self) -> None:
        assert upcast(self.OLD, {}) == (self.NEW, {})

    def test_current_versions_come_back_as_they_are(self) -> None:
        data = {"space": "마을회관", "until": "2027-12-31"}
        assert upcast(self.NEW, data) == (self.NEW, data)
        assert upcast("no.such.v1", {}) == ("no.such.v1", {})

    def test_the_replacement_of_a_correction_is_brought_to_the_current_version(self) -> None:
        stored = {
            "fact": {"source": "urn:dure:feed:a", "id": "1"},
            "corrects": self.OLD,
            "replacement": {"space": "마을회관", "until": "매각 시까지"},
        }
        topic, data = upcast("fact.corrected.v1", stored)
        assert topic == "fact.corrected.v1"
        assert data["corrects"] == self.NEW
        assert data["replacement"] == {"space": "마을회관", "until_text": "매각 시까지"}
        assert stored["corrects"] == self.OLD

    def test_every_earlier_version_leads_to_a_current_one(self) -> None:
        for topic in EARLIER_VERSIONS:
            assert topic not in FACT_TYPES
            assert upcast(topic, {})[0] in FACT_TYPES
