"""Cuts a JSON array of any length into its elements, in bounded memory.

`streams.json_rows` reads batches of CloudEvents with it; what is inside an element is not judged.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from streams.json_objects import too_long
from streams.rows import LONGEST_LINE, UnreadableRowError
from streams.text_lines import CHUNK

Element = bytes | UnreadableRowError

_TOKEN: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+("?)|[{\[]+|[}\]]+|,', re.DOTALL)
_SPACE: Final = b" \t\r\n"


def array_elements(stream: BinaryIO) -> Iterator[Element]:
    """The bytes of each element of the array at which the stream stands, or why it has none.

    An element longer than a row may be is passed over; an array that does not end, or does not
    end the file, gives one last error, so that whatever was delivered is accounted for.
    """
    window = _Window(stream)
    window.skip(_SPACE)
    window.drop_byte()
    while byte := window.skip(_SPACE + b","):
        if byte == b"]":
            window.drop_byte()
            if window.skip(_SPACE):
                msg = "there is more after the end of the array: deliver one array per file"
                yield UnreadableRowError("not-json", msg)
            return
        yield window.element()
    yield UnreadableRowError("truncated", "the array does not end: the file was cut off")


class _Window:
    """What is being looked at of the stream: at most one element and one chunk."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._held = b""
        self._start = 0

    def skip(self, skipped: bytes) -> bytes:
        """Pass over some bytes; the first other one, which stays, or empty at the end."""
        while True:
            while (byte := self._held[self._start : self._start + 1]) and byte in skipped:
                self._start += 1
            if byte or not self._read_on():
                return byte

    def drop_byte(self) -> None:
        """Pass over one byte."""
        self._start += 1

    def element(self) -> Element:
        """The element that starts here; the window then stands behind it."""
        scanned, depth, is_dropped = 0, 0, False
        while True:
            end, depth, is_whole = _follow(self._held, self._start + scanned, depth)
            if is_whole:
                break
            scanned = end - self._start
            if len(self._held) - self._start > LONGEST_LINE:
                self._forget(end)
                scanned, is_dropped = 0, True
            if not self._read_on():
                end = len(self._held)
                break
        element = self._held[self._start : end]
        self._start = end
        return too_long() if is_dropped else element

    def _read_on(self) -> bool:
        chunk = self._stream.read(CHUNK)
        self._held = self._held[self._start :] + chunk
        self._start = 0
        return bool(chunk)

    def _forget(self, followed: int) -> None:
        """Let go of what was held, but for the opening of a string that has not ended."""
        open_string = self._held[followed:]
        backslashes = len(open_string) - len(open_string.rstrip(b"\\"))
        self._held = open_string[:1] + b"\\" * (backslashes % 2)
        self._start = 0


def _follow(held: bytes, position: int, depth: int) -> tuple[int, int, bool]:
    """Follow the nesting to the end of the element, or to where more bytes are needed.

    Gives the position reached, the depth there and whether the element ends there.
    """
    for match in _TOKEN.finditer(held, position):
        token = held[match.start() : match.start() + 1]
        if token == b'"':
            if not match[1]:
                return match.start(), depth, False
        elif token in b"{[":
            depth += match.end() - match.start()
        elif depth == 0:  # a comma or the array's end behind a number or the like
            return max(match.start(), position + (token == b"}")), 0, True
        elif token in b"}]":
            if depth <= match.end() - match.start():
                return match.start() + depth, 0, True
            depth -= match.end() - match.start()
    return len(held), depth, False
