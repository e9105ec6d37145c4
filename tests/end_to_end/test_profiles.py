"""`dure guide` and `dure profile` on a simulated home, with what is decided of the manual."""

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any, Final

import pytest

from dure.cli import run
from tests.end_to_end.noisy import simulate, take_in
from tests.end_to_end.planted import Planted
from warehouse.cards import cards
from warehouse.guides import GUIDE_FILE, shipped_guide

REFERENCE: Final = Path(__file__).parents[2] / "reference"
LAST: Final = "2016-12-31"
VERDICTS: Final = ("rank", "score", "grade", "verdict", "target")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A home with seven imagined communities of two years, loaded."""
    folder = tmp_path_factory.mktemp("profiles")
    simulate(Planted(3, communities=7, years=2), folder / "feeds")
    take_in(folder / "feeds", folder / "home")
    return str(folder / "home")


@pytest.fixture
def own_home(home: str, tmp_path: Path) -> str:
    """A copy in which a test may decide things."""
    return str(shutil.copytree(home, tmp_path / "home"))


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a verb writes."""
    capsys.readouterr()
    assert run(list(arguments)) == 0, capsys.readouterr().err
    return capsys.readouterr().out


def profiled(capsys: pytest.CaptureFixture[str], home: str, unit: str, *more: str) -> Any:
    """The document of a unit at the end of the simulated years."""
    told = answer(
        capsys, "--home", home, "profile", unit, "--valid-at", LAST, "--format", "json", *more
    )
    return json.loads(told)


def guided(capsys: pytest.CaptureFixture[str], home: str, *more: str) -> list[dict[str, Any]]:
    """The signs of C02."""
    told = answer(capsys, "--home", home, "guide", "C02", "--format", "json", *more)
    return [json.loads(line) for line in told.splitlines()]


def measures(document: Any) -> list[dict[str, Any]]:
    """Every measure of a profile."""
    return [
        measure
        for task in document["tasks"]
        for indicator in task["indicators"]
        for measure in indicator["measures"]
    ]


def test_a_community_stands_where_its_facts_show_it(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    early = guided(capsys, home, "--valid-at", "2015-12-31")
    late = guided(capsys, home, "--valid-at", LAST)
    assert {row["step"] for row in early} == set(range(1, 9))
    seen = {row["sign"] for row in early if row["status"] == "seen"}
    assert seen < {row["sign"] for row in late if row["status"] == "seen"}
    assert all(row["first_from"] <= "2015-12-31" for row in early if row["first_from"])


def test_a_question_is_asked_just_where_a_sign_is_not_seen(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for row in guided(capsys, home, "--valid-at", "2016-03-31", "--lang", "en"):
        assert (row["ask"] is None) == (row["status"] == "seen")
        assert row["ask"] is None or row["ask"].endswith("?")


def test_guide_takes_a_community_with_and_without_show(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    short = answer(capsys, "--home", home, "guide", "C02", "--lang", "en")
    assert short == answer(capsys, "--home", home, "guide", "show", "C02", "--lang", "en")
    assert "Find" in short
    assert "찾기" in answer(capsys, "--home", home, "guide", "C02")


def test_what_was_not_known_yet_is_no_evidence(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    at_day = ("--valid-at", "2016-12-31")
    known = guided(capsys, home, *at_day)
    before = guided(capsys, home, *at_day, "--known-at", "2016-06-30")
    count = {row["sign"]: row["facts"] or 0 for row in known}
    assert all((row["facts"] or 0) <= count[row["sign"]] for row in before)
    assert sum(row["facts"] or 0 for row in before) < sum(count.values())


def test_an_unknown_community_is_misuse(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--home", home, "guide", "C99"]) == 2
    assert "C99" in capsys.readouterr().err


def test_the_guide_is_published_adopted_and_done_otherwise(
    own_home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    guide = shipped_guide(REFERENCE)
    adopting = ["--home", own_home, "guide", "adopt", "C02", "--community", "C02", "--by", "C02"]
    assert run(adopting) == 1  # nobody has published it yet
    assert "[manual-not-published]" in capsys.readouterr().err
    publishing = ("--home", own_home, "guide", "publish", "--by", "MOLIT")
    published = json.loads(answer(capsys, *publishing))
    assert published["data"]["digest"] == guide.digest
    assert published["basis"] == "decided"
    assert not answer(capsys, *publishing)  # it holds already
    assert json.loads(answer(capsys, *adopting))["data"]["version"] == guide.version
    subject = f"manual/{guide.manual}"
    deviation = {
        "occurred": "2017-01-31",
        "version": guide.version,
        "adopter": "C02",
        "community": "C02",
        "what": "총회를 두 번 엽니다",
        "reason": "농번기를 피하려고",
    }
    decided = ("decide", "manual.deviation_recorded", subject, "--by", "C02")
    answer(capsys, "--home", own_home, *decided, "--data", json.dumps(deviation))
    assert run(["--home", own_home, "load"]) == 0
    told = answer(capsys, "--home", own_home, "guide", "C02", "--lang", "en")
    assert f"works by the manual {guide.manual}, version {guide.version}" in told
    assert "(the text that ships here)" in told
    assert "does otherwise: 총회를 두 번 엽니다 — 농번기를 피하려고" in told


def test_another_text_is_no_longer_the_published_version(
    own_home: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    publishing = ["--home", own_home, "guide", "publish", "--by", "MOLIT"]
    assert run(publishing) == 0
    changed = shutil.copytree(REFERENCE, tmp_path / "reference")
    with (changed / GUIDE_FILE).open("a", encoding="utf-8") as file:
        file.write("# another word\n")
    monkeypatch.setattr("dure.guiding.reference_folder", lambda: changed)
    assert run(publishing) == 1
    assert "[manual-text-changed]" in capsys.readouterr().err


def test_a_day_to_come_decides_nothing(own_home: str, capsys: pytest.CaptureFixture[str]) -> None:
    publishing = ["--home", own_home, "guide", "publish", "--by", "MOLIT", "--on", "2031-01-01"]
    assert run(publishing) == 2
    assert "has not come yet" in capsys.readouterr().err


def test_a_profile_shows_every_indicator_that_can_be_asked_of_the_unit(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    document = profiled(capsys, home, "community/C02")
    assert [task["core_task"] for task in document["tasks"]] == [1, 2, 3, 4]
    shown = {one["id"] for task in document["tasks"] for one in task["indicators"]}
    around = {"community", "municipality", "support_organisation"}
    by_band_or_group = {"A10", "R17"}  # which `dure show` tells, a row for each kind of it
    asked = {card.id for card in cards() if around.intersection(card.unit_types)}
    assert shown == asked - by_band_or_group
    two_sided = {
        one["id"] for task in document["tasks"] for one in task["indicators"] if one["is_two_sided"]
    }
    assert two_sided == {card.id for card in cards() if card.is_two_sided} & shown


def test_a_profile_agrees_with_what_show_says(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("A7", "--valid-at", LAST, "--unit-type", "community", "--unit", "C02")
    told = answer(capsys, "--home", home, "show", *asked, "--format", "json")
    shown = {row["measure"]: row for row in map(json.loads, told.splitlines())}
    document = profiled(capsys, home, "community/C02")
    found = {one["measure"]: one for one in measures(document) if one["measure"] in shown}
    assert found.keys() == shown.keys()
    for measure, row in shown.items():
        for name in ("value", "low", "high", "n", "observed_months", "status"):
            assert found[measure][name] == row[name]


def test_a_profile_says_how_far_a_value_is_from_maturity_and_gives_none(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    early = [
        one
        for one in measures(profiled(capsys, home, "community/C02"))
        if one["status"] == "maturing"
    ]
    assert early
    assert {one["value"] for one in early} == {None}
    told = answer(
        capsys, "--home", home, "profile", "community/C02", "--valid-at", LAST, "--lang", "en"
    )
    assert f"observed {early[0]['observed_months']} of {early[0]['required_months']} months" in told
    assert " of 0 months" not in told
    assert "too few cases yet" in told


def test_the_past_is_told_at_the_same_day_of_each_year(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    [reach] = [
        one
        for one in measures(profiled(capsys, home, "community/C02"))
        if one["measure"] == "reach"
    ]
    assert [point["day"] for point in reach["past"]] == ["2015-12-31"]


@pytest.mark.parametrize(("alike", "has_band"), [("stage", True), ("programme,stage", False)])
def test_a_band_is_of_five_similar_units_or_none_is_shown(
    home: str, capsys: pytest.CaptureFixture[str], alike: str, *, has_band: bool
) -> None:
    document = profiled(capsys, home, "community/C02", "--alike", alike)
    [reach] = [one for one in measures(document) if one["measure"] == "reach"]
    assert (reach["similar"]["count"] >= 5) is has_band
    assert (reach["similar"]["band"] is not None) is has_band
    if has_band:
        spread = list(reach["similar"]["band"].values())[1:]
        assert spread == sorted(spread)


def test_a_profile_names_no_other_community_and_gives_no_verdict(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    document = profiled(capsys, home, "community/C02", "--alike", "stage")
    del document["stories"]
    told = json.dumps(document, ensure_ascii=False)
    assert not [key for key in ("C01", "C03", "C04", "C05", "C06", "C07") if f'"{key}"' in told]

    def keys(value: Any) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {key for one in value.values() for key in keys(one)}
        return {key for one in value for key in keys(one)} if isinstance(value, list) else set()

    assert not [key for key in keys(document) if any(word in key for word in VERDICTS)]


def test_guard_metrics_stand_with_every_profile(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    guard = profiled(capsys, home, "community/C01")["guard"]
    assert set(guard) == {
        "coverage", "least_coverage", "count_facts", "median_lag_days", "p90_lag_days",
        "imprecise_share", "corrected_share", "self_report_share", "count_quarantined",
        "immature_share",
    }  # fmt: skip
    assert None not in guard.values()
    assert guard["median_lag_days"] <= guard["p90_lag_days"]


def test_a_municipality_counts_in_how_many_of_its_communities_something_is_seen(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = "select municipality from community_area(current_date, now()) where community = 'C02'"
    [(code,)] = csv.reader(
        answer(capsys, "--home", home, "sql", asked, "--format", "csv").splitlines()[1:]
    )
    document = profiled(capsys, home, f"municipality/{code}")
    assert document["unit"]["count_communities"] == 1
    for one in (*document["guide"], *document["markers"]):
        assert one["seen"] + one["partly"] + one["not_seen"] + one["unobserved"] == 1


@pytest.mark.slow
def test_a_selected_story_stands_first_with_who_chose_it_and_why(
    own_home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    oldest = profiled(capsys, own_home, "community/C02")["stories"][-1]
    chosen = {
        "occurred": LAST,
        "community": "C02",
        "story": oldest["story"],
        "selected_by": "주민 모임",
        "reason": "아이들이 다시 모여서",
    }
    subject = f"plan/{oldest['plan']}"
    decided = ("decide", "plan.story_selected", subject, "--by", "C02", "--data")
    answer(capsys, "--home", own_home, *decided, json.dumps(chosen))
    assert run(["--home", own_home, "load"]) == 0
    first = profiled(capsys, own_home, "community/C02")["stories"][0]
    assert (first["story"], first["selected_by"]) == (oldest["story"], "주민 모임")
    asked = ("profile", "community/C02", "--valid-at", LAST, "--lang", "en")
    told = answer(capsys, "--home", own_home, *asked)
    assert "selected by 주민 모임" in told
    assert "아이들이 다시 모여서" in told


def test_lines_for_computing_hold_a_figure_each(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("profile", "community/C02", "--valid-at", LAST, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(answer(capsys, "--home", home, *asked))))
    assert {row["section"] for row in rows} == {"now", "past", "guard", "stage", "marker", "story"}
    document = profiled(capsys, home, "community/C02")
    assert len([row for row in rows if row["section"] == "now"]) == len(measures(document))


@pytest.mark.parametrize("unit", ["community/C99", "C02", "programme/none"])
def test_what_is_no_unit_is_misuse(
    home: str, capsys: pytest.CaptureFixture[str], unit: str
) -> None:
    assert run(["--home", home, "profile", unit]) == 2
    assert unit in capsys.readouterr().err


def test_an_unknown_likeness_is_misuse(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--home", home, "profile", "community/C02", "--alike", "stage,size"]) == 2
    assert "size" in capsys.readouterr().err


def test_a_second_profile_computes_nothing(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    profiled(capsys, home, "community/C02")
    asked = ["--home", home, "profile", "community/C01", "--valid-at", LAST]
    assert run(asked) == 0
    assert "computed" not in capsys.readouterr().err
