"""The small language in which mappings compose texts: `"{마을코드}-{활동일자:year}"`.

Used by `streams.mapping` (which columns are read) and `streams.mapper` (what they give).
"""

import re
import unicodedata
from typing import Final

ROW_ID: Final = "{id}"  # the row's identity; also its key among the values, as no column has braces

_PLACE: Final = re.compile(r"\{([^{}]+?)(?::(date|month|year))?\}")

Place = tuple[str, str | None]
"""A column and the form in which its date is wanted; None where the text is taken as it is."""


def is_template(text: str) -> bool:
    """Whether a setting composes its text; otherwise it names one column."""
    return _PLACE.search(text) is not None


def columns_of_template(template: str) -> list[str]:
    """The columns that a template names, in order, without the row's own `{id}`."""
    return [match[1] for match in _PLACE.finditer(template) if match[0] != ROW_ID]


def columns_of(text: str) -> list[str]:
    """The columns of a setting that is a template or one column."""
    return columns_of_template(text) if is_template(text) else [text]


def pieces(template: str) -> list[str | Place]:
    """A template cut into its plain texts and its places, in order."""
    cut: list[str | Place] = []
    end = 0
    for match in _PLACE.finditer(template):
        place = (ROW_ID, None) if match[0] == ROW_ID else (match[1], match[2])
        cut += [template[end : match.start()], place]
        end = match.end()
    return [piece for piece in [*cut, template[end:]] if piece]


def column_name(header: str) -> str:
    """A header as mappings name it: NFC, without line breaks and spaces around."""
    return " ".join(unicodedata.normalize("NFC", header).split())
