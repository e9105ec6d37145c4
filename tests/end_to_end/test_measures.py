"""The verbs that answer: indicators, show, findings and report, on a simulated home."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from dure.cli import run
from tests.end_to_end.noisy import simulate, take_in
from tests.end_to_end.planted import Planted
from warehouse.cards import cards
from warehouse.definition_set import DefinitionSet, present_definitions
from warehouse.report.reading import MOST_MUNICIPALITIES


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A home with two imagined communities of four years, loaded."""
    folder = tmp_path_factory.mktemp("measures")
    simulate(Planted(3, communities=2, years=4), folder / "feeds")
    take_in(folder / "feeds", folder / "home")
    return str(folder / "home")


@pytest.fixture(scope="module")
def report(home: str, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The page of all municipalities."""
    return written(home, tmp_path_factory.mktemp("report"))


def written(home: str, out: Path, *arguments: str) -> bytes:
    """The page that `report` writes."""
    assert run(["--home", home, "report", "--out", str(out), *arguments]) == 0
    return (out / "index.html").read_bytes()


def rows(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    """The rows that a verb writes as JSON lines."""
    capsys.readouterr()
    assert run([*arguments, "--format", "json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_catalogue_lists_every_indicator(capsys: pytest.CaptureFixture[str]) -> None:
    assert [row["id"] for row in rows(capsys, "indicators")] == [card.id for card in cards()]


def test_an_indicator_is_shown_by_its_id_or_its_relation(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    by_id = rows(capsys, "--home", home, "show", "a6")
    assert by_id
    assert rows(capsys, "--home", home, "show", "a6_participation_reach") == by_id


def test_only_the_units_asked_for_are_shown(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = rows(capsys, "--home", home, "show", "A6", "--unit-type", "community", "--unit", "C01")
    assert {(row["unit_type"], row["unit_id"]) for row in found} == {("community", "C01")}


def test_an_earlier_day_is_too_early_to_judge(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    early = ("--valid-at", "2016-01-31")
    found = rows(capsys, "--home", home, "show", "A7", "--unit-type", "nation", *early)
    assert {row["status"] for row in found} <= {"maturing", "no_data", "suppressed"}
    assert {row["value"] for row in found} == {None}


def test_what_was_not_known_yet_is_not_shown(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = ("--known-at", "2014-01-01")
    assert rows(capsys, "--home", home, "show", "A6", *before) == []


def test_a_snapshot_of_another_version_is_refused_until_it_is_published_anew(
    home: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its indicators and the cards of this version might not fit one another."""
    other = tmp_path / "home"
    shutil.copytree(home, other)
    with duckdb.connect(str(other / "warehouse" / "snapshot.duckdb")) as snapshot:
        snapshot.execute("update built_from set digest = 'of other code'")
    assert run(["--home", str(other), "show", "A6"]) == 1
    assert "[definitions-changed]" in capsys.readouterr().err
    assert run(["--home", str(other), "warehouse", "snapshot"]) == 0
    assert rows(capsys, "--home", str(other), "show", "A6")


def test_an_unknown_indicator_is_misuse_and_names_those_known(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--home", home, "show", "Z9"]) == 2
    assert "known are P1, P2" in capsys.readouterr().err


def test_a_type_of_unit_that_an_indicator_has_not_is_misuse(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--home", home, "show", "I21", "--unit-type", "community"]) == 2
    assert "not for 'community'" in capsys.readouterr().err


def test_findings_are_listed_by_rule(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    every = rows(capsys, "--home", home, "findings")
    of_rule = rows(capsys, "--home", home, "findings", "d4")
    assert of_rule == [row for row in every if row["rule"] == "D4"]
    assert all(row["detail_ko"] and row["detail_en"] for row in every)


def test_an_unknown_rule_is_misuse(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--home", home, "findings", "D14"]) == 2
    assert "D13" in capsys.readouterr().err


def test_workers_are_listed_by_state_and_organisation(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    every = rows(capsys, "--home", home, "workforce")
    assert {row["state"] for row in every} <= {"overdue", "due", "left_field", "done"}
    done = rows(capsys, "--home", home, "workforce", "--state", "done")
    assert done
    assert done == [row for row in every if row["state"] == "done"]
    assert all(str(row["worker"]).startswith("p-") for row in every)
    assert rows(capsys, "--home", home, "workforce", "--support-organisation", "none") == []


def test_continuity_and_the_pool_of_experts_are_of_one_organisation(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    own = ("--support-organisation", "SO01-L")
    continuity = rows(capsys, "--home", home, "workforce", "--continuity", *own)
    assert [row["community"] for row in continuity] == ["C01", "C02"]
    pool = rows(capsys, "--home", home, "experts", "--field", "law", *own)
    assert {row["field"] for row in pool} == {"law"}
    reach = rows(capsys, "--home", home, "experts", "--by-area", "--field", "law", *own)
    assert len({row["municipality"] for row in reach}) == 2
    [area] = {row["municipality"] for row in reach[:1]}
    of_area = rows(capsys, "--home", home, "experts", "--by-area", "--area", str(area), *own)
    assert {row["municipality"] for row in of_area} == {area}


def test_a_call_is_shown_with_its_applications_by_key(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = rows(capsys, "--home", home, "contest")
    asked = next(row for row in calls if row["count_selected"])
    found = rows(capsys, "--home", home, "contest", str(asked["call"]))
    assert len(found) == asked["count_applications"]
    assert [row["project"] for row in found] == sorted(str(row["project"]) for row in found)
    assert run(["--home", home, "contest", "none"]) == 2
    assert "there is no call 'none'" in capsys.readouterr().err


def test_two_cases_are_too_few_to_say_anything_together(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = rows(capsys, "--home", home, "cases", "--lang", "ko")
    together = [row for row in found if row["unit"] == "KR"]
    assert [row["statement"] for row in together] == [
        "sense",
        "leaders",
        "intermediaries",
        "linkage",
    ]
    assert {row["verdict"] for row in together} == {"cannot_say"}
    assert len(found) == 4 * 3
    assert run(["--home", home, "cases", "--unit", "JP"]) == 2
    assert "no case of the nation 'JP'" in capsys.readouterr().err


@pytest.mark.slow
def test_a_report_of_one_municipality_shows_only_that_beside_all(
    home: str, report: bytes, tmp_path: Path
) -> None:
    whole = report.decode()
    codes = [part[:5] for part in whole.split('<details class="unit" id="municipality-')[1:]]
    assert len(codes) == 2
    page = written(home, tmp_path, "--unit", codes[0]).decode()
    assert f'id="municipality-{codes[0]}"' in page
    assert f'id="municipality-{codes[1]}"' not in page
    assert 'id="everybody"' in page


@pytest.mark.slow
def test_a_report_is_the_same_when_written_again(home: str, report: bytes, tmp_path: Path) -> None:
    assert written(home, tmp_path) == report


def test_a_report_of_a_municipality_that_reports_nothing_is_misuse(
    home: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--home", home, "report", "--out", str(tmp_path), "--unit", "99999"]) == 2
    assert "99999" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_more_municipalities_than_a_page_can_show_are_refused(
    home: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert MOST_MUNICIPALITIES > 14
    monkeypatch.setattr("warehouse.report.reading.MOST_MUNICIPALITIES", 1)
    assert run(["--home", home, "report", "--out", str(tmp_path)]) == 1
    assert "report-too-large" in capsys.readouterr().err


def adopt(home: str, monkeypatch: pytest.MonkeyPatch, *change: str) -> None:
    """Adopt definitions in which one text of P1 was another."""
    path = "indicators/p1_plan_before_project.sql"
    texts = dict(present_definitions().texts)
    assert change[0] in texts[path]
    with monkeypatch.context() as patch:
        other = DefinitionSet(texts | {path: texts[path].replace(*change)})
        patch.setattr("dure.adopting.present_definitions", lambda: other)
        assert run(["--home", home, "indicators", "adopt", "--by", "office"]) == 0


def test_a_change_of_definitions_cannot_be_previewed_before_any_were_adopted(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--home", home, "indicators", "plan"]) == 1
    assert "[not-adopted]" in capsys.readouterr().err


@pytest.mark.slow
def test_a_change_of_definitions_is_previewed_over_the_whole_history(
    home: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = str(tmp_path / "home")
    shutil.copytree(home, other)
    adopt(other, monkeypatch, "window_start(valid_at, 36)", "window_start(valid_at, 12)")
    plan = ("--home", other, "indicators", "plan", "--show")
    [text] = rows(capsys, *plan, "texts")
    assert (text["change"], text["indicators"]) == ("computation", ["p1_plan_before_project"])
    found = rows(capsys, *plan, "values")
    assert {row["indicator"] for row in found} == {"p1_plan_before_project"}
    assert len({row["valid_at"] for row in found}) > 1
    assert sum(int(str(row["appeared"])) + int(str(row["changed"])) for row in found)
    series = rows(capsys, *plan, "series", "--unit-type", "municipality")
    assert len({row["valid_at"] for row in series}) == 12
    shown = rows(capsys, "--home", other, "show", "P1", "--unit-type", "municipality")
    last = {
        (row["unit_id"], row["measure"]): row["present"]
        for row in series
        if row["valid_at"] == series[-1]["valid_at"] and row["present"] is not None
    }
    assert last == {
        (one["unit_id"], one["measure"]): pytest.approx(one["value"])
        for one in shown
        if one["value"] is not None
    }
    assert run(["--home", other, "indicators", "adopt", "--by", "office"]) == 0
    assert rows(capsys, *plan, "values") == []


def test_definitions_of_other_tables_cannot_be_compared_by_value(
    home: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = str(tmp_path / "home")
    shutil.copytree(home, other)
    adopt(other, monkeypatch, "from plan_precedence(", "from a_table_that_is_gone(")
    assert run(["--home", other, "indicators", "plan"]) == 1
    told = capsys.readouterr().err
    assert "a_table_that_is_gone" in told
    assert "[not-comparable]" in told
    assert not list((tmp_path / "home" / "warehouse").glob("under-*"))
