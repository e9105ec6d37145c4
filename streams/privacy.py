"""Keeps people out of the ledger: pseudonyms for person fields, and a search for identifiers.

`streams.intake` pseudonymises the person fields of every event and quarantines the rows in which
this module still sees a resident registration number, a phone number or an e-mail address.
"""

import hmac
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, NamedTuple

PSEUDONYM_DIGITS: Final = 20  # hex: 80 bits, a clash is expected among 10^12 persons
CACHED_PERSONS: Final = 65_536  # residents in one feed; a county has fewer active ones


class Pseudonymiser:
    """Gives persons the names under which the ledger knows them; the key never leaves the home.

    `"p-"` and 20 hex digits of HMAC-SHA256(key, namespace || 0x00 || NFC(value)), so R001 of two
    namespaces stay two persons. The same value always gives the same pseudonym.
    """

    def __init__(self, key: bytes, namespace: str) -> None:
        prefix = namespace.encode() + b"\0"

        def pseudonym(value: str) -> str:
            message = prefix + unicodedata.normalize("NFC", value).encode()
            return "p-" + hmac.digest(key, message, "sha256").hex()[:PSEUDONYM_DIGITS]

        self._pseudonym = lru_cache(maxsize=CACHED_PERSONS)(pseudonym)

    def __call__(self, value: str) -> str:
        """The pseudonym of a person as the feed names them."""
        return self._pseudonym(value)


class IdentifierKind(StrEnum):
    """What kind of direct identifier was seen."""

    RESIDENT_NUMBER = "resident-number"
    PHONE = "phone"
    EMAIL = "e-mail"


class Identifier(NamedTuple):
    """A direct identifier in a text: `text[start:end]`."""

    kind: IdentifierKind
    start: int
    end: int


# Full-width forms and the dashes of word processors, one character for one, so offsets hold.
_PLAIN: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | dict.fromkeys(
    map(ord, "‐‑‒–—―−"), ord("-")
)

_ALONE: Final = r"(?<![0-9A-Za-z])(?<![0-9][-.])"  # not the middle of a code
_END: Final = r"(?![0-9A-Za-z]|[-.][0-9])"
_GAP: Final = r" ?(?:[-.·)] ?)?"
_SEPARATOR: Final = r"(?: ?[-.·)] ?| )"
_MOBILE: Final = rf"1[016-9]{_GAP}[0-9]{{3,4}}{_GAP}[0-9]{{4}}"
_LANDLINE: Final = (
    r"(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50[2-8])"
    rf"{_SEPARATOR}[1-9][0-9]{{2,3}}{_SEPARATOR}[0-9]{{4}}"
)
_ABROAD: Final = rf"(?<![0-9A-Za-z])(?:(?:\+|00)82{_GAP}|82{_SEPARATOR})\(?0?\)?"

_PATTERNS: Final = (
    (
        IdentifierKind.RESIDENT_NUMBER,
        re.compile(rf"{_ALONE}([0-9]{{6}}) ?-? ?([1-8][0-9]{{6}}){_END}"),
    ),
    (
        IdentifierKind.PHONE,
        re.compile(rf"(?:{_ABROAD}|{_ALONE}\(?0)(?:{_MOBILE}|{_LANDLINE}){_END}"),
    ),
    (
        IdentifierKind.EMAIL,
        re.compile(
            r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"  # the bound keeps a line of letters linear
            r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\.[A-Za-z0-9-]{1,63}){0,8}\.[A-Za-z]{2,24}"
        ),
    ),
)


def find_direct_identifiers(text: str) -> list[Identifier]:
    """Every resident number, phone number and e-mail address in a text, in order.

    - Resident registration number (and foreigner's): `YYMMDD-SBBBBNC`, hyphen optional; S gives
      century and sex (1, 2, 5, 6: 1900s; 3, 4, 7, 8: 2000s) and the date must exist.
      The check digit C is 11 - (weights 2..9, 2..5) mod 11 (13 - for foreigners), mod 10; numbers
      issued since October 2020 have random digits there, so a wrong one is found too, unless the
      number is a valid corporate registration number, which has the same shape.
    - Phones: 010 and the older mobile prefixes; the area codes 02, 031-033, 041-044, 051-055,
      061-064, 070 and 050x with separators; each also with +82. Free and nation-wide service
      numbers (080, 1588-) belong to no person.
    - E-mail: the pattern of the HTML standard, with a top-level domain.
    """
    plain = text.translate(_PLAIN)
    found: list[Identifier] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(plain):
            if kind is IdentifierKind.RESIDENT_NUMBER and not _is_resident_number(*match.groups()):
                continue
            if all(match.end() <= seen.start or match.start() >= seen.end for seen in found):
                found.append(Identifier(kind, *match.span()))
    return sorted(found, key=lambda identifier: identifier.start)


def identifiers_within(value: Any, path: str = "") -> Iterator[tuple[str, Identifier]]:
    """Each identifier in the strings of a decoded JSON value, with the path of its string."""
    if isinstance(value, str):
        for identifier in find_direct_identifiers(value):
            yield path, identifier
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from identifiers_within(part, f"{path}.{key}" if path else key)
    elif isinstance(value, list | tuple):
        for index, part in enumerate(value):
            yield from identifiers_within(part, f"{path}[{index}]")


def may_hold_identifiers(raw: bytes) -> bool:
    """A fast look at a whole line (UTF-8): False is certain, True asks for a real search."""
    shape = raw.translate(_SHAPE, b" ()")
    if b"000-0000" in shape or b"000000000" in shape or b"@" in raw:
        return True
    if b"\\" in raw and b"\\u" in raw:  # one letter is found ten times faster than two
        return True
    return not raw.isascii() and (  # full-width forms, dashes, the minus sign, the middle dot
        b"\xef\xbc" in raw or b"\xe2\x80" in raw or b"\xe2\x88" in raw or b"\xc2\xb7" in raw
    )


def mask(text: str) -> str:
    """The text with each direct identifier replaced by its kind: `[phone]`."""
    for identifier in reversed(find_direct_identifiers(text)):
        text = f"{text[: identifier.start]}[{identifier.kind}]{text[identifier.end :]}"
    return text


_SHAPE: Final = bytes.maketrans(b"123456789.", b"000000000-")
_WEIGHTS: Final = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_CENTURY: Final = dict.fromkeys("1256", 1900) | dict.fromkeys("3478", 2000)
_FOREIGN: Final = "5678"
_LAST_BIRTH_YEAR: Final = 2059  # a code that looks born later is a code


def _is_resident_number(birth: str, serial: str) -> bool:
    year = _CENTURY[serial[0]] + int(birth[:2])
    try:
        date(year, int(birth[2:4]), int(birth[4:]))
    except ValueError:
        return False
    if year > _LAST_BIRTH_YEAR:
        return False
    digits = [int(digit) for digit in birth + serial]
    weighted = sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=False))
    complement = 13 if serial[0] in _FOREIGN else 11
    return (complement - weighted % 11) % 10 == digits[-1] or not _is_corporate_number(digits)


def _is_corporate_number(digits: list[int]) -> bool:
    weighted = sum(digit * (1 + index % 2) for index, digit in enumerate(digits[:-1]))
    return (10 - weighted % 10) % 10 == digits[-1]
