"""Sheets to fill in, for bodies that keep no system: CSV or XLSX, in Korean or English.

`dure template TYPE` writes one with the mapping by which `dure feed submit` reads it back. The row
above the header says what each column takes; a workbook says it at length on a second sheet.
"""

import csv
import io
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from domain.correction import Correction
from domain.errors import MisuseError
from domain.facts import Fact
from domain.glossary import FIELDS, SUBJECTS, Term, term
from domain.schema import first_sentence, is_reported, sentence_ko
from domain.shapes import Form, Shape, shapes_of

HEADER_ROW: Final = 2  # the explanations stand above it
ROWS_WITH_CHOICES: Final = 5_000  # rows for which a workbook offers yes or no; beyond it, write it
WIDEST_COLUMN: Final = 40  # characters; explanations wrap
_BOM: Final = "\ufeff"  # without it Excel reads UTF-8 as CP949
_TEXT_FORMAT: Final = "@"  # keeps 047130 and 2025-03 as they are typed
_SHADE: Final = PatternFill("solid", fgColor="E8F0E8")


class Language(StrEnum):
    """The language of headers and explanations."""

    KO = "ko"
    EN = "en"


class Column(NamedTuple):
    """One column of a sheet: its header, what it takes, and the field that it fills."""

    header: str
    explanation: str
    example: str
    is_required: bool
    form: Form
    field: Shape | None = None


_ID: Final = Term(
    "기록 번호", "Record id", "1", "한 번 쓴 번호는 다시 쓰지 않음", "never used twice"
)
_AREA: Final = Term("지역 코드", "Area code", "47130", "시군구 5자리", "five digits (mois-sgg)")
_SHEETS: Final = {Language.KO: ("기록", "설명"), Language.EN: ("Records", "Guide")}
_GUIDE: Final = {
    Language.KO: ("열", "필수", "넣을 값", "예"),
    Language.EN: ("Column", "Required", "Takes", "Example"),
}
_CHOICES: Final = {Language.KO: ("예", "아니오"), Language.EN: ("yes", "no")}
_LIST_HINT: Final = {
    Form.TEXT: {Language.KO: "여러 개는 ;로 나눔", Language.EN: "several: separate by ;"},
    Form.KEY: {Language.KO: "여러 개는 쉼표로 나눔", Language.EN: "several: separate by commas"},
}
_SPLITS: Final = {Form.TEXT: ";"}
_SPLIT: Final = "[,;]"


def columns(kind: type[Fact], language: Language) -> tuple[Column, ...]:
    """The columns of the sheet: the record's id, whom it is about, when, where, then the fields.

    Raises MisuseError for kinds that no body fills in by hand.
    """
    aggregate = kind.TOPIC.partition(".")[0]
    if not is_reported(kind) or aggregate == Correction.NAME:
        msg = (
            f"{kind.TOPIC} has no template: dure records its own events, and a corrected row is "
            "delivered again under its id"
        )
        raise MisuseError(msg)
    return (
        _column(_ID, Form.KEY, language, is_required=True),
        _column(SUBJECTS[aggregate], Form.KEY, language, is_required=True),
        _column(FIELDS["occurred"], Form.OCCURRED, language, is_required=True),
        _column(_AREA, Form.AREA, language, is_required=False),
        *(
            _column(
                term(kind.TOPIC, shape.name),
                shape.form,
                language,
                is_required=shape.is_required,
                field=shape,
            )
            for shape in shapes_of(kind)
            if shape.name not in ("occurred", "area")
        ),
    )


def write_template(
    kind: type[Fact], folder: Path, file_format: str, language: Language
) -> tuple[Path, Path]:
    """Write the sheet and its mapping into a folder; returns both paths.

    Raises MisuseError rather than write over a sheet, which somebody may have filled in.
    """
    make = xlsx_template if file_format == "xlsx" else csv_template
    content, stated = make(kind, language), mapping(kind, file_format, language)
    sheet = folder / f"{kind.TOPIC}.{language}.{file_format}"
    try:
        with sheet.open("xb") as file:
            file.write(content)
    except FileExistsError as error:
        msg = f"{sheet} is there already and may be filled in: move it, or choose another folder"
        raise MisuseError(msg) from error
    described = sheet.with_name(f"{sheet.name}.mapping.yaml")
    described.write_text(stated, encoding="utf-8")
    return sheet, described


def csv_template(kind: type[Fact], language: Language) -> bytes:
    """An empty CSV file (UTF-8 with BOM): a row of explanations, then the header."""
    made = columns(kind, language)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.explanation for column in made])
    writer.writerow([column.header for column in made])
    return (_BOM + text.getvalue()).encode()


def xlsx_template(kind: type[Fact], language: Language) -> bytes:
    """An empty workbook: the sheet to fill in, and one that explains its columns."""
    made = columns(kind, language)
    book = Workbook()
    records = book.active
    if not isinstance(records, Worksheet):  # openpyxl's types allow for chart sheets
        msg = "a new workbook has a worksheet"
        raise TypeError(msg)
    records.title, guide_title = _SHEETS[language]
    _fill_records(records, made, language)
    _fill_guide(book.create_sheet(guide_title), kind, made, language)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def mapping(kind: type[Fact], file_format: str, language: Language) -> str:
    """The mapping (YAML) by which the filled sheet is read; `file_format` is `csv` or `xlsx`.

    A row that is delivered again with other content corrects what it said before.
    """
    made = columns(kind, language)
    row_id, subject, occurred, area, *fields = made
    aggregate = kind.TOPIC.partition(".")[0]
    fact = {
        "type": kind.TOPIC,
        "subject": f"{aggregate}/{{{subject.header}}}",
        "occurred": occurred.header,
        "area": {"scheme": "mois-sgg", "column": area.header},
        "fields": {column.field.name: _source(column) for column in fields if column.field},
    }
    stated: dict[str, Any] = {"format": file_format, "header_row": HEADER_ROW}
    if file_format == "xlsx":
        stated["sheet"] = _SHEETS[language][0]
    stated |= {
        "id": [row_id.header],
        "on_change": "correct",
        "unknown_columns": "refuse",
        "facts": [fact],
    }
    return yaml.safe_dump(stated, allow_unicode=True, sort_keys=False, width=100)


def _source(column: Column) -> str | dict[str, str]:
    if column.field is not None and column.field.is_list:
        return {"column": column.header, "split": _SPLITS.get(column.form, _SPLIT)}
    return column.header


def _column(
    named: Term, form: Form, language: Language, *, is_required: bool, field: Shape | None = None
) -> Column:
    is_korean = language is Language.KO
    parts = [] if form is Form.AREA else [form.in_language(language)]
    if note := named.note_ko if is_korean else named.note_en:
        parts.append(note)
    if field is not None and field.is_list:
        parts.append(_LIST_HINT.get(form, _LIST_HINT[Form.KEY])[language])
    must = ("필수" if is_korean else "required") if is_required else ""
    return Column(
        header=named.ko if is_korean else named.en,
        explanation=" · ".join([must, *parts] if must else parts),
        example=_example(named.example, language),
        is_required=is_required,
        form=form,
        field=field,
    )


def _example(example: Any, language: Language) -> str:
    if isinstance(example, bool):
        return _CHOICES[language][0 if example else 1]
    return str(example)


def _fill_records(sheet: Worksheet, made: tuple[Column, ...], language: Language) -> None:
    sheet.append([column.explanation for column in made])
    sheet.append([column.header for column in made])
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    choices = DataValidation(type="list", formula1=f'"{",".join(_CHOICES[language])}"')
    sheet.add_data_validation(choices)
    for number, column in enumerate(made, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = min(WIDEST_COLUMN, 12 + 2 * len(column.header))
        sheet[f"{letter}1"].alignment = Alignment(wrap_text=True, vertical="top")
        sheet[f"{letter}1"].font = Font(italic=True, size=9)
        sheet[f"{letter}{HEADER_ROW}"].font = Font(bold=True)
        sheet[f"{letter}{HEADER_ROW}"].fill = _SHADE
        if column.form in (Form.KEY, Form.PERSON, Form.OCCURRED, Form.DAY, Form.AREA):
            sheet.column_dimensions[letter].number_format = _TEXT_FORMAT
        if column.form is Form.YES_NO:
            last = HEADER_ROW + ROWS_WITH_CHOICES
            choices.add(f"{letter}{HEADER_ROW + 1}:{letter}{last}")


def _fill_guide(
    sheet: Worksheet, kind: type[Fact], made: tuple[Column, ...], language: Language
) -> None:
    is_korean = language is Language.KO
    sheet.append([kind.KO if is_korean else kind.EN])
    sheet.append([sentence_ko(kind) if is_korean else first_sentence(kind)])
    sheet.append([])
    sheet.append(_GUIDE[language])
    for column in made:
        must = _CHOICES[language][0] if column.is_required else ""
        sheet.append([column.header, must, column.explanation, column.example])
    for cell in (sheet["A1"], *sheet[4]):
        cell.font = Font(bold=True)
    for letter, width in (("A", 26), ("B", 10), ("C", 60), ("D", 26)):
        sheet.column_dimensions[letter].width = width
