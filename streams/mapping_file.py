"""Reads a mapping file and refuses one that could not work, with the path of each first mistake.

`dure feed add` calls it; from then on the feed's deliveries are read by the mapping.
"""

import re
from difflib import get_close_matches
from typing import Any, Final, NoReturn

import msgspec
import yaml

from domain.errors import DureError
from domain.facts import Fact
from domain.vocabulary import FACT_TYPES, OWN_AGGREGATES
from streams.coercion import is_list
from streams.mapping import CORRECTED, WITHDRAWN, FieldValue, MappedFact, Mapping
from streams.templates import columns_of_template
from streams.text_lines import ENCODINGS

LONGEST_MAPPING: Final = 256 * 1024  # bytes; a mapping of every event type has 60,000


class MappingError(DureError):
    """The mapping cannot work; the message holds the path of the mistake, as `$.facts[0].type`."""

    code = "bad-mapping"


def read_mapping(text: str) -> Mapping:
    """The mapping that a YAML text states. Raises MappingError.

    All scalars are read as text: `047130` stays a code and `no` a word.
    """
    if len(text.encode()) > LONGEST_MAPPING:
        _refuse("$", f"a mapping has at most {LONGEST_MAPPING:,} bytes")
    try:
        if _repeats_itself(text):
            _refuse("$", "an anchored value (&name) holds aliases (*name): write it out")
        stated = yaml.load(text, Loader=_TextLoader)  # noqa: S506 # a BaseLoader makes text only
    except (yaml.YAMLError, RecursionError) as error:
        _refuse("$", f"this is no YAML: {error}")
    try:
        mapping = msgspec.convert(stated, Mapping, strict=False)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at ")
        _refuse(path.strip("`") or "$", message)
    check_mapping(mapping)
    return mapping


def check_mapping(mapping: Mapping) -> None:
    """Refuse a mapping that names what does not exist or contradicts itself; MappingError."""
    _check_encoding(mapping)
    if mapping.format == "cloudevents":
        if mapping.facts or mapping.id:
            _refuse("$.facts", "CloudEvents say themselves what they mean: map no facts")
        if mapping.states_each_once:
            _refuse("$.on_change", "correct-later is for tables: CloudEvents are sent one by one")
        return
    if not mapping.id:
        _refuse("$.id", "name the columns that identify a row")
    if not mapping.facts:
        _refuse("$.facts", "say which facts a row means")
    if used := mapping.columns() & set(mapping.drop):
        _refuse("$.drop", f"{min(used)!r} is dropped and used: remove one of both")
    for index, fact in enumerate(mapping.facts):
        _check_fact(fact, f"$.facts[{index}]")
    unconditional = [fact.id for fact in mapping.facts if not fact.conditions]
    for fact_id in unconditional:
        if unconditional.count(fact_id) > 1:
            _refuse("$.facts", f"two facts of a row have the id {fact_id!r}: tell them apart")


class _TextLoader(yaml.CBaseLoader):
    """Scalars are text, and a key that stands twice is a mistake."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 # PyYAML's signature
        names = [key.value for key, _ in node.value]
        for name in names:
            if names.count(name) > 1:
                msg = f"the key {name!r} stands twice"
                raise yaml.constructor.ConstructorError(None, None, msg, node.start_mark)
        return super().construct_mapping(node, deep)


def _check_encoding(mapping: Mapping) -> None:
    codec = ENCODINGS.get(mapping.encoding.lower())
    if codec is None:
        _refuse("$.encoding", f"{mapping.encoding!r} is none of {', '.join(ENCODINGS)}")
    if mapping.format in ("cloudevents", "ndjson") and codec != "utf-8":
        _refuse("$.encoding", "JSON is always in UTF-8")


def _repeats_itself(text: str) -> bool:
    """Whether an alias stands within an anchored collection; a few such lines grow without end."""
    anchored: list[bool] = []
    for event in yaml.parse(text, Loader=yaml.CBaseLoader):
        if isinstance(event, yaml.AliasEvent) and any(anchored):
            return True
        if isinstance(event, yaml.CollectionStartEvent):
            anchored.append(event.anchor is not None)
        elif isinstance(event, yaml.CollectionEndEvent):
            anchored.pop()
    return False


def _check_fact(fact: MappedFact, path: str) -> None:
    topic = _check_type(fact.type, f"{path}.type")
    if topic in (CORRECTED, WITHDRAWN):
        _check_named_fact(fact, path)
    elif fact.fact is not None or fact.corrects is not None:
        _refuse(path, f"`fact` and `corrects` belong to {CORRECTED} and {WITHDRAWN}")
    if topic != WITHDRAWN:
        _check_occurred(fact, f"{path}.occurred")
        _check_subject(fact, f"{path}.subject")
        _check_fields(fact, f"{path}.fields")
    for place, condition in enumerate(fact.conditions):
        if (condition.in_ is None) == (condition.is_ is None):
            _refuse(f"{path}.when[{place}]", "a condition has either `in` or `is`")
    if fact.area is not None and (fact.area.column is None) == (fact.area.code is None):
        _refuse(f"{path}.area", "an area has either `column` or `code`")
    if fact.each is not None:
        _pattern(fact.each.split, f"{path}.each.split")
        if fact.each.as_ not in columns_of_template(fact.id):
            _refuse(f"{path}.id", f"the parts need ids: write {{{fact.each.as_}}} into `id`")


def _check_type(topic: str, path: str) -> str:
    if topic not in FACT_TYPES or topic.partition(".")[0] in OWN_AGGREGATES:
        _refuse(path, f"{topic!r} is no type of fact{_meant(topic, FACT_TYPES)}")
    return topic


def _check_named_fact(fact: MappedFact, path: str) -> None:
    if fact.fact is None:
        _refuse(f"{path}.fact", "give the id of the fact that this is about")
    if fact.type == WITHDRAWN:
        if fact.fields or fact.occurred or fact.corrects:
            _refuse(path, "a withdrawal has no `fields`, `occurred` or `corrects`")
    elif _check_type(fact.corrects or "", f"{path}.corrects") in (CORRECTED, WITHDRAWN):
        _refuse(f"{path}.corrects", "name the type of the fact that is corrected")


def _check_occurred(fact: MappedFact, path: str) -> None:
    if fact.occurred is None:
        _refuse(path, "name the column that says when it happened")
    if not isinstance(fact.occurred, str):
        has_period = (fact.occurred.from_ is not None, fact.occurred.to is not None)
        if set(has_period) != {fact.occurred.column is None}:
            _refuse(path, "give either `column` or both `from` and `to`")


def _check_subject(fact: MappedFact, path: str) -> None:
    aggregate = fact.described.TOPIC.partition(".")[0]
    if not fact.subject.startswith(f"{aggregate}/") or fact.subject == f"{aggregate}/":
        _refuse(path, f"the subject of this type is `{aggregate}/` and the key of its issuer")


def _check_fields(fact: MappedFact, path: str) -> None:
    kind = fact.described
    fillable = [name for name in kind.__struct_fields__ if name not in ("occurred", "area")]
    for name, value in fact.fields.items():
        if name not in fillable:
            _refuse(path, f"{kind.TOPIC} has no field {name!r}{_meant(name, fillable)}")
        if isinstance(value, FieldValue):
            _check_value(value, kind, name, f"{path}.{name}")
    for field in msgspec.structs.fields(kind):
        if field.required and field.name in fillable and field.name not in fact.fields:
            _refuse(path, f"{kind.TOPIC} needs the field {field.name!r}")


def _check_value(value: FieldValue, kind: type[Fact], name: str, path: str) -> None:
    if (value.column is None) == (value.const is None):
        _refuse(path, "a field has either `column` or `const`")
    if value.const is not None and (value.split or value.values or value.otherwise):
        _refuse(path, "a `const` needs nothing beside it")
    if value.split is not None:
        _pattern(value.split, f"{path}.split")
        if not is_list(kind, name):
            _refuse(f"{path}.split", f"{name!r} holds one value: use `each` for a fact per part")


def _pattern(split: str, path: str) -> None:
    try:
        pattern = re.compile(split)
    except re.error as error:
        _refuse(path, f"{split!r} is no regular expression: {error}")
    if pattern.match("") is not None:
        _refuse(path, f"{split!r} matches nothing at all and would split between letters")


def _meant(name: str, known: Any) -> str:
    near = get_close_matches(name, known, n=1)
    return f": did you mean {near[0]!r}?" if near else ""


def _refuse(path: str, sentence: str) -> NoReturn:
    msg = f"{path}: {sentence}"
    raise MappingError(msg) from None
