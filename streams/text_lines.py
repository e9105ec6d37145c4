"""Cuts a delivered file into lines in bounded memory, and checks that it is in its encoding.

`streams.json_rows` and `streams.csv_rows` read these lines.
"""

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from streams.rows import LONGEST_LINE, FileRefusedError

CHUNK: Final = 1 << 18  # bytes per read: large enough to be cheap, small against the memory limit
FEW_BROKEN: Final = 8  # bytes, four syllables of CP949: less tells nothing about a whole file
SAMPLE: Final = 1 << 16  # bytes of text outside ASCII that settle what encoding a file is in
ENCODINGS: Final = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-8-sig": "utf-8",
    "cp949": "cp949",
    "ms949": "cp949",
    "uhc": "cp949",
    "euc-kr": "cp949",  # every EUC-KR text is CP949, and files that say EUC-KR are often CP949
    "euckr": "cp949",
}

Line = bytes | None  # None stands for a line longer than LONGEST_LINE, which was skipped


def line_batches(stream: BinaryIO) -> Iterator[list[Line]]:
    """The lines of a stream without their line feeds, some at a time, from where it stands.

    A bare last line counts; a byte-order mark of UTF-8 at the start does not belong to the text.
    """
    rest = stream.read(len(codecs.BOM_UTF8))
    if rest == codecs.BOM_UTF8:
        rest = b""
    too_long = False
    while chunk := stream.read(CHUNK):
        lines: list[Line] = [*(rest + chunk).split(b"\n")]
        if too_long and len(lines) > 1:
            lines[0], too_long = None, False
        last = lines.pop()
        rest = b"" if too_long else last or b""
        if len(rest) > LONGEST_LINE:
            rest, too_long = b"", True
        yield lines
    if too_long:
        yield [None]
    elif rest:
        yield [rest]


def check_encoding(path: Path, declared: str, *, is_setting: bool = True) -> None:
    """Refuse a file that is plainly not in the encoding which its mapping declares.

    Reads until enough text outside ASCII was seen. A few broken bytes in a file that is otherwise
    right do not refuse it: they are problems of their rows. `is_setting` is false for JSON, which
    is in UTF-8 whatever a mapping says. Raises FileRefusedError.
    """
    sample = _sample(path)
    broken = _broken_bytes(sample, declared)
    readable = sum(byte > 127 for byte in sample) - broken  # noqa: PLR2004 # ASCII ends at 127
    is_utf8 = declared != "utf-8" and sample and _broken_bytes(sample, "utf-8") == 0
    if not is_utf8 and broken <= max(readable, FEW_BROKEN):
        return
    detected = "utf-8" if is_utf8 else _name_encoding(sample)
    if detected is None:
        msg = f"the file is no text in {declared}: export it again as CSV or JSON in UTF-8"
        raise FileRefusedError("not-text", msg)
    way_out = f"save the file as {declared}"
    if is_setting and detected in ENCODINGS:
        way_out = f"set `encoding: {detected}` in the feed's mapping, or {way_out}"
    msg = f"the file should be in {declared} but looks like {detected}: {way_out}"
    raise FileRefusedError("wrong-encoding", msg)


def _sample(path: Path) -> bytes:
    """The first lines that hold anything but ASCII."""
    lines: list[bytes] = []
    size = 0
    with path.open("rb") as stream:
        for batch in line_batches(stream):
            for line in batch:
                if line is not None and not line.isascii():
                    lines.append(line[:SAMPLE])
                    size += len(lines[-1])
            if size >= SAMPLE:
                break
    return b"\n".join(lines)


def _broken_bytes(sample: bytes, encoding: str) -> int:
    return len(sample) - len(sample.decode(encoding, errors="ignore").encode(encoding))


def _name_encoding(sample: bytes) -> str | None:
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if _broken_bytes(sample, "cp949") == 0:
        return "cp949"
    # Imported here: it takes 30 ms, and only files in a wrong encoding need it.
    from charset_normalizer import from_bytes  # noqa: PLC0415

    best = from_bytes(sample).best()
    return None if best is None else best.encoding
