"""Reads a page as its structure: elements with their attributes and text, without a browser."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

VOID: Final = frozenset(("meta", "link", "input", "br", "hr", "img"))


@dataclass
class Element:
    """An element of the page with what lies inside it."""

    tag: str
    attributes: dict[str, str | None]
    parent: "Element | None" = None
    children: "list[Element]" = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def __getitem__(self, name: str) -> str | None:
        return self.attributes.get(name)

    def all(self, *tags: str) -> "Iterator[Element]":
        """This and every element inside, of these tags or of any, in the order of the page."""
        if not tags or self.tag in tags:
            yield self
        for child in self.children:
            yield from child.all(*tags)

    @property
    def text(self) -> str:
        """All text inside, with single spaces."""
        return " ".join(" ".join(text for one in self.all() for text in one.texts).split())

    def within(self, *tags: str) -> bool:
        """Whether it lies inside an element of one of these tags."""
        return self.parent is not None and (self.parent.tag in tags or self.parent.within(*tags))


class PageReader(HTMLParser):
    """Builds the tree; fails where an element is closed that is not the open one."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("page", {})
        self._open = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        element = Element(tag, dict(attrs), self._open)
        self._open.children.append(element)
        if tag not in VOID:
            self._open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Add an element of SVG that holds nothing."""
        self._open.children.append(Element(tag, dict(attrs), self._open))

    def handle_endtag(self, tag: str) -> None:
        """Close the open element."""
        assert self._open.tag == tag, f"</{tag}> closes <{self._open.tag}>"
        assert self._open.parent is not None
        self._open = self._open.parent

    def handle_data(self, data: str) -> None:
        """Keep text with the open element."""
        self._open.texts.append(data)


def read_page(html: str) -> Element:
    """The tree of a whole page, every element closed."""
    reader = PageReader()
    reader.feed(html)
    reader.close()
    assert reader._open is reader.root, f"<{reader._open.tag}> is not closed"
    return reader.root
