"""The compiler of the area tables: it makes the shipped ones, and reads operators' files."""

import csv
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from domain.areas import AreaTable
from domain.errors import MisuseError
from dure.reference_tables import Official, compile_tables

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "reference"
SHARED = ROOT.parent / "shared" / "data" / "korea-areas"
COMPILED = ("area_codes.csv", "area_successors.csv", "municipalities.csv")
HEADINGS = ["행정동코드", "시도명", "시군구명", "읍면동명", "생성일자", "말소일자"]
FIGURES = [
    "행정구역코드",
    "시도명",
    "시군구명",
    "유형",
    "통계청코드",
    "인구",
    "재정자립도",
    "수도권",
]
CITY = [
    ["4300000000", "충청북도", "", "", "19880423", ""],
    ["4311000000", "충청북도", "청주시", "", "19880423", ""],
    ["4311100000", "충청북도", "청주시 상당구", "", "19950101", ""],
    ["4311131000", "충청북도", "청주시 상당구", "낭성면", "20140701", ""],
    ["4311132000", "충청북도", "청주시 상당구", "미원면", "20140701", ""],
    ["4311133000", "충청북도", "청주시 상당구", "가덕면", "20140701", ""],
    ["4311134000", "충청북도", "청주시 상당구", "남일면", "20140701", ""],
    ["4371000000", "충청북도", "청원군", "", "19880423", "20140701"],
    ["4371031000", "충청북도", "청원군", "낭성면", "19880423", "20140701"],
    ["4371032000", "충청북도", "청원군", "미원면", "19880423", "20140701"],
    ["4371033000", "충청북도", "청원군", "가덕면", "19880423", "20140701"],
    ["4371034000", "충청북도", "청원군", "남일면", "19880423", "20140701"],
]


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    folder = tmp_path / "reference"
    folder.mkdir()
    for name in ("area_changes.yaml", "sources.csv", "VERSION"):
        shutil.copy(REFERENCE / name, folder)
    return folder


def write_csv(path: Path, rows: list[list[str]], encoding: str) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def figures(folder: Path) -> Official:
    row = ["43110", "충청북도", "청주시", "si", "330410", "823430", "30.5", "0"]
    path = write_csv(folder / "figures.csv", [FIGURES, row], "utf-8")
    return Official(path, "kosis-2023", date(2023, 12, 31), "final budget")


def test_the_shipped_tables_are_what_the_compiler_makes_of_the_official_files(
    reference: Path,
) -> None:
    if not SHARED.exists():
        pytest.skip("the official files are not beside this checkout (../shared/data/korea-areas)")
    with (REFERENCE / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        basis = next(csv.DictReader(file))["basis"]
    compile_tables(
        Official(
            SHARED / "code_hdong_20230501_with_abolished.csv", "hdong-2023-05-01", date(2023, 5, 1)
        ),
        Official(SHARED / "sgg_reference_2023.csv", "kosis-2023", date(2023, 12, 31), basis),
        reference,
    )
    for name in COMPILED:
        assert (reference / name).read_bytes() == (REFERENCE / name).read_bytes(), name


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_the_ministrys_own_headings_are_read_in_the_encodings_it_uses(
    reference: Path, encoding: str
) -> None:
    path = write_csv(reference / "KIKcd_H.csv", [HEADINGS, *CITY], encoding)
    compile_tables(
        Official(path, "hdong-2023-05-01", date(2023, 5, 1)), figures(reference), reference
    )
    table = AreaTable.load(reference)
    assert table.resolve("mois-sgg", "43111", date(2020, 1, 1)).municipality == "43110"
    assert table.resolve("mois-sgg", "43710", date(2010, 1, 1)).municipality == "43110"
    assert table.resolve("mois-hdong", "4371031000", date(2010, 1, 1)).municipality == "43110"
    assert table.resolve("kostat-sgg", "330410", date(2010, 1, 1)).municipality == "43110"


def test_a_spreadsheet_gives_the_same_tables_as_a_csv_file(reference: Path) -> None:
    book = openpyxl.Workbook()
    for row in (HEADINGS, *CITY):
        book.worksheets[0].append(row)
    book.save(reference / "KIKcd_H.xlsx")
    made = []
    for path in (
        reference / "KIKcd_H.xlsx",
        write_csv(reference / "list.csv", [HEADINGS, *CITY], "utf-8"),
    ):
        compile_tables(
            Official(path, "hdong-2023-05-01", date(2023, 5, 1)), figures(reference), reference
        )
        made.append([(reference / name).read_bytes() for name in COMPILED])
    assert made[0] == made[1]


def test_a_newer_list_that_knows_a_change_stands_before_the_hand_written_one(
    reference: Path,
) -> None:
    names = ["주문진읍", "성산면", "왕산면", "구정면", "강동면"]
    old = [
        [f"46110{250 + n}00", "전라남도", "목포시", name, "19880423", "20260701"]
        for n, name in enumerate(names)
    ]
    new = [
        [f"12310{250 + n}00", "새도", "목포시", name, "20260701", ""]
        for n, name in enumerate(names)
    ]
    units = [
        ["4600000000", "전라남도", "", "", "19880423", "20260701"],
        ["4611000000", "전라남도", "목포시", "", "19880423", "20260701"],
        ["1200000000", "새도", "", "", "20260701", ""],
        ["1231000000", "새도", "목포시", "", "20260701", ""],
    ]
    path = write_csv(reference / "list.csv", [HEADINGS, *units, *old, *new], "utf-8")
    compile_tables(
        Official(path, "hdong-2023-05-01", date(2026, 8, 1)), figures(reference), reference
    )
    table = AreaTable.load(reference)
    assert table.resolve("mois-sgg", "46110", date(2025, 1, 1)).municipality == "12310"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["코드", "이름"], ["1", "2"]], "has no column hdong_cd10 or 행정동코드"),
        ([HEADINGS, ["431100000", "충청북도", "청주시", "", "19880423", ""]], "no dong code"),
        ([HEADINGS, CITY[0], CITY[0]], "stands there twice"),
    ],
)
def test_a_file_that_is_something_else_is_refused_before_anything_is_written(
    reference: Path, rows: list[list[str]], told: str
) -> None:
    path = write_csv(reference / "list.csv", rows, "utf-8")
    with pytest.raises(MisuseError, match=told):
        compile_tables(
            Official(path, "hdong-2023-05-01", date(2023, 5, 1)), figures(reference), reference
        )
    assert not (reference / "area_codes.csv").exists()


def test_bytes_of_neither_encoding_are_refused(reference: Path) -> None:
    path = reference / "list.csv"
    path.write_bytes(b"\xff\xfe\x00\xff,\x81\n")
    with pytest.raises(MisuseError, match="neither UTF-8 nor CP949"):
        compile_tables(
            Official(path, "hdong-2023-05-01", date(2023, 5, 1)), figures(reference), reference
        )
