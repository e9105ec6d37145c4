"""XLSX: what hostile workbooks do, to the child process only."""

from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.streams.workbooks import (
    SHEET,
    one_row,
    refusal,
    replace_part,
    rows,
    save,
    write_handmade,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "delivery.xlsx"


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
