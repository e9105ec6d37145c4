"""A publication from end to end: guarded, validated, written, rebuilt elsewhere, and restated."""

import csv
import json
import shutil
import sqlite3
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pyarrow import parquet

from domain.dates import Occurred
from domain.publication import Publication
from dure import publishing
from dure.adopting import adopt
from dure.cli import run
from dure.reproducing import publications, reproduce, restate
from dure.validating import VALIDATIONS, WAIVERS, validate
from dure.warehousing import open_sink, query
from dure.wiring import Home
from tests.end_to_end.noisy import simulate, take_in
from tests.end_to_end.planted import Planted
from warehouse.cards import cards
from warehouse.definition_set import DefinitionSet, present_definitions
from warehouse.publication.restating import CAUSES, Cause, Restatement
from warehouse.validation.run import Outcome

pytestmark = pytest.mark.slow  # publishing and rebuilding take seconds each

OFFICE = "Ministry, community division"
FRAMEWORK = """\
id: city
version: "1"
names: {ko: 도시의 지역공동체, en: Communities of a city}
purpose: {ko: 주민이 스스로 이어 가는지 봅니다., en: Whether residents go on by themselves.}
units: {type: municipality}
baseline: 2016-12-31
assessment: 2020-12-31
indicators:
  - {indicator: A7, measures: [s_12], compared_with: [own_past]}
  - {indicator: R18}
  - {indicator: P2}
  - {indicator: S23, unit_type: nation, measures: [s_12]}
  - {indicator: I21, unit_type: nation, measures: [followed_up_6]}
follow_up: {months: 24, indicators: [S23]}
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with five imagined communities of six years, its definitions adopted."""
    folder = tmp_path_factory.mktemp("publications")
    (folder / "city.yaml").write_text(FRAMEWORK, encoding="utf-8")
    simulate(Planted(7, communities=5, years=6), folder / "feeds")
    take_in(folder / "feeds", folder / "home")
    assert run(["--home", str(folder / "home"), "indicators", "adopt", "--by", OFFICE]) == 0
    return Home(folder / "home")


def publish(home: Home, out: Path, *more: str) -> int:
    file = home.folder.parent / "city.yaml"
    return run(
        ["--home", str(home.folder), "publish", str(file), "--out", str(out), "--by", OFFICE, *more]
    )


@pytest.fixture(scope="module")
def published(home: Home) -> Path:
    """The folder of the first publication."""
    out = home.folder.parent / "published"
    assert publish(home, out) == 0
    [folder] = out.iterdir()
    return folder


def event_of(home: Home, id_: str) -> Publication.Published:
    with home.open_ledger() as ledger:
        [entry] = [
            entry
            for entry in ledger.entries(f"publication/{id_}")
            if isinstance(entry.fact, Publication.Published)
        ]
    assert isinstance(entry.fact, Publication.Published)
    assert entry.by == OFFICE
    return entry.fact


def elsewhere(home: Home, folder: Path) -> Home:
    """A fresh home that has nothing of the other but its ledger's database."""
    assert run(["--home", str(folder), "init", "--clock", "deliveries"]) == 0
    with (
        sqlite3.connect(home.folder / "ledger.db") as source,
        sqlite3.connect(folder / "ledger.db") as target,
    ):
        source.backup(target)
    source.close()
    target.close()
    (folder / "ledger.head").unlink(missing_ok=True)
    return Home(folder)


def assert_same_bytes(home: Home, folder: Path) -> None:
    """Whether another home rebuilds what is in a folder."""
    rebuilt = reproduce(home, folder.name)
    assert set(rebuilt.files) == {"figures.csv", "figures.parquet"}
    for name, content in rebuilt.files.items():
        assert content == (folder / name).read_bytes()


def test_a_publication_is_a_folder_with_everything_that_it_says(published: Path) -> None:
    found = {path.name for path in published.iterdir()}
    assert found == {
        "datapackage.json",
        "figures.csv",
        "figures.parquet",
        "framework.yaml",
        "report.html",
        "validation",
    }
    assert (published / "validation" / "index.html").exists()
    assert "</html>" in (published / "report.html").read_text("utf-8")
    assert (published / "framework.yaml").read_text("utf-8") == FRAMEWORK


def test_csv_and_parquet_hold_the_same_figures_in_order(published: Path) -> None:
    with (published / "figures.csv").open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    table = parquet.read_table(published / "figures.parquet").to_pylist()
    as_text = [
        {name: "" if value is None else str(value) for name, value in row.items()} for row in table
    ]
    assert rows == as_text
    keys = [tuple(row.values())[:2] + tuple(row.values())[3:6] for row in rows]
    assert keys == sorted(keys)
    assert {row["indicator"] for row in rows} == {"A7", "R18", "P2", "S23", "I21"}
    assert {row["valid_at"] for row in rows if row["indicator"] == "R18"} == {"2020-12-31"}
    assert len({row["valid_at"] for row in rows if row["indicator"] == "A7"}) == 5
    assert all((row["value"] != "") == (row["status"] == "mature") for row in rows)


def test_the_parquet_file_names_no_version_and_duckdb_reads_it(published: Path) -> None:
    path = published / "figures.parquet"
    assert parquet.read_metadata(path).created_by == "dure"
    with duckdb.connect() as connection:
        [(count,)] = connection.execute(
            "select count(*) from read_parquet(?)", [str(path)]
        ).fetchall()
    assert count == parquet.read_metadata(path).num_rows


def test_the_data_package_describes_each_file_as_the_specification_asks(published: Path) -> None:
    """What Data Package 1 and Table Schema 1 require of each, and the digests of the files."""
    package = json.loads((published / "datapackage.json").read_text("utf-8"))
    assert package["profile"] == "tabular-data-package"
    assert package["name"] == published.name
    types = {"string", "number", "integer", "date"}
    for resource in package["resources"]:
        assert {"name", "path", "profile"} <= set(resource)
        content = (published / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{sha256(content).hexdigest()}"
    schema = package["resources"][0]["schema"]
    with (published / "figures.csv").open(encoding="utf-8", newline="") as text:
        header, *rows = csv.reader(text)
    assert [field["name"] for field in schema["fields"]] == header
    assert {field["type"] for field in schema["fields"]} <= types
    assert set(schema["primaryKey"]) <= set(header)
    for place, field in enumerate(schema["fields"]):
        constraints = field.get("constraints", {})
        cells = {row[place] for row in rows}
        assert not constraints.get("required") or "" not in cells
        assert cells <= set(constraints.get("enum", cells))


def test_the_ledger_keeps_the_five_pins(home: Home, published: Path) -> None:
    event = event_of(home, published.name)
    with home.open_ledger() as ledger:
        chain = ledger.chain_at(event.known_position)
        ran = [entry.fact for entry in ledger.entries(VALIDATIONS)]
    assert chain is not None
    assert event.chain_hash == chain.hex()
    assert event.definitions_digest == present_definitions().digest
    assert event.area_table_version
    assert "duckdb 2" in event.engine_versions
    assert [one.outcome for one in ran if isinstance(one, Publication.Validated)] == ["passed"]
    assert event.validation in {one.digest for one in ran if isinstance(one, Publication.Validated)}
    assert event.framework_text == FRAMEWORK


def test_publishing_the_same_again_is_the_same_publication(home: Home, published: Path) -> None:
    content = {path.name: path.read_bytes() for path in published.glob("figures.*")}
    assert run(["--home", str(home.folder), "load"]) == 0
    assert publish(home, published.parent) == 0
    assert [path.name for path in published.parent.iterdir()] == [published.name]
    assert {path.name: path.read_bytes() for path in published.glob("figures.*")} == content
    with home.open_ledger() as ledger:
        assert publications(ledger) == [published.name]


def test_another_home_rebuilds_it_from_the_ledger_alone(
    home: Home, published: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = elsewhere(home, tmp_path / "other")
    asked = ["audit", "reproduce", published.name, "--out", str(tmp_path / "rebuilt")]
    assert run(["--home", str(other.folder), *asked]) == 0
    for name in ("figures.csv", "figures.parquet"):
        assert (tmp_path / "rebuilt" / name).read_bytes() == (published / name).read_bytes()
    digest = sha256((published / "figures.csv").read_bytes()).hexdigest()
    assert f"{digest}  figures.csv" in capsys.readouterr().out


def test_a_ledger_that_was_changed_rebuilds_nothing(
    home: Home, published: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = elsewhere(home, tmp_path / "other")
    with sqlite3.connect(other.folder / "ledger.db") as database:
        [(position, state)] = database.execute(
            "select rowid, state from stored_events where topic like '%participation_recorded%'"
            " order by rowid limit 1"
        )
        changed = state.replace(b"attendee", b"organiser")
        database.execute("update stored_events set state = ? where rowid = ?", [changed, position])
    database.close()
    assert run(["--home", str(other.folder), "audit", "reproduce", published.name]) == 1
    assert "not-reproduced" in capsys.readouterr().err


def test_an_unknown_publication_is_misuse(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--home", str(home.folder), "audit", "reproduce", "none"]) == 2
    assert "published are" in capsys.readouterr().err


def test_what_the_guard_refuses_is_not_published(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two years are too short, whatever period is asked for."""
    assert publish(home, tmp_path / "out", "--period", "2018-12..2020-12") == 1
    assert "refused-by-guard" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_failed_expectation_blocks_until_somebody_answers_for_it(
    home: Home, published: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An event that could not be loaded is missing in every figure."""
    shutil.copytree(home.folder, tmp_path / "home")
    shutil.copy(home.folder.parent / "city.yaml", tmp_path)
    other, expectation = Home(tmp_path / "home"), "facts.loading.no_dead_events"
    with open_sink(other) as sink:
        sink._file.connection.execute("insert into dead values ('home', 0, null, 9, 'x', ''::blob)")
        sink.publish()
    assert publish(other, tmp_path / "out") == 1
    assert f"{expectation} failed" in capsys.readouterr().err
    assert not list((tmp_path / "out").iterdir())
    with other.open_ledger() as ledger:
        assert publications(ledger) == [published.name]

    with other.open_ledger(is_read_only=False) as ledger:
        past = date(2021, 1, 1)
        waiver = Publication.Waived(
            occurred=Occurred.on(past),
            expectation=expectation,
            person="p-1",
            reason="over",
            expires_on=past,
        )
        ledger.record(WAIVERS, waiver, "waiver:expired")
    assert validate(other, None, None, indicator="R18").outcome is Outcome.FAILED

    answer = ["waive", expectation, "--person", "김주무관", "--reason", "one row of 2015"]
    assert run(["--home", str(other.folder), *answer, "--until", "2021-12-31"]) == 0
    assert "김주무관" not in capsys.readouterr().err
    waived = validate(other, None, None, indicator="R18")
    assert waived.outcome is Outcome.PASSED
    assert [one.id for one in waived.checked if one.is_waived] == [expectation]
    with other.open_ledger() as ledger:
        ran = [entry.fact for entry in ledger.entries(VALIDATIONS)]
    of_facts = [
        one for one in ran if isinstance(one, Publication.Validated) if one.suite == "facts"
    ]
    assert [(one.outcome, one.failed, one.waived) for one in of_facts] == [
        ("failed", 1, 0),
        ("passed", 1, 1),
    ]


def test_every_indicator_answers_as_expected(home: Home) -> None:
    validation = validate(home, None, None)
    assert [one.id for one in validation.blocking] == []
    assert validation.subjects == ("facts", *(card.id for card in cards()))


@pytest.mark.parametrize(
    ("expectation", "until", "told"),
    [
        ("A7.rows.nothing", "2021-12-31", "no critical expectation"),
        ("A7.rows.share", "2020-12-31", "a waiver ends between"),
        ("A7.rows.share", "2031-12-31", "a waiver ends between"),
    ],
)
def test_a_waiver_is_of_something_that_blocks_and_for_a_year_at_most(
    home: Home, capsys: pytest.CaptureFixture[str], expectation: str, until: str, told: str
) -> None:
    asked = ["waive", expectation, "--person", "kim", "--reason", "x", "--until", until]
    assert run(["--home", str(home.folder), *asked]) == 2
    assert told in capsys.readouterr().err


def test_definitions_that_were_not_adopted_are_not_published(
    home: Home, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert published.exists()
    other = DefinitionSet({**present_definitions().texts, "log.sql": "select 1;\n"})
    monkeypatch.setattr("dure.pinning.present_definitions", lambda: other)
    assert publish(home, tmp_path / "out") == 1
    assert not (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def later(home: Home, published: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A copy of the home, where participations are told late and others are withdrawn."""
    assert published.exists()
    folder = tmp_path_factory.mktemp("later")
    shutil.copytree(home.folder, folder / "home")
    shutil.copy(home.folder.parent / "city.yaml", folder)
    later = Home(folder / "home")
    seen = seen_once(later)
    for _, _, subject, data in seen[:6]:
        first = date.fromisoformat(data["occurred"]["from"])
        for days in (300, 600):
            again = data | {"occurred": (first + timedelta(days=days)).isoformat()}
            decide(later, "community.participation_recorded", subject, again)
    for source, id_, subject, _ in seen[6:12]:
        withdrawn = {"occurred": "2020-12-01", "fact": {"source": source, "id": id_}}
        decide(later, "fact.withdrawn", subject, withdrawn)
    return later


def decide(home: Home, type_: str, subject: str, data: dict[str, Any]) -> None:
    told = ["decide", type_, subject, "--data", json.dumps(data), "--by", "city"]
    assert run(["--home", str(home.folder), *told]) == 0


def seen_once(home: Home) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Source, id, subject and data of participations of residents who came once, from 2016 on."""
    asked = """
        select source, event_id, subject, payload
        from log
        where kind = 'community.participation_recorded.v1'
            and supersedes is null
            and year(occurred_from) between 2016 and 2018
        qualify count(*) over (partition by payload ->> '$.resident') = 1
        order by position
    """
    return [
        (source, id_, subject, json.loads(payload))
        for source, id_, subject, payload in query(home, asked).rows
    ]


def test_facts_that_readers_do_not_see_yet_refuse_a_publication(
    later: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(later, tmp_path) == 1
    assert "[snapshot-behind]" in capsys.readouterr().err


def test_a_later_value_is_a_restatement_that_is_recorded(
    later: Home, published: Path, tmp_path: Path
) -> None:
    assert run(["--home", str(later.folder), "load"]) == 0
    release = publishing.publish(later, later.folder.parent / "city.yaml", tmp_path, OFFICE)
    [(earlier, changes)] = release.restates.items()
    assert earlier == published.name
    assert_adds_up(changes, {Cause.LATE_ARRIVALS, Cause.CORRECTIONS})
    with later.open_ledger() as ledger:
        recorded = {
            entry.fact.cause: entry.fact.figures
            for entry in ledger.entries(f"publication/{release.id}")
            if isinstance(entry.fact, Publication.Restated)
        }
    for cause in (Cause.LATE_ARRIVALS, Cause.CORRECTIONS):
        assert recorded[cause] == sum(bool(one.parts.get(cause)) for one in changes)


def test_a_changed_definition_restates_and_the_first_publication_is_rebuilt_all_the_same(
    later: Home, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody counts as staying after half as many months."""
    texts = dict(present_definitions().texts)
    path = "indicators/a7_sustained_participation.sql"
    assert "months * 30.4375 as elapsed" in texts[path]
    texts[path] = texts[path].replace("months * 30.4375", "months * 15")
    with monkeypatch.context() as patch:
        patch.setattr("dure.adopting.present_definitions", lambda: DefinitionSet(texts))
        adopt(later, OFFICE)
    changes = restate(later, published.name)
    assert_adds_up(changes, set(CAUSES) - {Cause.BOUNDARY})
    assert all(one.key[1] == "A7" for one in changes if one.parts.get(Cause.DEFINITION))
    assert_same_bytes(elsewhere(later, tmp_path / "other"), published)


def assert_adds_up(changes: list[Restatement], causes: set[Cause]) -> None:
    """Every difference is the exact sum of its parts, and each of these causes has some."""
    assert changes
    for one in changes:
        if one.change == "restated":
            assert sum(one.parts.values(), Decimal(0)) == one.total
    found = {cause for one in changes for cause, part in one.parts.items() if part}
    assert found == causes
