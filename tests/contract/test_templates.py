"""A template that is filled in with the example comes back through its mapping as that example."""

import csv
import io
from datetime import date
from pathlib import Path

import msgspec
import pytest
from openpyxl import load_workbook

from domain.correction import Correction
from domain.errors import MisuseError
from domain.examples import example_data, example_subject
from domain.facts import Fact, decode_hook
from domain.glossary import FIELDS
from domain.schema import is_reported
from domain.shapes import Form
from domain.templates import (
    Language,
    columns,
    csv_template,
    mapping,
    write_template,
    xlsx_template,
)
from domain.vocabulary import FACT_TYPES
from streams.formats import read_rows
from streams.mapping_file import read_mapping

RECEIVED_ON = date(2026, 1, 1)
SOURCE = "urn:dure:feed:example"
BY_HAND = {
    topic: kind
    for topic, kind in FACT_TYPES.items()
    if is_reported(kind) and not topic.startswith(Correction.NAME + ".")
}
SOME = [
    "community.activity_held.v1",
    "resident_organisation.space_agreement_signed.v2",
    "worker.assigned.v1",
]
both_languages = pytest.mark.parametrize("language", list(Language))


def example_row(kind: type[Fact], language: Language) -> list[str]:
    return [column.example for column in columns(kind, language)]


def expected(kind: type[Fact]) -> Fact:
    fact: Fact = msgspec.convert(example_data(kind), kind, dec_hook=decode_hook)
    return fact


def read_back(path: Path, kind: type[Fact], language: Language) -> Fact:
    """The one fact of a filled file, as intake reads it."""
    stated = read_mapping(mapping(kind, path.suffix.removeprefix("."), language))
    [row] = read_rows(path, stated, RECEIVED_ON, SOURCE, lambda person: person)
    assert row.problem is None
    [event] = row.events
    assert event["type"] == kind.wire_type()
    assert event["subject"] == example_subject(kind)
    fact: Fact = msgspec.convert(event["data"], kind, dec_hook=decode_hook)
    return fact


@both_languages
@pytest.mark.parametrize("kind", BY_HAND.values(), ids=BY_HAND)
def test_a_filled_csv_comes_back_as_its_facts(
    kind: type[Fact], language: Language, tmp_path: Path
) -> None:
    path = tmp_path / "filled.csv"
    line = io.StringIO()
    csv.writer(line).writerow(example_row(kind, language))
    path.write_bytes(csv_template(kind, language) + line.getvalue().encode())
    assert read_back(path, kind, language) == expected(kind)


@both_languages
@pytest.mark.parametrize("topic", SOME)
def test_a_filled_workbook_comes_back_as_its_facts(
    topic: str, language: Language, tmp_path: Path
) -> None:
    kind = FACT_TYPES[topic]
    path = tmp_path / "filled.xlsx"
    book = load_workbook(io.BytesIO(xlsx_template(kind, language)))
    book.worksheets[0].append(example_row(kind, language))
    book.save(path)
    assert read_back(path, kind, language) == expected(kind)


@both_languages
def test_a_workbook_explains_every_column_on_its_second_sheet(language: Language) -> None:
    kind = FACT_TYPES["community.activity_held.v1"]
    book = load_workbook(io.BytesIO(xlsx_template(kind, language)))
    records, guide = book.worksheets
    headers = [cell.value for cell in records[2]]
    explained = [row[0].value for row in guide.iter_rows(min_row=5)]
    assert headers == explained == [column.header for column in columns(kind, language)]
    assert records.freeze_panes == "A3"


@both_languages
@pytest.mark.parametrize("kind", BY_HAND.values(), ids=BY_HAND)
def test_headers_are_distinct_and_explained(kind: type[Fact], language: Language) -> None:
    made = columns(kind, language)
    assert len({column.header for column in made}) == len(made)
    assert all(column.explanation for column in made)
    for column in made:
        if column.form is Form.PERSON:
            assert ("가명" if language is Language.KO else "pseudonym") in column.explanation


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_sheet_and_its_mapping_are_written_and_never_over_a_filled_one(
    file_format: str, tmp_path: Path
) -> None:
    kind = FACT_TYPES["community.activity_held.v1"]
    sheet, described = write_template(kind, tmp_path, file_format, Language.KO)
    assert sheet.name == f"community.activity_held.v1.ko.{file_format}"
    assert described.name == f"{sheet.name}.mapping.yaml"
    assert read_mapping(described.read_text(encoding="utf-8")).format == file_format
    sheet.write_bytes(b"filled in")
    with pytest.raises(MisuseError, match="may be filled in"):
        write_template(kind, tmp_path, file_format, Language.KO)
    assert sheet.read_bytes() == b"filled in"


def test_korean_templates_open_in_a_spreadsheet_as_utf_8() -> None:
    content = csv_template(FACT_TYPES["community.activity_held.v1"], Language.KO)
    assert content.startswith(b"\xef\xbb\xbf")
    explanations, headers = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert headers[:5] == ["기록 번호", "마을 번호", "날짜", "지역 코드", "활동 번호"]
    assert explanations[4].startswith("필수")
    assert FIELDS["head_count"].note_ko in explanations[headers.index("참여 인원")]


@pytest.mark.parametrize("topic", ["fact.corrected.v1", "feed.registered.v1"])
def test_corrections_and_dures_own_events_have_no_template(topic: str) -> None:
    with pytest.raises(MisuseError, match="has no template"):
        csv_template(FACT_TYPES[topic], Language.KO)
