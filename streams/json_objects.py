"""Decodes one JSON object of a delivery; what two readers could read differently is refused.

`streams.json_rows` calls it for every line and batch element. The checks that cost are made only
when a cheap look at the bytes asks for them: 150,000 rows a second must pass.
"""

import json
import unicodedata
from typing import Any, Final

import msgspec

from domain.facts import EXACT_INTEGER
from streams.rows import LONGEST_LINE, UnreadableRowError

DEEPEST: Final = 32  # levels; an inbound correction has 5

_decode = msgspec.json.Decoder(dict).decode
_encode = msgspec.json.Encoder().encode
_ZEROS: Final = bytes.maketrans(b"123456789E", b"000000000e")
_MANY_DIGITS: Final = b"0" * len(str(EXACT_INTEGER))


def read_object(raw: bytes) -> dict[str, Any]:
    """The JSON object in `raw` (UTF-8), its strings in NFC. Raises UnreadableRowError.

    Refused: anything but one object, a name used twice in an object, NaN and Infinity, numbers
    beyond 2^53, nesting beyond 32 levels, the character NUL, broken UTF-8.
    """
    if len(raw) > LONGEST_LINE:
        raise too_long()
    try:
        value: dict[str, Any] = _decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise _explained(raw, error) from None
    if raw.count(b"{") + raw.count(b"[") > DEEPEST:
        _refuse_depth(value)
    is_escaped = b"\\" in raw and b"\\u" in raw  # one letter is found ten times faster than two
    # A name that is used twice is dropped by the decoder: fewer quotes come out than went in.
    if is_escaped or raw.count(b'"') != _encode(value).count(b'"'):
        _refuse_repeated_names(raw)
    zeros = raw.translate(_ZEROS)
    if _MANY_DIGITS in zeros or b"0e" in zeros:
        _refuse_large_numbers(value)
    if is_escaped or not (raw.isascii() or unicodedata.is_normalized("NFC", raw.decode())):
        normal: dict[str, Any] = _normal(value)
        return normal
    return value


def too_long() -> UnreadableRowError:
    """The problem of a row that is longer than any row may be."""
    msg = f"the row is longer than {LONGEST_LINE:,} bytes: deliver it in smaller rows"
    return UnreadableRowError("row-too-long", msg)


def _explained(raw: bytes, error: Exception) -> UnreadableRowError:
    if isinstance(error, RecursionError):
        return _too_deep()
    if b"\0" in raw:
        return UnreadableRowError("nul-byte", "the row holds NUL bytes")
    try:
        raw.decode()
    except UnicodeDecodeError as broken:
        msg = f"the row is not in UTF-8 (byte {broken.start})"
        return UnreadableRowError("broken-utf-8", msg)
    if b"NaN" in raw or b"Infinity" in raw or "out of range" in str(error):
        msg = f"a number of the row is none that JSON knows: {error}"
        return UnreadableRowError("not-a-json-number", msg)
    return UnreadableRowError("not-json", f"the row is no JSON object: {error}")


def _too_deep() -> UnreadableRowError:
    return UnreadableRowError("too-deep", f"the row is nested deeper than {DEEPEST} levels")


def _refuse_depth(value: Any) -> None:
    level = [value]
    for _ in range(DEEPEST):
        level = [part for whole in level for part in _parts(whole)]
        if not level:
            return
    raise _too_deep()


def _parts(whole: Any) -> list[Any]:
    """The objects and arrays directly inside an object or array."""
    parts = whole.values() if isinstance(whole, dict) else whole
    return [part for part in parts if isinstance(part, dict | list)]


def _refuse_repeated_names(raw: bytes) -> None:
    def distinct(pairs: list[tuple[str, Any]]) -> None:
        names = [name for name, _ in pairs]
        if len(set(names)) < len(names):
            repeated = next(name for name in names if names.count(name) > 1)
            msg = f"the name '{repeated[:60]}' is used twice in one object"
            raise UnreadableRowError("duplicate-key", msg)

    json.loads(raw, object_pairs_hook=distinct)


def _refuse_large_numbers(value: Any) -> None:
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            _refuse_large_numbers(part)
    elif isinstance(value, int | float) and abs(value) > EXACT_INTEGER:
        msg = "a number of the row is beyond 2^53, where readers of JSON differ: write it as text"
        raise UnreadableRowError("number-too-large", msg)


def _normal(value: Any) -> Any:
    """The value with its strings in NFC and without NUL characters."""
    if isinstance(value, str):
        if "\0" in value:
            msg = "the row holds the character NUL"
            raise UnreadableRowError("nul-byte", msg)
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_normal(name): _normal(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_normal(part) for part in value]
    return value
