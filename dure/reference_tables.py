"""Makes the area tables in `reference/` from official files, for the release and for operators.

Reads the ministry's list of dong codes (CSV or XLSX, its own headings or English ones), a file of
municipal figures and the changes known since; `dure.area_history` works out the rest. Its tables
are read by `domain.areas` and `warehouse.reference`.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

import openpyxl
import yaml

from domain.errors import MisuseError
from dure.area_history import (
    DONG_DIGITS,
    UNIT_DIGITS,
    Change,
    Node,
    Nodes,
    Succession,
    apply_changes,
    infer_successions,
    level_of,
    municipalities,
    with_parents,
)

INFERRED: Final = "same-name-dongs"
MOST_ROWS: Final = 200_000  # twenty times the list of today; more is another file
CODE_HEADER: Final = "scheme,code,name,level,parent,municipality,created_on,abolished_on,source"
SUCCESSOR_HEADER: Final = "scheme,code,successor,opens,changed_on,kind,status,source"
FIGURE_HEADER: Final = (
    "municipality,province,name,kind,is_metropolitan,is_capital_region,"
    "year,population,financial_independence_percent,basis,source"
)
_LIST_HEADINGS: Final = {  # English: PublicDataReader; Korean: the ministry's KIKcd_H
    "code": ("hdong_cd10", "행정동코드"),
    "province": ("sido_nm", "시도명"),
    "unit": ("sgg_nm", "시군구명"),
    "dong": ("emd_nm", "읍면동명"),
    "created": ("created", "생성일자"),
    "abolished": ("abolished", "말소일자"),
}
_FIGURE_HEADINGS: Final = {
    "code": ("sgg_cd_mois_20230501", "행정구역코드"),
    "province": ("sido_nm", "시도명"),
    "name": ("sgg_nm", "시군구명"),
    "kind": ("type", "유형"),
    "kostat": ("sgg_cd_kostat", "통계청코드"),
    "population": ("population", "인구"),
    "ratio": ("fiscal_independence_pct", "재정자립도"),
    "capital": ("capital_region", "수도권"),
}
_METROPOLITAN: Final = ("특별시", "광역시", "특별자치시")


@dataclass(frozen=True, slots=True)
class Official:
    """A file that an operator downloaded: where it is, its key in `sources.csv`, what it is of.

    `stated_on` is the day for which a code list is complete, or a day of the year of the figures;
    `basis` says on which basis a ratio stands (original or final budget, which revenue items).
    """

    path: Path
    source: str
    stated_on: date
    basis: str = ""


def compile_tables(codes: Official, figures: Official, reference: Path) -> Mapping[str, int]:
    """Write the three area tables into the folder `reference`; returns the rows of each.

    Reads `area_changes.yaml` there. The same input gives the same bytes. Codes and figures are
    read whole before anything is written; raises MisuseError for a file that is something else.
    """
    nodes = with_parents(read_codes(codes))
    stated = list(read_figures(figures))
    changes = read_changes(reference / "area_changes.yaml")
    nodes, successions = apply_changes(nodes, changes, infer_successions(nodes, INFERRED))
    current = municipalities(nodes, successions)
    tables: dict[str, tuple[str, list[tuple[str, ...]]]] = {
        "area_codes.csv": (
            CODE_HEADER,
            sorted(
                chain(_code_rows(nodes, current), _kostat_rows(stated, current, figures.source))
            ),
        ),
        "area_successors.csv": (SUCCESSOR_HEADER, sorted(_successor_rows(successions))),
        "municipalities.csv": (FIGURE_HEADER, sorted(_figure_rows(stated, figures))),
    }
    for name, (header, rows) in tables.items():
        _write(reference / name, header, rows)
    return {name: len(rows) for name, (_, rows) in tables.items()}


def read_codes(official: Official) -> Nodes:
    """Units (five digits) and dongs (ten) of a code list, each code once, without parents yet."""
    nodes: Nodes = {}
    for row in _records(official.path, _LIST_HEADINGS):
        full = row["code"]
        if len(full) != DONG_DIGITS or not full.isdigit():
            msg = f"{official.path.name}: {full!r} is no dong code of ten digits"
            raise MisuseError(msg)
        code = full if row["dong"] else full[:UNIT_DIGITS]
        if code in nodes:
            msg = f"{official.path.name}: the code {full} stands there twice"
            raise MisuseError(msg)
        nodes[code] = Node(
            code=code,
            name=row["dong"] or row["unit"] or row["province"],
            province=row["province"],
            level=level_of(code, row["province"], row["unit"], row["dong"]),
            parent="",
            created=_day(row["created"]),
            abolished=_day(row["abolished"]),
            source=official.source,
        )
    return nodes


def read_figures(official: Official) -> Iterator[dict[str, str]]:
    """The rows of a file of municipal figures, one per local government."""
    yield from _records(official.path, _FIGURE_HEADINGS)


def read_changes(path: Path) -> list[Change]:
    """The changes of codes after the list, in the order in which they are written."""
    stated: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [
        Change(
            kind=each["kind"],
            before=tuple(each["before"]),
            after=each["after"],
            on=each["changed_on"],
            source=each["source"],
            names=each.get("names", {}),
        )
        for each in stated
    ]


def _code_rows(nodes: Nodes, current: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    for node in nodes.values():
        for scheme, code in _in_schemes(node.code):
            yield (
                scheme,
                code,
                node.name,
                node.level,
                node.parent,
                current[node.code],
                node.created.isoformat() if node.created else "",
                node.abolished.isoformat() if node.abolished else "",
                node.source,
            )


def _kostat_rows(
    figures: Iterable[Mapping[str, str]], current: Mapping[str, str], source: str
) -> Iterator[tuple[str, ...]]:
    for row in figures:
        municipality = current.get(row["code"], row["code"])
        place = ("kostat-sgg", row["kostat"], row["name"], "municipality", "", municipality)
        yield (*place, "", "", source)  # the file tells no dates


def _successor_rows(successions: Mapping[str, Succession]) -> Iterator[tuple[str, ...]]:
    for each in successions.values():
        for scheme, code in _in_schemes(each.code):
            successor = each.successor.ljust(len(code), "0") if each.successor else ""
            status = "resolved" if each.is_resolved else "unresolved"
            yield (
                scheme,
                code,
                successor,
                each.opens,
                each.changed_on,
                each.kind,
                status,
                each.source,
            )


def _figure_rows(
    figures: Iterable[Mapping[str, str]], official: Official
) -> Iterator[tuple[str, ...]]:
    for row in figures:
        yield (
            row["code"],
            row["province"],
            row["name"],
            row["kind"],
            str(row["province"].endswith(_METROPOLITAN)).lower(),
            str(row["capital"] == "1").lower(),
            str(official.stated_on.year),
            row["population"],
            row["ratio"],
            official.basis,
            official.source,
        )


def _in_schemes(code: str) -> Iterator[tuple[str, str]]:
    """A unit has a code in both of the ministry's schemes, a dong in one."""
    if len(code) == UNIT_DIGITS:
        yield "mois-sgg", code
    yield "mois-hdong", code.ljust(DONG_DIGITS, "0")


def _records(path: Path, headings: Mapping[str, Sequence[str]]) -> Iterator[dict[str, str]]:
    lines = _spreadsheet(path) if path.suffix.lower() == ".xlsx" else _separated(path)
    head = [str(cell or "").strip() for cell in next(lines, ())]
    places: dict[str, int] = {}
    for field, names in headings.items():
        found = [head.index(name) for name in names if name in head]
        if not found:
            msg = f"{path.name} has no column {' or '.join(names)}; it has {', '.join(head)}"
            raise MisuseError(msg)
        places[field] = found[0]
    for line in islice(lines, MOST_ROWS):
        if len(line) >= len(head):
            yield {field: str(line[at] or "").strip() for field, at in places.items()}


def _separated(path: Path) -> Iterator[Sequence[object]]:
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        yield from csv.reader(io.StringIO(text, newline=""))
        return
    msg = f"{path.name} is neither UTF-8 nor CP949"
    raise MisuseError(msg)


def _spreadsheet(path: Path) -> Iterator[Sequence[object]]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        yield from book.worksheets[0].iter_rows(values_only=True)
    finally:
        book.close()


def _day(stated: str) -> date | None:
    digits = "".join(character for character in stated if character.isdigit())
    return date.fromisoformat(digits[:8]) if digits else None


def _write(path: Path, header: str, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(f"{header}\n")
        csv.writer(file, lineterminator="\n").writerows(rows)
