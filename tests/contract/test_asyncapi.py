"""The AsyncAPI document against the standard, against the code, and against published facts."""

import gzip
import json
from collections.abc import Iterator
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator, Draft202012Validator
from msgspec import Raw
from msgspec.json import encode
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from domain.examples import example_event, example_subject
from domain.facts import Basis
from domain.published import PublishedFact, encode_published
from domain.schema import is_reported
from domain.upcasts import EARLIER_VERSIONS
from domain.vocabulary import FACT_TYPES
from dure.asyncapi import render_asyncapi
from dure.settings import Settings
from streams.dead_letters import _headers as dead_headers
from streams.dead_letters import _key as dead_key
from streams.record_intake import Place, refusal
from streams.rows import Problem
from streams.topic_log import headers_of
from tests.contract.golden import FOLDER as GOLDEN
from tests.streams.published_facts import attendances, record
from warehouse.records import DeadEvent

DOCS = Path(__file__).parents[2] / "docs"
STANDARD = DOCS.parent / "tests" / "published_schemas" / "asyncapi-3.0.0.json.gz"
DOCUMENT: dict[str, Any] = yaml.safe_load((DOCS / "asyncapi.yaml").read_text(encoding="utf-8"))
HOME = DOCS.as_uri()


PAGES = {f"{HOME}/asyncapi.yaml": DOCUMENT} | {
    f"{HOME}/schemas/{path.name}": json.loads(path.read_text(encoding="utf-8"))
    for path in (DOCS / "schemas").glob("*.json")
}
REGISTRY: Registry[Any] = (
    Registry[Any]()
    .with_resources(
        (uri, Resource.from_contents(page, default_specification=DRAFT202012))
        for uri, page in PAGES.items()
    )
    .crawl()
)


def validator(pointer: str) -> Draft202012Validator:
    """A validator of one part of the document."""
    schema = {"$ref": f"{HOME}/asyncapi.yaml#{pointer}"}
    return Draft202012Validator(schema, registry=REGISTRY)


def references(part: object) -> Iterator[str]:
    """Every reference within a part of the document."""
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def published(topic: str, data: bytes, **more: Any) -> dict[str, Any]:
    """A fact of this type as the topic carries it."""
    kind = FACT_TYPES.get(topic) or FACT_TYPES[EARLIER_VERSIONS[topic][0]]
    fact = PublishedFact(
        sequence=7,
        id="row-1",
        source="urn:dure:feed:village",
        type=f"dure.{topic}",
        subject=example_subject(kind),
        recordedtime="2025-04-01T00:00:00.000000Z",
        basis=Basis.REPORTED,
        digest=sha256(data).hexdigest(),
        data=Raw(data),
        **more,
    )
    told: dict[str, Any] = json.loads(encode_published(fact))
    return told


def errors_of_standard(document: dict[str, Any]) -> list[str]:
    standard = json.loads(gzip.decompress(STANDARD.read_bytes()))
    return [error.json_path for error in Draft7Validator(standard).iter_errors(document)]


def test_the_document_is_current() -> None:
    """`make docs` writes it."""
    assert (DOCS / "asyncapi.yaml").read_text(encoding="utf-8") == render_asyncapi()


def test_the_document_is_asyncapi_3() -> None:
    assert errors_of_standard(DOCUMENT) == []
    wrong = deepcopy(DOCUMENT)
    wrong["operations"]["relayFacts"]["action"] = "shout"
    wrong["channels"]["facts"]["bindings"]["kafka"]["partitions"] = 0
    assert errors_of_standard(wrong)


def test_every_reference_leads_somewhere() -> None:
    resolver = REGISTRY.resolver(f"{HOME}/asyncapi.yaml")
    found = set(references(DOCUMENT))
    assert len(found) > len(FACT_TYPES)
    for reference in found:
        assert resolver.lookup(reference).contents


def test_the_topics_are_those_of_the_settings() -> None:
    settings = Settings()
    assert {name: one["address"] for name, one in DOCUMENT["channels"].items()} == {
        name: getattr(settings, f"{name}_topic") for name in ("facts", "dead", "feeds", "receipts")
    }
    group = DOCUMENT["operations"]["loadFacts"]["bindings"]["kafka"]["groupId"]
    assert group["const"] == settings.worker_group


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.stem)
def test_every_fact_ever_published_is_as_the_document_says(path: Path) -> None:
    topic = path.stem.rpartition(".")[0]
    fact = published(topic, path.read_bytes())
    assert not list(validator("/components/schemas/PublishedFact").iter_errors(fact))


def test_what_is_no_published_fact_is_none_by_the_document() -> None:
    data = (GOLDEN / "community.activity_held.v1.full.json").read_bytes()
    fact = published("community.activity_held.v1", data, supersedes=3)
    facts = validator("/components/schemas/PublishedFact")
    assert facts.is_valid(fact)
    assert not facts.is_valid(fact | {"type": "dure.community.unheard_of.v1"})
    assert not facts.is_valid(fact | {"data": {**fact["data"], "surprise": 1}})
    assert not facts.is_valid({name: fact[name] for name in fact if name != "recordedtime"})
    assert not facts.is_valid(fact | {"supersedes": None})


def test_a_record_of_the_relay_is_the_message_that_the_document_describes() -> None:
    one = record(attendances(4, 5), 3)
    headers = {name: value.decode() for name, value in headers_of(one, b"47130")}
    described = DOCUMENT["components"]["messages"]["factBatch"]
    assert set(headers) == set(described["headers"]["properties"])
    assert validator("/components/messages/factBatch/headers").is_valid(headers)
    assert validator("/components/messages/factBatch/payload").is_valid(json.loads(one.body))
    assert described["contentType"] == headers["content-type"]


def test_a_dead_event_has_the_headers_that_the_document_describes() -> None:
    known = DeadEvent("main", 0, 12, 7, "no date", b"{}")
    foreign = DeadEvent("", 0, 13, None, "has not the headers", b"hello")
    described = DOCUMENT["components"]["messages"]["deadEvent"]["headers"]
    told = [{name: value.decode() for name, value in dead_headers(one)} for one in (known, foreign)]
    assert set(told[0]) == set(described["properties"])
    assert all(validator("/components/messages/deadEvent/headers").is_valid(one) for one in told)
    assert [dead_key(one) for one in (known, foreign)] == [b"main/0/7", b"/0/@13"]


@pytest.mark.parametrize(
    "kind", [kind for kind in FACT_TYPES.values() if is_reported(kind)], ids=lambda kind: kind.TOPIC
)
def test_what_a_body_reports_is_an_event_of_the_feeds(kind: Any) -> None:
    assert validator("/components/messages/event/payload").is_valid(example_event(kind))


def test_a_receipt_is_what_the_document_says() -> None:
    problem = Problem("not-a-cloudevent", "the record is no CloudEvent", None, "rejected")
    receipt = refusal(Place("dure.feeds.v1", 0, 7), "urn:other", "0" * 64, problem)
    validator("/components/schemas/RecordReceipt").validate(json.loads(encode(receipt)))
