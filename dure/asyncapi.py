"""The AsyncAPI document: what goes through which topic, made from the classes that make it go.

`asyncapi.skeleton.yaml` holds what a person writes; addresses and settings of the topics come from
`streams.topics`, schemas from the event classes. `dure.generated` writes it to `docs/`.
"""

import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from domain.facts import WIRE_PREFIX, Basis, Fact
from domain.published import PublishedFact
from domain.schema import data_schema, first_sentence, is_reported, sentence_ko
from domain.upcasts import EARLIER_VERSIONS
from domain.vocabulary import FACT_TYPES
from streams.record_intake import RecordReceipt
from streams.topics import TopicPlan, plan_feed_topics, plan_topics

_SKELETON: Final = Path(__file__).with_name("asyncapi.skeleton.yaml")
_HEAD: Final = (
    "# Written by `make docs`; dure/asyncapi.skeleton.yaml and the event classes say what.\n"
)
_SCHEMAS: Final = "#/components/schemas/"
_CHANNELS: Final = ("facts", "dead", "feeds", "receipts")
_ENVELOPE: Final = {
    "sequence": ("Position in the ledger's log; ascending, with gaps.", "원장 안의 순번"),
    "specversion": ("Of CloudEvents.", "CloudEvents 판"),
    "id": ("The reporting body's own id of the fact.", "제출 기관이 붙인 번호"),
    "source": ("The URI of the feed or below it.", "제출 경로의 URI"),
    "type": ("Which fact this is, with its version.", "사실의 종류와 판"),
    "subject": ("Whom the fact is about; a person by pseudonym only.", "누구에 관한 사실인가"),
    "recordedtime": ("When the ledger recorded it, in UTC; never descends.", "기록된 시각"),
    "basis": ("Reported by a body, or decided with dure.", "보고된 사실인가, 결정인가"),
    "digest": ("SHA-256 of type, subject and data: equal facts have equal ones.", "내용의 해시"),
    "delivery": ("The delivery that it came in.", "제출"),
    "row": ("Its row in the delivery.", "제출 안의 행"),
    "supersedes": ("Position of the fact that this one corrects or withdraws.", "고쳐지는 사실"),
    "by": ("Who decided, where it is a decision.", "결정한 사람"),
    "time": ("The instant, where one is known.", "일어난 시각"),
    "data": ("The fact's own fields, by its type.", "사실의 내용"),
}


def render_asyncapi() -> str:
    """The document as YAML."""
    document: dict[str, Any] = yaml.safe_load(_SKELETON.read_text(encoding="utf-8"))
    document["info"]["version"] = version("dure")
    for name, plan in zip(_CHANNELS, (*plan_topics(), *plan_feed_topics()), strict=True):
        channel = document["channels"][name]
        document["channels"][name] = {"address": plan.name, **channel, "bindings": _binding(plan)}
    document["components"]["schemas"] |= _schemas()
    return _HEAD + yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=120)


def _binding(plan: TopicPlan) -> dict[str, Any]:
    """A topic as `dure topics ensure` makes it with the default settings."""
    settings: dict[str, Any] = {
        key: int(value) if value.lstrip("-").isdecimal() else value
        for key, value in plan.settings.items()
    }
    settings["cleanup.policy"] = [settings["cleanup.policy"]]
    return {
        "kafka": {
            "partitions": plan.partitions,
            "replicas": plan.replication,
            "topicConfiguration": settings,
            "bindingVersion": "0.5.0",
        }
    }


def _schemas() -> dict[str, Any]:
    kinds = dict(_kinds())
    reported = [kind for kind in FACT_TYPES.values() if is_reported(kind)]
    shared: dict[str, Any] = {}
    for kind in FACT_TYPES.values():
        if not is_reported(kind):
            shared |= data_schema(kind)["$defs"]
    return {
        "PublishedFact": {
            **_envelope(),
            "discriminator": "type",
            "oneOf": [{"$ref": _SCHEMAS + name} for name in kinds],
        },
        "ReportedFact": {"oneOf": [{"$ref": _file(kind)} for kind in reported]},
        **_receipt(),
        **_lifted(shared),
        **kinds,
    }


def _kinds() -> Iterator[tuple[str, dict[str, Any]]]:
    """What is told of each type beside the envelope, by the type's name on the wire."""
    for kind in FACT_TYPES.values():
        if is_reported(kind):
            data = {"$ref": f"{_file(kind)}#/properties/data"}
        else:
            data = _lifted(
                {name: part for name, part in data_schema(kind).items() if name != "$defs"}
            )
        yield kind.wire_type(), _kind(kind.wire_type(), kind, first_sentence(kind), data)
    for before, (after, _) in EARLIER_VERSIONS.items():
        told = f"An earlier version, read as {WIRE_PREFIX}{after}."
        name = WIRE_PREFIX + before
        yield name, _kind(name, FACT_TYPES[after], told, {"type": "object"})


def _kind(name: str, kind: type[Fact], sentence: str, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": kind.EN,
        "description": sentence,
        "x-ko": {"title": kind.KO, "description": sentence_ko(kind)},
        "type": "object",
        "properties": {"type": {"const": name}, "data": data},
    }


def _envelope() -> dict[str, Any]:
    schema = msgspec.json.schema_components([PublishedFact])[1]["PublishedFact"]
    properties = {
        name: {"description": _ENVELOPE[name][0], "x-ko": _ENVELOPE[name][1], **_present(shape)}
        for name, shape in schema["properties"].items()
    }
    properties["specversion"]["const"] = "1.0"
    properties["basis"]["enum"] = [basis.value for basis in Basis]
    return {
        "title": "Published fact",
        "description": "One recorded fact; fields that have nothing to say are left out.",
        "x-ko": {"title": "기록된 사실", "description": "원장에 기록된 사실 하나."},
        "type": "object",
        "properties": properties,
        "required": [*schema["required"], "specversion"],
    }


def _present(shape: dict[str, Any]) -> dict[str, Any]:
    """A field that is there is not null: fields with nothing to say are left out."""
    options: list[dict[str, Any]] = [
        one for one in shape.get("anyOf", [shape]) if one.get("type") != "null"
    ]
    return dict(options[0])


def _receipt() -> dict[str, Any]:
    components = msgspec.json.schema_components([RecordReceipt], ref_template=_SCHEMAS + "{name}")
    return components[1]


def _file(kind: type[Fact]) -> str:
    return f"./schemas/{kind.TOPIC}.json"


def _lifted(schema: dict[str, Any]) -> dict[str, Any]:
    """The same schema, with what it refers to among the components."""
    text = json.dumps(schema).replace('"#/$defs/', f'"{_SCHEMAS}')
    lifted: dict[str, Any] = json.loads(text)
    return lifted
