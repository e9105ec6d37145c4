"""A process of its own that reads one sheet of a hostile XLSX and prints its rows as JSON lines.

Started by `streams.spreadsheet`, with the standard library alone. It gives itself limits of memory,
processor time and output before it opens the file: what exceeds them ends this process only.
python-calamine 0.9, the fast reader, lays a sheet out in full and aborts on one far cell; this one
streams the XML, knows a formula that was never computed, and a cell in XFD1048576 is one cell.
"""

import json
import posixpath
import re
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import IO, Any, Final, NoReturn
from xml.etree import ElementTree as ET  # _Guarded refuses what could expand

MEMORY: Final = 384 << 20  # bytes of address space, so that parent and child stay under 512 MB
PROCESSOR_SECONDS: Final = 300  # a full sheet of a million rows of ten cells takes 60
OUTPUT: Final = 2 << 30  # bytes of rows; the parent's temporary file
MOST_PARTS: Final = 2_000  # of a workbook; a report with many images has 200
MOST_UNPACKED: Final = 1 << 30  # bytes of all parts
MOST_RATIO: Final = 200  # of a part, unpacked to packed; a sheet of equal rows reaches 60
HARMLESS_SIZE: Final = 10 << 20  # bytes of a part that may have any ratio
MOST_COLUMNS: Final = 1_000  # as in streams.rows, which this process cannot import
REFUSED: Final = 3  # exit code: understood and refused, with the reason on standard error

_OLD_OR_ENCRYPTED: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DATE_FORMATS: Final = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_NOT_A_CODE: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_CELL: Final = re.compile(r"([A-Z]{1,3})[0-9]+")
_LAST_SERIAL: Final = 2_958_466  # the day after 9999-12-31
_FIRST_OF_MARCH_1900: Final = 61  # spreadsheets count a 29 February 1900 before it


def main(path: str, sheet: str) -> None:
    """Print `[row, [cells]]` per row with values: texts, or `[problem]` for a cell without one."""
    limit()
    out = sys.stdout.buffer
    try:
        with open(path, "rb") as stream, _open_workbook(stream) as workbook:  # noqa: PTH123 # pathlib costs start-up time here
            book = _Book(workbook)
            for number, cells in book.rows(sheet):
                line = json.dumps([number, cells], ensure_ascii=False, separators=(",", ":"))
                out.write(line.encode("utf-8", "replace") + b"\n")
        out.flush()
    except (zipfile.BadZipFile, ET.ParseError, KeyError, ValueError, IndexError) as error:
        _refuse("not-a-spreadsheet", f"the workbook is damaged: {error}")
    except (zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        _refuse("not-a-spreadsheet", f"the workbook cannot be unpacked: {error}")


def limit() -> None:
    """Take away what a workbook does not need; a limit that is lower already stays."""
    for kind, wanted in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (most, most))


def _open_workbook(stream: IO[bytes]) -> zipfile.ZipFile:
    if stream.read(len(_OLD_OR_ENCRYPTED)) == _OLD_OR_ENCRYPTED:
        _refuse("not-a-spreadsheet", "save the workbook as .xlsx, without a password")
    stream.seek(0)
    if not zipfile.is_zipfile(stream):
        _refuse("not-a-spreadsheet", "the file is no XLSX workbook")
    workbook = zipfile.ZipFile(stream)
    parts = workbook.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        _refuse("zip-bomb", "the workbook unpacks to more than any workbook holds")
    for part in parts:
        if part.file_size > max(HARMLESS_SIZE, MOST_RATIO * part.compress_size):
            _refuse("zip-bomb", f"{part.filename[:60]!r} unpacks to {part.file_size:,} bytes")
    return workbook


class _Guarded:
    """A part of the workbook that may not declare document types, and with them entities."""

    def __init__(self, part: IO[bytes]) -> None:
        self._part = part
        self._tail = b""

    def read(self, size: int) -> bytes:
        """The next bytes, unless they declare what could expand."""
        chunk = self._part.read(size)
        seen = self._tail + chunk
        if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen or b"\0" in seen:
            _refuse("xml-entities", "the workbook declares XML entities or is not in UTF-8")
        self._tail = seen[-len("<!DOCTYPE") :]
        return chunk


class _Book:
    """The sheets of a workbook, its shared texts and which of its styles are dates."""

    def __init__(self, workbook: zipfile.ZipFile) -> None:
        self._workbook = workbook
        self._names = set(workbook.namelist())
        self._epoch = datetime(1899, 12, 30)  # noqa: DTZ001 # a sheet's dates have no zone
        self._main = self._named(self._related(""), "officeDocument", "xl/workbook.xml")
        self._parts = self._related(self._main)
        self._sheets = self._read_sheets()

    def rows(self, sheet: str) -> Iterator[tuple[int, list[Any]]]:
        """The rows of a sheet (without a name, the first) that have values, in order."""
        if sheet and sheet not in self._sheets:
            _refuse("no-such-sheet", f"there is no sheet {sheet!r}, only {list(self._sheets)[:20]}")
        part = self._sheets[sheet or next(iter(self._sheets))]
        texts = self._named(self._parts, "sharedStrings", "xl/sharedStrings.xml")
        self._texts = [_plain(item) for item in self._elements(texts, "si")]
        self._dates = self._read_styles()
        last = 0
        for row in self._elements(part, "row"):
            number = int(row.get("r") or last + 1)
            if number <= last:
                _refuse("not-a-spreadsheet", f"row {number} stands after row {last}")
            last = number
            cells = self._cells(row)
            if any(cells):
                yield number, cells

    def _related(self, part: str) -> dict[str, tuple[str, str]]:
        """The relations of a part (of the package, for ""): id to type and path."""
        folder, _, name = part.rpartition("/")
        relations = {}
        for relation in self._elements(f"{folder}/_rels/{name}.rels".lstrip("/"), "Relationship"):
            target = relation.get("Target", "")
            path = target if target.startswith("/") else f"{folder}/{target}"
            kind = relation.get("Type", "").rpartition("/")[2]
            relations[relation.get("Id", "")] = (kind, posixpath.normpath(path).lstrip("/"))
        return relations

    @staticmethod
    def _named(relations: dict[str, tuple[str, str]], wanted: str, usual: str) -> str:
        return next((path for kind, path in relations.values() if kind == wanted), usual)

    def _read_sheets(self) -> dict[str, str]:
        for settings in self._elements(self._main, "workbookPr"):
            if settings.get("date1904") in ("1", "true"):
                self._epoch = datetime(1904, 1, 1)  # noqa: DTZ001 # a sheet's dates have no zone
        sheets = {}
        for sheet in self._elements(self._main, "sheet"):
            relation = next(value for name, value in sheet.items() if name.endswith("}id"))
            sheets[sheet.get("name", "")] = self._parts[relation][1]
        if not sheets:
            _refuse("not-a-spreadsheet", "the workbook has no sheet")
        return sheets

    def _read_styles(self) -> list[bool]:
        """For each cell style whether it shows a date."""
        part = self._named(self._parts, "styles", "xl/styles.xml")
        codes = {
            format_.get("numFmtId"): format_.get("formatCode", "")
            for format_ in self._elements(part, "numFmt")
        }
        are_dates = []
        for formats in self._elements(part, "cellXfs"):
            for style in formats:
                number = style.get("numFmtId", "0")
                code = _NOT_A_CODE.sub("", codes.get(number, "")).lower()
                are_dates.append(
                    int(number) in _DATE_FORMATS or any(part in code for part in "ymdhs")
                )
        return are_dates

    def _elements(self, part: str, wanted: str) -> Iterator[ET.Element]:
        """Each element of a name in a part, whole; none where the workbook has no such part."""
        if part not in self._names:
            return
        with self._workbook.open(part) as stream:
            parents: list[ET.Element] = []
            source: Any = _Guarded(stream)
            for event, element in ET.iterparse(source, events=("start", "end")):  # noqa: S314 # guarded
                if event == "start":
                    parents.append(element)
                    continue
                parents.pop()
                if element.tag.rpartition("}")[2] == wanted:
                    yield element
                    if parents:  # let go of what was read
                        parents[-1].clear()

    def _cells(self, row: ET.Element) -> list[Any]:
        cells: list[Any] = []
        for element in row:
            column = _column(element.get("r", ""), len(cells))
            value = self._value(element)
            if value == "":
                continue
            if column >= MOST_COLUMNS:
                where = element.get("r", "a cell")
                _refuse("far-cell", f"{where[:20]} stands beyond column {MOST_COLUMNS}: clear it")
            cells += [""] * (column + 1 - len(cells))
            cells[column] = value
        return cells

    def _value(self, cell: ET.Element) -> str | list[str]:
        kind = cell.get("t", "n")
        value, has_formula = None, False
        for child in cell:
            tag = child.tag.rpartition("}")[2]
            if tag == "is":
                return _plain(child)
            value = child if tag == "v" else value
            has_formula = has_formula or tag == "f"
        text = "" if value is None else value.text or ""
        if has_formula and not text and kind != "str":  # a text that is computed may be empty
            return ["formula"]
        return self._stored(kind, text, int(cell.get("s", "0"))) if text else ""

    def _stored(self, kind: str, text: str, style: int) -> str | list[str]:
        if kind == "s":
            return self._texts[int(text)]
        if kind == "e":
            return ["error"]
        if kind == "b":
            return "true" if text == "1" else "false"
        if kind != "n":
            return text
        is_date = style < len(self._dates) and self._dates[style]
        return self._date(float(text)) if is_date else _number(float(text))

    def _date(self, serial: float) -> str | list[str]:
        if not 0 <= serial < _LAST_SERIAL:
            return ["date"]
        is_before_the_gap = serial < _FIRST_OF_MARCH_1900 and self._epoch.year == 1899  # noqa: PLR2004 # the older of the two epochs
        days = serial + is_before_the_gap
        instant = self._epoch + timedelta(seconds=round(days * 86_400))
        if serial < 1:
            return instant.time().isoformat()
        return instant.date().isoformat() if days == int(days) else instant.isoformat()


def _column(reference: str, previous: int) -> int:
    """The place of a cell from its reference, such as 27 of AB3; without one, the next place."""
    match = _CELL.fullmatch(reference)
    if match is None:
        return previous
    place = 0
    for letter in match[1]:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _plain(item: ET.Element) -> str:
    """The text of a shared or inline string, without its formats and its phonetic guides."""
    texts = []
    for child in item:
        tag = child.tag.rpartition("}")[2]
        if tag == "t":
            texts.append(child.text or "")
        elif tag == "r":
            texts += [part.text or "" for part in child if part.tag.rpartition("}")[2] == "t"]
    return "".join(texts)


def _number(number: float) -> str:
    """A number as the sheet shows it: 15 digits, whole ones without a fraction."""
    return str(int(number)) if number == int(number) else f"{number:.15g}"


def _refuse(code: str, sentence: str) -> NoReturn:
    sys.stderr.write(f"{code}: {sentence}")
    sys.exit(REFUSED)


if __name__ == "__main__":
    main(*sys.argv[1:])
