"""Brings the YAML of a framework to plain data, with the line of every path in it.

`warehouse.framework` makes a framework of the data. What asks for a verdict, rank, score, target or
names is set aside here, so that `warehouse.guard` refuses it with a sentence of its own.
"""

from collections.abc import Iterator
from typing import Any, ClassVar, Final, NoReturn

import yaml

from warehouse.framework_terms import Asked, Request
from warehouse.framework_words import request_of

LONGEST_FRAMEWORK: Final = 64 * 1024  # bytes; one with every indicator has 8,000
_DEEPEST: Final = 8  # levels; a framework has five


class FrameworkError(Exception):
    """A framework cannot be read; the message holds file, line and path, and what to write."""

    code: ClassVar[str] = "bad-framework"
    exit_code: ClassVar[int] = 1


class Reading:
    """One text on its way from YAML to plain data, with the line of every path in it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[str, int] = {"$": 1}
        self.asked: list[Asked] = []

    def read(self, text: str) -> Any:
        """The plain data: all scalars as texts, without what is set aside. FrameworkError."""
        if len(text.encode()) > LONGEST_FRAMEWORK:
            self.refuse("$", f"a framework has at most {LONGEST_FRAMEWORK:,} bytes")
        try:
            node = self._composed(text)
        except (yaml.YAMLError, RecursionError) as error:
            self.refuse("$", f"this is no YAML: {' '.join(str(error).split())}")
        if not isinstance(node, yaml.MappingNode):
            self.refuse("$", "a framework is a mapping that begins with `id:`")
        return self._value(node, "$", 0)

    def refuse(self, path: str, sentence: str) -> NoReturn:
        """Raise FrameworkError about what stands at a path, or above it."""
        line = self.lines.get(path) or self.lines.get(path.rpartition(".")[0], 1)
        msg = f"{self.name}, line {line}, {path}: {sentence}"
        raise FrameworkError(msg) from None

    def _composed(self, text: str) -> yaml.Node | None:
        for event in yaml.parse(text, Loader=yaml.CBaseLoader):
            if isinstance(event, yaml.AliasEvent):  # a few lines of them can grow without end
                self.refuse("$", f"write out what *{event.anchor} stands for")
        return yaml.compose(text, Loader=yaml.CBaseLoader)

    def _value(self, node: yaml.Node, path: str, depth: int) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if depth > _DEEPEST:
            self.refuse(path, "nothing in a framework lies so deep")
        if isinstance(node, yaml.MappingNode):
            return dict(self._fields(node, path, depth))
        if isinstance(node, yaml.SequenceNode):
            return list(self._items(node, path, depth))
        return node.value

    def _fields(self, node: yaml.MappingNode, path: str, depth: int) -> Iterator[tuple[str, Any]]:
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.refuse(path, "a key is a word, not a list or mapping")
            name, place = str(key.value), f"{path}.{key.value}"
            first, self.lines[place] = self.lines.get(place), key.start_mark.line + 1
            if first is not None:
                self.refuse(place, f"this key stands in line {first} already; keep one of them")
            if not self._is_set_aside(name, place, key):
                yield name, self._value(value, place, depth + 1)

    def _items(self, node: yaml.SequenceNode, path: str, depth: int) -> Iterator[Any]:
        place = 0
        for item in node.value:
            is_word = path.endswith(".compared_with") and isinstance(item, yaml.ScalarNode)
            if not (is_word and self._is_set_aside(item.value, f"{path}.{item.value}", item)):
                yield self._value(item, f"{path}[{place}]", depth + 1)
                place += 1

    def _is_set_aside(self, word: str, path: str, node: yaml.Node) -> bool:
        """Whether a word asks for what dure has not; the guard refuses it with its own sentence."""
        request: Request | None = request_of(word)
        if request is not None:
            self.lines[path] = node.start_mark.line + 1
            self.asked.append(Asked(request, word, path))
        return request is not None
