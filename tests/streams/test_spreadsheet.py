"""XLSX: what real workbooks hold, and what hostile ones do to the child process only."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
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


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "delivery.xlsx"


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


def test_a_sheet_is_read_like_any_table(path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(HEADER)
        sheet.append(["A1", "k", date(2025, 3, 2), 12, "첫 모임"])
        sheet.append([])
        sheet.append(["A2", "k", "2025년 3월", "1,200명"])
        sheet.append(["A3", "k", "매월", 1])

    save(path, fill)
    first, second, third = rows(path)
    assert [first.number, second.number, third.number] == [2, 4, 5]
    assert first.events[0]["data"] == {
        "occurred": "2025-03-02", "activity": "A1", "title": "첫 모임", "head_count": 12,
    }  # fmt: skip # one fact reads better on one line
    assert second.events[0]["data"] == {"occurred": "2025-03", "activity": "A2", "head_count": 1200}
    assert third.problem is not None
    assert third.problem.code == "date-is-frequency"
    assert third.problem.sentence == "'매월' says how often, not when: give the date of each time"


def test_every_kind_of_cell_becomes_its_text(path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append([1, 2.0, 0.1 + 0.2, -5, True, False, "글\n둘", 10**14])
        sheet.append([date(2025, 3, 2), datetime(2025, 3, 2, 14, 30), time(9, 5), date(1900, 2, 1)])  # noqa: DTZ001 # a sheet's instants have no zone
        sheet.append([45718, 45718.5])
        sheet["A3"].number_format = 'yyyy"년" m"월" d"일"'
        sheet["B3"].number_format = "[$-ko-KR]yyyy-mm-dd hh:mm;@"
        sheet["A4"], sheet["B4"] = 45718, 45718
        sheet["A4"].number_format = '#,##0"days"'
        sheet["B4"].number_format = "[Red]0.00_m"

    save(path, fill)
    assert cells(path) == [
        ["1", "2", "0.3", "-5", "true", "false", "글\n둘", "100000000000000"],
        ["2025-03-02", "2025-03-02T14:30:00", "09:05:00", "1900-02-01"],
        ["2025-03-02", "2025-03-02T12:00:00"],
        ["45718", "45718"],
    ]


def test_dates_of_the_1904_calendar_are_the_same_days(path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append([date(2025, 3, 2)])
    book.save(path)
    assert cells(path) == [["2025-03-02"]]


def test_rich_and_inline_texts_are_read_without_their_guides(path: Path) -> None:
    save(path, one_row)
    text = "<is><r><t>마</t></r><rPh><t>ma</t></rPh><r><t>을</t></r></is>"
    row = f'<row r="1"><c r="A1" t="inlineStr">{text}</c></row>'
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{row}</sheetData></worksheet>'
    replace_part(path, SHEET, lambda _: sheet.encode())
    assert cells(path) == [["마을"]]


def test_parts_are_found_by_their_relations_whatever_their_names(path: Path) -> None:
    write_handmade(path)
    assert cells(path) == [["마을", "주민 자치회", "2025-03-02"]]


def test_the_named_sheet_is_read_and_another_name_refused(path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("둘째").append(["b"])
    book.worksheets[0].append(["a"])
    book.save(path)
    assert cells(path) == [["a"]]
    assert cells(path, "둘째") == [["b"]]
    with pytest.raises(FileRefusedError, match="둘째") as caught:
        next(sheet_records(path, "셋째"))
    assert caught.value.code == "no-such-sheet"


def test_a_formula_gives_its_computed_value_or_a_problem(path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(HEADER)
        sheet.append(["A1", "k", "2025", "=1+1"])
        sheet.append(["A2", "k", "2025", 7])

    save(path, fill)
    first, second = rows(path)
    assert first.problem is not None
    assert (first.problem.code, first.problem.column) == ("formula-without-value", "인원")
    assert second.events
    replace_part(
        path,
        SHEET,
        lambda xml: (
            xml.replace(b"<v></v>", b"<v>2</v>")
            .replace(b"<v/>", b"<v>2</v>")
            .replace(b"<v />", b"<v>2</v>")
        ),
    )
    assert rows(path)[0].events[0]["data"]["head_count"] == 2


def test_an_error_cell_is_a_problem_only_where_the_mapping_reads_it(path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append([*HEADER, "기타"])
        sheet.append(["A1", "k", "2025", "#REF!", "", ""])
        sheet.append(["A2", "k", "2025", 1, "", "#REF!"])

    save(path, fill)
    first, second = rows(path, f"unknown_columns: ignore\n{MAPPING}")
    assert first.problem is not None
    assert first.problem.code == "cell-error"
    assert second.events


def test_a_far_cell_is_refused_and_kills_nobody(path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        one_row(sheet)
        sheet["XFD1048576"] = "x"

    save(path, fill)
    assert path.stat().st_size < 10_000
    error = refusal(path)
    assert error.code == "far-cell"
    assert "XFD1048576" in str(error)


def test_a_far_row_is_one_row(path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        one_row(sheet)
        sheet["A1048576"] = "A9"

    save(path, fill)
    assert [row.number for row in rows(path)] == [2, 1_048_576]


def test_a_zip_bomb_is_refused_before_it_is_unpacked(path: Path) -> None:
    save(path, one_row)
    replace_part(path, SHEET, lambda xml: xml + b" " * (300 << 20))
    assert path.stat().st_size < 1 << 20
    assert refusal(path).code == "zip-bomb"


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE x SYSTEM "http://localhost/x.dtd">',
    ],
)
def test_xml_entities_are_refused(path: Path, declaration: bytes) -> None:
    for part in ("book/sheets/one.xml", "book/main.xml", "book/styles.xml", "texts.xml"):
        write_handmade(path)
        replace_part(path, part, lambda xml: xml.replace(b"?>", b"?>" + declaration, 1))
        assert refusal(path).code == "xml-entities"


def test_entities_hidden_in_another_encoding_are_refused(path: Path) -> None:
    save(path, one_row)
    text = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    replace_part(path, SHEET, lambda _: text.encode("utf-16"))
    assert refusal(path).code == "xml-entities"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a,b\n1,2\n",
        b"PK\x03\x04" + b"\0" * 100,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000,
    ],
)
def test_what_is_no_workbook_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert refusal(path).code == "not-a-spreadsheet"


def test_a_cut_workbook_is_refused(path: Path) -> None:
    save(path, one_row)
    whole = path.read_bytes()
    for size in range(0, len(whole), 211):
        path.write_bytes(whole[:size])
        assert refusal(path).code == "not-a-spreadsheet"


@pytest.mark.parametrize(
    "sheet",
    [
        b"<worksheet><sheetData><row r='1'><c r='A1'><v>1</v></c>",
        b"<worksheet><sheetData><row r='x'><c r='A1'><v>1</v></c></row></sheetData></worksheet>",
        b"<worksheet><sheetData><row r='1'><c t='s'><v>9</v></c></row></sheetData></worksheet>",
        b"<worksheet><sheetData><row r='1'><c t='s'><v>x</v></c></row></sheetData></worksheet>",
        b"<worksheet><sheetData><row><c><v>one</v></c></row></sheetData></worksheet>",
        b"<worksheet><row r='2'><c><v>1</v></c></row><row r='1'><c><v>1</v></c></row></worksheet>",
    ],
)
def test_a_damaged_sheet_is_refused_as_a_whole(path: Path, sheet: bytes) -> None:
    save(path, lambda worksheet: worksheet.append([1]))
    replace_part(path, SHEET, lambda _: sheet)
    assert refusal(path).code == "not-a-spreadsheet"


def test_a_sheet_that_needs_too_much_memory_ends_its_process_only(path: Path) -> None:
    save(path, one_row)
    endless_row = b"<worksheet><row>" + b"".join(b'<c r="A%d"/>' % n for n in range(3_000_000))
    replace_part(path, SHEET, lambda _: endless_row)
    assert refusal(path).code == "spreadsheet-limits"


def test_deep_nesting_ends_its_process_only(path: Path) -> None:
    save(path, one_row)
    replace_part(path, SHEET, lambda _: b"<a>" * 3_000_000)
    assert refusal(path).code in ("spreadsheet-limits", "not-a-spreadsheet")
