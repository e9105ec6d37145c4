"""Reads a framework from YAML, or says what is wrong, where, and what to write instead.

`dure framework check` and publications call it; `warehouse.framework_terms` says what a framework
may state, `warehouse.guard` judges what was read.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, ClassVar, Final, NoReturn

import msgspec
import yaml

from warehouse.cards import Card, card, cards
from warehouse.framework_terms import Asked, Chosen, Framework, Request, Stated
from warehouse.framework_words import request_of

__all__ = ["Framework", "FrameworkError", "parse_framework", "read_framework"]

LONGEST_FRAMEWORK: Final = 64 * 1024  # bytes; one with every indicator has 8,000
_DEEPEST: Final = 8  # levels; a framework has five


class FrameworkError(Exception):
    """A framework cannot be read; the message holds file, line and path, and what to write."""

    code: ClassVar[str] = "bad-framework"
    exit_code: ClassVar[int] = 1


def read_framework(path: Path) -> Framework:
    """The framework in a file. Raises FrameworkError."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        msg = f"{path.name}: this is no UTF-8: save the file as UTF-8"
        raise FrameworkError(msg) from error
    return parse_framework(text, path.name)


def parse_framework(text: str, name: str = "framework") -> Framework:
    """The framework that a text states; `name` is what refusals call it. Raises FrameworkError."""
    reading = _Reading(name)
    stated = reading.read(text)
    try:
        converted = msgspec.convert(stated, Stated, strict=False)
    except msgspec.ValidationError as error:
        sentence, _, path = str(error).partition(" - at ")
        reading.refuse(path.strip("`") or "$", _plain(sentence))
    framework = Framework(
        **{field: getattr(converted, field) for field in Stated.__struct_fields__},
        text=text,
        asked=tuple(reading.asked),
        lines=reading.lines,
    )
    _check(framework, reading)
    return framework


class _Reading:
    """One text on its way from YAML to plain data, with the line of every path in it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[str, int] = {"$": 1}
        self.asked: list[Asked] = []

    def read(self, text: str) -> Any:
        if len(text.encode()) > LONGEST_FRAMEWORK:
            self.refuse("$", f"a framework has at most {LONGEST_FRAMEWORK:,} bytes")
        try:
            for event in yaml.parse(text, Loader=yaml.CBaseLoader):
                if isinstance(event, yaml.AliasEvent):
                    self.refuse("$", f"write out what *{event.anchor} stands for")
            node = yaml.compose(text, Loader=yaml.CBaseLoader)
        except (yaml.YAMLError, RecursionError) as error:
            self.refuse("$", f"this is no YAML: {error}")
        if not isinstance(node, yaml.MappingNode):
            self.refuse("$", "a framework is a mapping that begins with `id:`")
        return self._value(node, "$", 0)

    def refuse(self, path: str, sentence: str) -> NoReturn:
        line = self.lines.get(path) or self.lines.get(path.rpartition(".")[0], 1)
        msg = f"{self.name}, line {line}, {path}: {sentence}"
        raise FrameworkError(msg) from None

    def _value(self, node: yaml.Node, path: str, depth: int) -> Any:
        self.lines[path] = node.start_mark.line + 1
        if depth > _DEEPEST:
            self.refuse(path, "nothing in a framework lies so deep")
        if isinstance(node, yaml.MappingNode):
            return dict(self._fields(node, path, depth))
        if isinstance(node, yaml.SequenceNode):
            return list(self._items(node, path, depth))
        return node.value

    def _fields(self, node: yaml.MappingNode, path: str, depth: int) -> Iterator[tuple[str, Any]]:
        seen: set[str] = set()
        for key, value in node.value:
            name, place = str(key.value), f"{path}.{key.value}"
            self.lines[place] = key.start_mark.line + 1
            if name in seen:
                self.refuse(place, "this key stands twice; keep one of them")
            seen.add(name)
            if not self._is_set_aside(name, place):
                yield name, self._value(value, place, depth + 1)
                self.lines[place] = key.start_mark.line + 1

    def _items(self, node: yaml.SequenceNode, path: str, depth: int) -> Iterator[Any]:
        place = 0
        for item in node.value:
            stands_at = f"{path}[{place}]"
            self.lines[stands_at] = item.start_mark.line + 1
            is_comparison = path.endswith(".compared_with") and isinstance(item, yaml.ScalarNode)
            if is_comparison and self._is_set_aside(str(item.value), stands_at):
                continue
            yield self._value(item, stands_at, depth + 1)
            place += 1

    def _is_set_aside(self, word: str, path: str) -> bool:
        """Whether a word asks for what dure has not; the guard refuses it with its own sentence."""
        request: Request | None = request_of(word)
        if request is not None:
            self.asked.append(Asked(request, word, path, self.lines[path]))
        return request is not None


def _check(framework: Framework, reading: _Reading) -> None:
    """Refuse what names something that there is not, or contradicts itself."""
    if framework.baseline >= framework.assessment:
        reading.refuse(
            "$.assessment",
            f"the assessment ({framework.assessment}) must come after the baseline "
            f"({framework.baseline})",
        )
    listed: dict[str, str] = {}
    for number, chosen in enumerate(framework.indicators):
        path = f"$.indicators[{number}]"
        found = _card_of(chosen.indicator, f"{path}.indicator", reading)
        key = f"{found.id} at {framework.unit_type_of(chosen)}"
        if key in listed:
            reading.refuse(f"{path}.indicator", f"{key} is listed already, at {listed[key]}")
        listed[key] = path
        _check_chosen(framework, chosen, found, path, reading)
    chosen_ids = {_id(chosen.indicator) for chosen in framework.indicators}
    for path, name in _named(framework):
        if _card_of(name, path, reading).id not in chosen_ids:
            reading.refuse(path, f"{name} is not among this framework's indicators: list it there")


def _check_chosen(
    framework: Framework, chosen: Chosen, found: Card, path: str, reading: _Reading
) -> None:
    unit_type = framework.unit_type_of(chosen)
    if unit_type not in found.unit_types:
        reading.refuse(
            f"{path}.unit_type",
            f"{found.id} is computed for {', '.join(found.unit_types)}, not for {unit_type}: "
            "write one of them as its unit_type",
        )
    for number, measure in enumerate(chosen.measures):
        if measure not in found.measures:
            known = ", ".join(found.measures)
            reading.refuse(
                f"{path}.measures[{number}]",
                f"{found.id} has no measure {measure!r}; it has {known}",
            )


def _named(framework: Framework) -> Iterator[tuple[str, str]]:
    """Every indicator that is named beside the list of them, with the path."""
    for number, chosen in enumerate(framework.indicators):
        for place, name in enumerate(chosen.companion_of):
            yield f"$.indicators[{number}].companion_of[{place}]", name
    for place, name in enumerate(framework.follow_up.indicators if framework.follow_up else ()):
        yield f"$.follow_up.indicators[{place}]", name


def _card_of(name: str, path: str, reading: _Reading) -> Card:
    found = card(name)
    if found is None:
        known: Mapping[str, Card] = {one.id: one for one in cards()}
        near = get_close_matches(name.upper(), known, n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        reading.refuse(
            path,
            f"there is no indicator {name!r}; {meant}`dure indicators` lists {', '.join(known)}",
        )
    return found


def _id(name: str) -> str:
    found = card(name)
    return found.id if found is not None else name


def _plain(sentence: str) -> str:
    """What msgspec says, with what to do where that is not plain."""
    if "unknown field" in sentence:
        known = ", ".join(Stated.__struct_fields__)
        return f"{sentence}; the keys of a framework are {known} (docs/frameworks.md)"
    if "missing required field" in sentence:
        return f"{sentence}: add it (docs/frameworks.md shows each)"
    return sentence
