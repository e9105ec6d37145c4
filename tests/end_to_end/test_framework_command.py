"""`dure framework`, and the two doors of the ledger: no publication comes in by either."""

import csv
import io
import json
from pathlib import Path

import pytest

from dure.cli import run
from tests.warehouse.framework_samples import FOLDER, SHIPPED, sample
from warehouse.framework_schema import render_framework_schema

BAD = FOLDER / "f04-two-years.yaml"
PUBLISHED = {
    "occurred": "2025-12-31",
    "framework": "national",
    "valid_at": "2025-12-31",
    "known_position": 1,
    "chain_hash": "0",
    "definitions_digest": "0",
    "area_table_version": "1",
    "engine_versions": "0",
    "validation": "0",
    "outputs_digest": "0",
}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_good_framework_passes_with_exit_0(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["framework", "check", str(path)]) == 0
    assert capsys.readouterr().out.startswith(f"{path.name} passes: ")


def test_a_refused_framework_is_told_why_and_what_to_do_with_exit_1(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["framework", "check", str(BAD)]) == 1
    told = capsys.readouterr().out
    assert told.startswith("f04-two-years.yaml is refused by F4\n")
    assert "From the baseline 2023-12-31 to the assessment 2025-12-31 are 24 months" in told
    assert "기준일 2023-12-31부터 평가일 2025-12-31까지 24개월" in told
    assert "→ Assess on 2026-12-31 or later" in told


def test_refusals_are_rows_in_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["framework", "check", str(BAD), "--format", "json"]) == 1
    [row] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (row["rule"], row["place"]) == ("F4", "$.assessment")
    assert sample("F4").text.splitlines()[row["line"] - 1].startswith("assessment:")
    assert run(["framework", "check", str(BAD), "--format", "csv"]) == 1
    [other] = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert other == {name: str(value) for name, value in row.items()}


def test_a_framework_that_cannot_be_read_exits_1_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "city.yaml"
    path.write_text(sample("F4").text.replace("units:", "unit:"), encoding="utf-8")
    assert run(["framework", "check", str(path)]) == 1
    told = capsys.readouterr().err
    assert "city.yaml, line 8, $.unit: this is no key here (did you mean `units`?)" in told
    assert told.endswith("[bad-framework]\n")


def test_a_framework_that_is_not_there_is_misuse() -> None:
    assert run(["framework", "check", "nowhere.yaml"]) == 2


def test_the_frameworks_that_ship_are_listed_with_their_files(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["framework", "list", "--format", "json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [Path(row["file"]) for row in rows] == SHIPPED


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["framework", "schema"]) == 0
    assert capsys.readouterr().out == render_framework_schema()


@pytest.fixture
def home(tmp_path: Path) -> str:
    """A home with one feed, and definitions that were adopted."""
    home = str(tmp_path / "home")
    for step in (["init"], ["feed", "add", "village"], ["indicators", "adopt", "--by", "office"]):
        assert run(["--home", home, *step]) == 0
    return home


def test_no_feed_delivers_a_publication(
    home: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    event = {
        "specversion": "1.0",
        "id": "p1",
        "type": "dure.publication.published.v1",
        "subject": "publication/national",
        "data": PUBLISHED,
    }
    file = tmp_path / "published.json"
    file.write_text(json.dumps(event), encoding="utf-8")
    capsys.readouterr()
    submit = ["feed", "submit", str(file), "--feed", "village", "--format", "json"]
    assert run(["--home", home, *submit]) == 1
    receipt = json.loads(capsys.readouterr().out)
    assert receipt["facts"] == 0
    assert [note["code"] for note in receipt["notes"]] == ["own-type"]


@pytest.mark.parametrize(
    ("type_", "subject", "data"),
    [
        ("publication.published", "publication/national", PUBLISHED),
        (
            "fact.withdrawn",
            "publication/definitions",
            {"occurred": "2025-12-31", "fact": {"source": "urn:dure:home", "id": "definitions/0"}},
        ),
    ],
)
def test_no_decision_records_or_withdraws_one(
    home: str,
    type_: str,
    subject: str,
    data: dict[str, object],
    capsys: pytest.CaptureFixture[str],
) -> None:
    decide = ["decide", type_, subject, "--data", json.dumps(data), "--by", "office"]
    assert run(["--home", home, *decide]) == 1
    assert "[own-type]" in capsys.readouterr().err
