"""Where communities stand in the process guide, and their progress markers and change stories."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from domain.vocabulary import FACT_TYPES
from tests.warehouse.conftest import REFERENCE, Warehouse, months
from warehouse.guides import GUIDE_FILE, MARKER_FILE, guide_tables, shipped_guide

C: Final = {"subject_key": "C"}
P: Final = {"subject_key": "P", "community": "C"}
LATEST: Final = "2025-12-31"
FEED: Final = {"subject_key": "F", "stated_source": "urn:dure:feed:test"}
KOREAN: Final = range(ord("가"), ord("힣") + 1)


def asked(warehouse: Warehouse, relation: str, valid_at: str = LATEST) -> list[dict[str, Any]]:
    """The rows of the community C at a day, as known long afterwards."""
    return warehouse.dicts(
        f"select * from {relation}(?::date, timestamptz '2026-02-01 00:00:00+00')"  # noqa: S608  # the tests name it
        " where community = 'C' order by all",
        [valid_at],
    )


def signs(warehouse: Warehouse, valid_at: str = LATEST) -> dict[str, str]:
    """The status of every sign of C."""
    return {row["sign"]: row["status"] for row in asked(warehouse, "sign_seen", valid_at)}


def stages(warehouse: Warehouse, valid_at: str = LATEST) -> dict[str, str]:
    """The status of every stage of C."""
    return {
        row["stage"]: row["stage_status"] for row in asked(warehouse, "guide_evidence", valid_at)
    }


def reported(warehouse: Warehouse, *kinds: str) -> None:
    """A feed that delivers these kinds every month of 2025."""
    warehouse.put("feed_registration", FEED, on="2025-01-01")
    delivery = {"subject_key": "F", "period_from": "2025-01", "period_to": "2025-12"}
    warehouse.put("feed_delivery", {**delivery, "kinds": list(kinds)}, on="2026-01-05")


def test_a_sign_is_seen_once_there_are_enough_facts_and_partly_before(warehouse: Warehouse) -> None:
    items = [{**P, "agenda": f"A{number}", "on": f"2025-0{number}-01"} for number in (1, 2, 3)]
    warehouse.put("agenda_registration", *items)
    assert signs(warehouse, "2025-02-28")["agenda-registered"] == "partly"
    assert signs(warehouse, "2025-03-31")["agenda-registered"] == "seen"
    [found] = [row for row in asked(warehouse, "sign_seen") if row["sign"] == "agenda-registered"]
    assert (found["count_facts"], found["least_facts"]) == (3, 3)
    assert (found["first_from"], found["last_to"]) == (date(2025, 1, 1), date(2025, 3, 1))


def test_what_was_not_known_yet_is_no_evidence(warehouse: Warehouse) -> None:
    warehouse.put("plan_adoption", P, on="2025-05-01", recorded_at="2026-03-01 00:00:00+00")
    warehouse.put("community_identification", {**C, "name": "새터"}, on="2025-01-01")
    assert signs(warehouse)["plan-adopted"] != "seen"


def test_a_withdrawn_fact_is_no_evidence(warehouse: Warehouse) -> None:
    [position] = warehouse.put("plan_adoption", P, on="2025-05-01")
    warehouse.put("community_identification", {**C, "name": "새터"}, on="2025-01-01")
    assert signs(warehouse)["plan-adopted"] == "seen"
    warehouse.supersede(position)
    assert signs(warehouse)["plan-adopted"] != "seen"


def test_silence_is_not_yet_where_a_feed_reports_and_unobserved_where_none_does(
    warehouse: Warehouse,
) -> None:
    warehouse.put("community_identification", {**C, "name": "새터"}, on="2025-01-01")
    reported(warehouse, "plan.adopted.v1")
    found = signs(warehouse)
    assert found["plan-adopted"] == "not_seen"
    assert found["assembly-held"] == "unobserved"
    assert stages(warehouse)["plan"] == "not_seen"
    assert stages(warehouse)["link"] == "unobserved"


def test_observation_begins_with_the_community(warehouse: Warehouse) -> None:
    warehouse.put("community_identification", {**C, "name": "새터"}, on="2025-07-01")
    reported(warehouse, "plan.adopted.v1")
    [row] = [row for row in asked(warehouse, "sign_seen") if row["sign"] == "plan-adopted"]
    assert row["observed_months"] == 6


def test_a_stage_is_seen_when_all_its_signs_are(warehouse: Warehouse) -> None:
    warehouse.put("organisation_formation", {"subject_key": "B", "community": "C"}, on="2025-02-01")
    assert stages(warehouse)["organise"] == "partly"
    warehouse.put(
        "leader_installation",
        {"subject_key": "B", "resident": "p", "post": "chair"},
        on="2025-03-01",
    )
    assert signs(warehouse)["leader-chosen"] == "seen"  # a fact of a body tells of its community
    assert stages(warehouse)["organise"] == "partly"


@pytest.mark.parametrize(("selected", "expected"), [("2025-04-01", False), ("2025-06-01", True)])
def test_a_project_is_evidence_only_once_a_plan_was_adopted(
    warehouse: Warehouse, selected: str, *, expected: bool
) -> None:
    warehouse.put("plan_adoption", P, on="2025-05-01")
    warehouse.put("project_selection", {"subject_key": "S", "community": "C"}, on=selected)
    assert (signs(warehouse)["project-after-plan"] == "seen") is expected


def test_evidence_of_a_window_grows_old(warehouse: Warehouse) -> None:
    warehouse.put("support_end", {**C, "programme": "G", "supported": "B"}, on="2024-01-15")
    held = [{**C, "activity": f"A{day}", "on": day} for day in months(date(2024, 3, 10), 4)]
    warehouse.put("activity", *held)
    assert signs(warehouse, "2024-12-31")["active-after-support"] == "seen"
    assert signs(warehouse, "2025-12-31")["active-after-support"] != "seen"


@pytest.mark.parametrize(
    ("organisations", "expected"), [([], False), (["B"], False), (["B", "D"], True)]
)
def test_only_several_bodies_make_an_activity_joint(
    warehouse: Warehouse, organisations: list[str], *, expected: bool
) -> None:
    joint = {**C, "activity": "A", "organisations": organisations}
    warehouse.put("activity", joint, on="2025-05-01")
    assert (signs(warehouse)["joint-activity"] == "seen") is expected


def test_of_fewer_than_five_residents_neither_number_nor_days_are_told(
    warehouse: Warehouse,
) -> None:
    roles = [
        {"subject_key": f"p{number}", "community": "C", "role": "organiser", "on": "2025-03-01"}
        for number in range(5)
    ]
    warehouse.put("role_start", *roles[:4])
    [few] = [row for row in asked(warehouse, "sign_seen") if row["sign"] == "roles-taken"]
    assert few["status"] == "partly"
    assert {few[name] for name in ("count_facts", "first_from", "last_to")} == {None}
    warehouse.put("role_start", roles[4])
    [enough] = [row for row in asked(warehouse, "sign_seen") if row["sign"] == "roles-taken"]
    assert (enough["status"], enough["count_facts"]) == ("seen", 5)


def test_what_a_municipality_does_is_evidence_in_all_its_communities(warehouse: Warehouse) -> None:
    area = {"area_scheme": "mois-sgg", "area_code": "47130"}
    warehouse.put("community_identification", {**C, "name": "새터", **area}, on="2025-01-01")
    enacted = {"subject_key": "47130", "ordinance": "O", "on": "2025-02-01"}
    warehouse.log("municipality.ordinance_enacted.v1", **enacted)
    assert signs(warehouse)["ordinance-in-force"] == "seen"


def test_a_link_is_evidence_in_the_communities_of_both_projects(warehouse: Warehouse) -> None:
    warehouse.put("project_start", {"subject_key": "S1", "community": "C"}, on="2025-02-01")
    warehouse.put("project_start", {"subject_key": "S2", "community": "D"}, on="2025-02-01")
    link = {"subject_key": "G", "link": "L", "project": "S2", "other_project": "S1"}
    warehouse.put("link_confirmation", {**link, "confirmed_by": "G"}, on="2025-03-01")
    assert signs(warehouse)["link-confirmed"] == "seen"


@pytest.mark.parametrize(
    ("adopter", "community", "expected"),
    [
        ("C", None, True),
        ("B", None, True),
        ("SO", None, True),
        ("SO", "D", False),
        ("X", "C", True),
    ],
)
def test_a_manual_is_adopted_for_a_community_by_whoever_answers_for_it(
    warehouse: Warehouse, adopter: str, community: str | None, *, expected: bool
) -> None:
    support = {**C, "programme": "G", "supported": "B", "support_organisation": "SO"}
    warehouse.put("support_start", support, on="2024-01-01")
    adoption = {"subject_key": "M", "version": "1", "adopter": adopter, "community": community}
    warehouse.put("manual_adoption", adoption, on="2025-03-01")
    assert bool(asked(warehouse, "manual_in_use")) is expected
    assert (signs(warehouse)["manual-adopted"] == "seen") is expected


@pytest.mark.parametrize("text", ["shipped", "another", None])
def test_an_adopted_version_says_whether_it_is_the_text_that_ships(
    warehouse: Warehouse, text: str | None
) -> None:
    guide = shipped_guide(REFERENCE)
    version = {"subject_key": guide.manual, "version": guide.version}
    digest = {"shipped": guide.digest, "another": "00", None: None}[text]
    warehouse.put("manual_publication", {**version, "digest": digest}, on="2025-01-01")
    warehouse.put("manual_adoption", {**version, "adopter": "C", "community": "C"}, on="2025-02-01")
    [row] = asked(warehouse, "manual_in_use")
    assert row["is_shipped_text"] is {"shipped": True, "another": False, None: None}[text]


def test_deviations_stand_with_the_communities_whose_adopter_deviates(warehouse: Warehouse) -> None:
    version = {"subject_key": "M", "version": "1", "adopter": "C"}
    warehouse.put("manual_adoption", {**version, "community": "C"}, on="2025-02-01")
    deviation = {**version, "what": "총회를 두 번", "reason": "농번기"}
    warehouse.put("manual_deviation", deviation, on="2025-06-01")
    [row] = asked(warehouse, "manual_deviation_in_use")
    assert (row["what"], row["reason"]) == ("총회를 두 번", "농번기")


def test_stories_stand_with_who_selected_them_and_why(warehouse: Warehouse) -> None:
    warehouse.put("story_recording", {**P, "story": "T1", "text": "함께"}, on="2025-05-01")
    warehouse.put("story_recording", {**P, "story": "T2", "text": "따로"}, on="2025-05-02")
    chosen = {**P, "story": "T1", "selected_by": "주민 모임", "reason": "모두가 알아서"}
    warehouse.put("story_selection", chosen, on="2025-06-01")
    found = {row["story"]: row for row in asked(warehouse, "change_story")}
    assert (found["T1"]["selected_by"], found["T1"]["reason"]) == ("주민 모임", "모두가 알아서")
    assert found["T2"]["selected_by"] is None
    assert found["T2"]["story_text"] == "따로"


def test_markers_go_from_expect_over_like_to_love_for_every_partner(warehouse: Warehouse) -> None:
    warehouse.put("community_identification", {**C, "name": "새터"}, on="2025-01-01")
    levels: dict[str, list[str]] = {}
    for row in sorted(
        asked(warehouse, "marker_evidence"), key=lambda row: (row["partner_place"], row["place"])
    ):
        levels.setdefault(row["partner"], []).append(row["level"])
    order = ["expect", "like", "love"]
    assert list(levels) == [
        "residents",
        "resident_organisations",
        "municipality",
        "support_organisation",
    ]
    for of_partner in levels.values():
        assert of_partner == sorted(of_partner, key=order.index)
        assert set(of_partner) == set(order)


def test_the_guide_has_the_eight_stages_and_asks_of_every_sign() -> None:
    tables = guide_tables(REFERENCE)
    stages = [row[1] for row in tables["guide_stage"]]
    assert stages == [
        "find", "nurture", "organise", "plan", "small-project", "link", "anchor", "sustain"
    ]  # fmt: skip
    of_stages = {row[0] for row in tables["sign"] if row[2] is not None}
    assert {row[2] for row in tables["guide_question"]} == of_stages


def test_every_sign_is_of_kinds_of_fact_that_there_are() -> None:
    for sign in guide_tables(REFERENCE)["sign"]:
        kinds, after = sign[7], sign[13]
        assert isinstance(kinds, list)
        assert {*kinds, *([after] if after else [])} <= FACT_TYPES.keys(), sign[0]


def test_every_field_of_a_condition_is_one_of_its_fact() -> None:
    for sign in guide_tables(REFERENCE)["sign"]:
        kinds, field = sign[7], sign[8]
        assert isinstance(kinds, list)
        for kind in kinds:
            assert field is None or field in FACT_TYPES[kind].__struct_fields__, sign[0]


def test_everything_is_said_in_korean_and_in_english() -> None:
    def said(value: object) -> list[tuple[str, str]]:
        if isinstance(value, dict):
            pairs = [(value["ko"], value["en"])] if {"ko", "en"} <= value.keys() else []
            return pairs + [pair for one in value.values() for pair in said(one)]
        return [pair for one in value for pair in said(one)] if isinstance(value, list) else []

    for name in (GUIDE_FILE, MARKER_FILE):
        stated = yaml.safe_load((REFERENCE / name).read_text(encoding="utf-8"))
        for ko, en in said(stated):
            assert any(ord(letter) in KOREAN for letter in ko), ko
            assert not any(ord(letter) in KOREAN for letter in en), en


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (GUIDE_FILE, "asks_of: sense-surveyed", "asks_of: nothing", "no sign 'nothing'"),
        (GUIDE_FILE, "sign: sense-surveyed", "sign: baseline-surveyed", "twice"),
        (GUIDE_FILE, "{field: organisers, stated: true}", "{field: organisers}", "a condition is"),
        (GUIDE_FILE, "at_least: 5", "at_least: 4", "at_least must be 5"),
        (MARKER_FILE, "level: expect", "level: must", "has a level"),
    ],
)
def test_a_guide_that_cannot_be_read_says_why(
    tmp_path: Path, name: str, old: str, new: str, message: str
) -> None:
    for file in (GUIDE_FILE, MARKER_FILE):
        shutil.copy(REFERENCE / file, tmp_path)
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        guide_tables(tmp_path)
