"""Workbooks for the tests of spreadsheets: saved, written by hand, changed as no program would."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from streams.formats import FileRefusedError, Row, read_rows
from streams.mapping_file import read_mapping
from streams.spreadsheet import sheet_records

MAPPING = """
format: xlsx
id: [번호]
optional: [비고]
facts:
  - type: community.activity_held.v1
    subject: "community/{마을}"
    occurred: 날짜
    fields: {activity: 번호, title: 비고, head_count: 인원}
"""
HEADER = ["번호", "마을", "날짜", "인원", "비고"]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def save(path: Path, fill: Callable[[Worksheet], None], title: str = "활동") -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    fill(sheet)
    book.save(path)


def rows(path: Path, mapping: str = MAPPING) -> list[Row]:
    return list(read_rows(path, read_mapping(mapping), date(2025, 3, 31), "s", str))


def cells(path: Path, sheet: str | None = None) -> list[list[Any]]:
    return [record.cells for record in sheet_records(path, sheet)]


def refusal(path: Path) -> FileRefusedError:
    with pytest.raises(FileRefusedError) as caught:
        next(sheet_records(path, None))
    return caught.value


def replace_part(path: Path, part: str, change: Callable[[bytes], bytes]) -> None:
    """Rewrite one part of a workbook, as no office program would."""
    with (
        zipfile.ZipFile(io.BytesIO(path.read_bytes())) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)


def one_row(sheet: Worksheet) -> None:
    sheet.append(HEADER)
    sheet.append(["A1", "k", date(2025, 3, 2), 12, "x"])


SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HANDMADE = {
    "_rels/.rels": f"""<?xml version="1.0"?><Relationships xmlns="p">
        <Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="/book/main.xml"/>
        </Relationships>""",
    "book/main.xml": f"""<?xml version="1.0"?><workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">
        <sheets><sheet name="하나" sheetId="1" r:id="r2"/></sheets></workbook>""",
    "book/_rels/main.xml.rels": f"""<?xml version="1.0"?><Relationships xmlns="p">
        <Relationship Id="r2" Type="{RELATIONS}/worksheet" Target="sheets/one.xml"/>
        <Relationship Id="r3" Type="{RELATIONS}/sharedStrings" Target="../texts.xml"/>
        <Relationship Id="r4" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>""",
    "texts.xml": f"""<?xml version="1.0"?><sst xmlns="{MAIN}"><si><t>마을</t></si>
        <si><r><t xml:space="preserve">주민 </t></r><r><t>자치회</t></r><rPh><t>ja</t></rPh></si>
        </sst>""",
    "book/styles.xml": f"""<?xml version="1.0"?><styleSheet xmlns="{MAIN}">
        <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
        <cellXfs><xf numFmtId="0"/><xf numFmtId="31"/></cellXfs></styleSheet>""",
    "book/sheets/one.xml": f"""<?xml version="1.0"?><x:worksheet xmlns:x="{MAIN}"><x:sheetData>
        <x:row><x:c t="s"><x:v>0</x:v></x:c><x:c t="s"><x:v>1</x:v></x:c>
        <x:c s="1"><x:v>45718</x:v></x:c></x:row></x:sheetData></x:worksheet>""",
}
"""A workbook as the standard allows it and few programs write it: other names, other prefixes."""


def write_handmade(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as workbook:
        for name, content in HANDMADE.items():
            workbook.writestr(name, content)
