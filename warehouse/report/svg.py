"""Makes a rendered chart small and fit to stand among others in a page: text, lines, nothing else.

`charts` renders with Vega, whose SVG carries roles, classes and digits that a page of two hundred
charts has no use for.
"""

import re
from typing import Final
from xml.etree import ElementTree as ET

_NAMESPACE: Final = "{http://www.w3.org/2000/svg}"
_DROPPED: Final = frozenset(
    {
        "aria-hidden",
        "aria-label",
        "aria-roledescription",
        "class",
        "font-family",
        "height",
        "pointer-events",
        "role",
        "stroke-miterlimit",
        "version",
        "width",
    }
)
_DEFAULTS: Final = {"opacity": "1", "fill-opacity": "1", "stroke-width": "1"}
_SIZED: Final = frozenset(("rect", "image"))  # elements whose width and height are their shape
_NOTHING: Final = frozenset(("", "M0,0h0v0h0Z"))
_NUMBER: Final = re.compile(r"-?\d+\.\d+")
_ROUNDED: Final = ("d", "transform", "x", "x1", "x2", "y", "y1", "y2", "viewBox")


def slim(svg: str, label: str) -> str:
    """The chart for a page: named by the element with the id `label`, sized by the style sheet."""
    root = ET.fromstring(svg)  # noqa: S314  # vl-convert wrote it, from figures
    _clean(root)
    _empty(root)
    root.set("role", "img")
    root.set("aria-labelledby", label)
    return ET.tostring(root, encoding="unicode", short_empty_elements=True)


def _clean(element: ET.Element) -> None:
    for one in element.iter():
        one.tag = one.tag.removeprefix(_NAMESPACE)
        kept = one.tag in _SIZED
        for name in list(one.attrib):
            is_size = kept and name in ("width", "height")
            if not is_size and (name in _DROPPED or _DEFAULTS.get(name) == one.attrib[name]):
                del one.attrib[name]
        for name in _ROUNDED:
            if name in one.attrib:
                one.attrib[name] = _NUMBER.sub(_rounded, one.attrib[name])


def _rounded(number: re.Match[str]) -> str:
    """A tenth of a pixel is finer than any screen or printer shows."""
    text = f"{float(number[0]):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _empty(element: ET.Element) -> None:
    """Take out paths that draw nothing, backgrounds, and groups that neither move nor colour."""
    children: list[ET.Element] = []
    for child in element:
        _empty(child)
        if child.tag == "g" and not child.attrib:
            children.extend(child)
        elif not _is_nothing(child):
            children.append(child)
    element[:] = children


def _is_nothing(element: ET.Element) -> bool:
    if element.tag == "path":
        draws = element.get("d", "") not in _NOTHING
        return not draws or (element.get("fill") is None and element.get("stroke") is None)
    return element.tag == "g" and not len(element)
