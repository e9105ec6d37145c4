"""XLSX: what real workbooks hold."""

from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from streams.formats import FileRefusedError
from streams.spreadsheet import sheet_records
from tests.streams.workbooks import (
    HEADER,
    MAIN,
    MAPPING,
    SHEET,
    cells,
    one_row,
    replace_part,
    rows,
    save,
    write_handmade,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "delivery.xlsx"


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
