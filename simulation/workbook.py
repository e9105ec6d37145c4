"""Writes one sheet of texts as XLSX, the same bytes for the same rows.

openpyxl stamps the clock into what it saves and keeps the sheet in memory; a sheet of texts needs
five small parts, and these stream.
"""

import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Final
from xml.sax.saxutils import escape

_STAMP: Final = (1980, 1, 1, 0, 0, 0)  # the first date that a zip can state
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_DOCUMENT: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS_TYPE: Final = "application/vnd.openxmlformats-package.relationships+xml"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_TYPES: Final = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="{_RELATIONS_TYPE}"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_OFFICE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_OFFICE}.worksheet+xml"/>'
    "</Types>"
)
_RELATIONS: Final = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_BOOK_RELATIONS: Final = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)


def write_workbook(
    path: Path, sheet: str, header: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    """Write a workbook of one sheet, up to 26 columns; empty texts become absent cells."""
    book = (
        f'{_HEAD}<workbook xmlns="{_SHEET}" xmlns:r="{_DOCUMENT}"><sheets>'
        f'<sheet name="{escape(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _RELATIONS),
            ("xl/workbook.xml", book),
            ("xl/_rels/workbook.xml.rels", _BOOK_RELATIONS),
        ):
            archive.writestr(_part(name), text)
        with archive.open(_part("xl/worksheets/sheet1.xml"), "w") as part:
            _write_rows(part, header, rows)


def _part(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _STAMP)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _write_rows(part: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    part.write(f'{_HEAD}<worksheet xmlns="{_SHEET}"><sheetData>'.encode())
    part.write(_row(1, header))
    for number, row in enumerate(rows, 2):
        part.write(_row(number, row))
    part.write(b"</sheetData></worksheet>")


def _row(number: int, cells: Sequence[str]) -> bytes:
    written = "".join(
        f'<c r="{_LETTERS[column]}{number}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
        for column, text in enumerate(cells)
        if text
    )
    return f'<row r="{number}">{written}</row>'.encode()
