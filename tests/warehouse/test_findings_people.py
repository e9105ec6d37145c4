"""Findings about workers, leaders, participation, decisions, bodies, manuals and menus."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.conftest import Warehouse
from tests.warehouse.finding import found, relation_of, sentence, told
from warehouse.relations import relations

WORKER = {"subject_key": "W", "support_organisation": "S"}
ASSIGNED = {**WORKER, "community": "A"}
OF_WORKER = [("breach", "worker/W")]
POST = {"subject_key": "B", "post": "chair"}


def test_d4_an_assignment_lies_inside_a_contract(warehouse: Warehouse) -> None:
    warehouse.put(
        "worker_appointment",
        {**WORKER, "on": "2023-01-01", "contract_until": "2023-12-31"},
        {**WORKER, "on": "2024-01-01"},
    )
    warehouse.put("worker_assignment", {**ASSIGNED, "on": "2023-01-01"})
    warehouse.put("worker_unassignment", {**ASSIGNED, "on": "2024-06-01"})  # renewed in between
    assert found(warehouse, "D4") == []
    warehouse.put("worker_assignment", {**ASSIGNED, "on": "2022-12-31"})
    assert found(warehouse, "D4") == OF_WORKER
    assert "outside every contract with S (2 known)" in sentence(warehouse, "D4")


def test_d4_an_assignment_after_the_contract_has_ended_is_a_breach(warehouse: Warehouse) -> None:
    warehouse.put("worker_appointment", {**WORKER, "on": "2023-01-01"})
    warehouse.put("worker_contract_end", {**WORKER, "on": "2023-06-30"})
    warehouse.put("worker_assignment", {**ASSIGNED, "on": "2023-09-01"})
    assert found(warehouse, "D4") == OF_WORKER


def test_d4_an_assignment_without_a_known_contract_is_a_possible_breach(
    warehouse: Warehouse,
) -> None:
    warehouse.put("worker_assignment", {**ASSIGNED, "on": "2023-01-01"})
    assert found(warehouse, "D4") == [("possible", "worker/W")]


def test_d4_full_time_assignments_do_not_overlap(warehouse: Warehouse) -> None:
    warehouse.put("worker_appointment", {**WORKER, "on": "2023-01-01"})
    full = {**ASSIGNED, "is_full_time": True}
    warehouse.put(
        "worker_assignment",
        {**full, "on": "2023-01-01", "until": "2023-06-30"},
        {**full, "on": "2023-06-30", "community": "B"},
        {**full, "on": "2023-07-15", "community": "C", "is_full_time": False},
    )
    assert found(warehouse, "D4") == []
    warehouse.put("worker_assignment", {**full, "on": "2023-06-29", "community": "D"})
    overlapped = {one["detail_en"] for one in told(warehouse, "D4")}
    assert overlapped == {
        "Assigned full-time to community D on 2023-06-29 while assigned full-time to community A.",
        "Assigned full-time to community B on 2023-06-30 while assigned full-time to community D.",
    }


@pytest.mark.parametrize(
    ("valid_at", "words"),
    [("2023-12-27", "due by 2023-12-27."), ("2023-12-28", "overdue by 1 days.")],
)
def test_d4_a_decision_is_due_within_180_days_of_a_contracts_end(
    warehouse: Warehouse, valid_at: str, words: str
) -> None:
    warehouse.put("worker_appointment", {**WORKER, "on": "2023-01-01"})
    warehouse.put("worker_contract_end", {**WORKER, "on": "2023-06-30"})
    [duty] = told(warehouse, "D4", valid_at)
    assert (duty["severity"], duty["subject"]) == ("duty", "worker/W")
    assert duty["detail_en"].endswith(words)


@pytest.mark.parametrize(
    "answer",
    ["worker_re_education", "worker_redeployment", "worker_departure", "worker_appointment"],
)
def test_d4_what_follows_the_contract_answers_the_duty(warehouse: Warehouse, answer: str) -> None:
    warehouse.put("worker_appointment", {**WORKER, "on": "2023-01-01"})
    warehouse.put("worker_contract_end", {**WORKER, "on": "2023-06-30"})
    warehouse.put(answer, {**WORKER, "on": "2024-03-01"})
    assert found(warehouse, "D4") == []
    assert found(warehouse, "D4", "2024-02-29") == [("duty", "worker/W")]


def test_d4_a_contract_that_goes_on_leaves_nothing_to_decide(warehouse: Warehouse) -> None:
    warehouse.put("worker_appointment", {**WORKER, "on": "2023-01-01"})
    warehouse.put("worker_contract_end", {**WORKER, "on": "2023-06-30"})
    warehouse.put(
        "worker_appointment", {**WORKER, "support_organisation": "other", "on": "2023-06-15"}
    )
    assert found(warehouse, "D4") == []


def test_d4_the_end_of_support_calls_for_a_decision_too(warehouse: Warehouse) -> None:
    warehouse.put("worker_appointment", {**WORKER, "on": "2023-01-01"})
    warehouse.put("worker_assignment", {**ASSIGNED, "on": "2023-01-01"})
    warehouse.put(
        "support_end",
        {"subject_key": "A", "programme": "seed", "supported": "B", "on": "2025-12-01"},
    )
    assert found(warehouse, "D4") == [("duty", "worker/W")]
    assert "due by 2026-05-30" in sentence(warehouse, "D4")
    warehouse.put("worker_assignment", {**ASSIGNED, "community": "C", "on": "2025-12-20"})
    assert found(warehouse, "D4") == []


def test_d5_a_post_is_held_by_one(warehouse: Warehouse) -> None:
    warehouse.put("leader_installation", {**POST, "resident": "r1", "on": "2020-01-01"})
    warehouse.put("leader_departure", {**POST, "resident": "r1", "on": "2022-01-01"})
    warehouse.put("leader_installation", {**POST, "resident": "r2", "on": "2022-01-01"})
    warehouse.put("leader_installation", {**POST, "resident": "r2", "on": "2023-01-01"})
    warehouse.put(
        "leader_installation", {**POST, "resident": "r9", "post": "treasurer", "on": "2022-02-01"}
    )
    assert found(warehouse, "D5") == []
    warehouse.put("leader_installation", {**POST, "resident": "r3", "on": "2024-01-01"})
    assert found(warehouse, "D5") == [("breach", "resident_organisation/B")]
    assert "r3 was installed on 2024-01-01 while r2, installed on 2023-01-01" in sentence(
        warehouse, "D5"
    )


def test_d5_a_successor_who_names_the_one_before_ends_that_tenure(warehouse: Warehouse) -> None:
    warehouse.put(
        "leader_installation",
        {**POST, "resident": "r1", "on": "2020-01-01"},
        {**POST, "resident": "r2", "previous": "r1", "on": "2022-01-01"},
    )
    assert found(warehouse, "D5") == []


def test_d7_a_resident_takes_part_once_in_an_activity(warehouse: Warehouse) -> None:
    present = {"subject_key": "A", "activity": "a", "on": "2024-03-01"}
    warehouse.put(
        "participation",
        {**present, "resident": "r1"},
        {**present, "resident": "r2"},
        {**present, "resident": "r1", "activity": "b"},
        {**present, "resident": "r1", "subject_key": "B"},
    )
    assert found(warehouse, "D7") == []
    warehouse.put("participation", {**present, "resident": "r1"})
    assert found(warehouse, "D7") == [("breach", "community/A")]
    assert "Resident r1 is recorded 2 times in activity a" in sentence(warehouse, "D7")


def test_d7_two_linked_pseudonyms_are_one_resident(warehouse: Warehouse) -> None:
    present = {"subject_key": "A", "activity": "a", "on": "2024-03-01"}
    warehouse.put("participation", {**present, "resident": "r1"}, {**present, "resident": "r2"})
    warehouse.put(
        "pseudonym_link",
        {"subject_key": "r2", "same_as": "r1", "on": "2025-01-01"},
        recorded_at="2025-01-02 00:00:00+00",
    )
    assert found(warehouse, "D7") == [("breach", "community/A")]
    assert found(warehouse, "D7", known_at="2025-01-01 00:00:00+00") == []


DECISION = {"subject_key": "PL", "community": "A", "decision": "d", "decider": "assembly"}


@pytest.mark.parametrize(
    ("facts", "claim", "is_lawful"),
    [
        ({"method": "notice"}, "inform", True),
        ({"method": "notice"}, "consult", False),
        ({"method": "hearing"}, "consult", True),
        ({"method": "hearing", "alternatives": 5}, "involve", False),
        ({"method": "workshop", "alternatives": 2}, "involve", True),
        ({"method": "workshop", "alternatives": 0}, "involve", False),
        ({"method": "joint-body"}, "collaborate", True),
        ({"method": "joint-body", "is_binding": True, "is_executed": True}, "empower", False),
        ({"method": "resident-vote", "is_binding": True, "is_executed": True}, "empower", True),
        ({"method": "resident-vote", "is_binding": True}, "empower", False),
        ({"method": "resident-vote", "is_binding": False, "is_executed": True}, "involve", False),
        ({"method": "notice"}, None, True),
        ({"method": "notice"}, "very deep", True),
    ],
)
def test_d8_a_decision_claims_no_more_than_its_facts_support(
    warehouse: Warehouse, facts: dict[str, Any], claim: str | None, *, is_lawful: bool
) -> None:
    warehouse.put("decision", {**DECISION, **facts, "claimed_level": claim, "on": "2024-03-01"})
    assert found(warehouse, "D8") == ([] if is_lawful else [("breach", "plan/PL")])


def test_d9_a_successor_keeps_the_founding_date_of_the_first_body(warehouse: Warehouse) -> None:
    warehouse.put(
        "organisation_formation", {"subject_key": "first", "on": ("2010-01-01", "2010-12-31")}
    )
    warehouse.put(
        "organisation_succession",
        {"subject_key": "first", "successor": "second", "on": "2018-01-01"},
        {"subject_key": "second", "successor": "third", "on": "2020-01-01"},
    )
    warehouse.put("organisation_formation", {"subject_key": "second", "on": "2010-06-01"})
    assert found(warehouse, "D9") == []
    warehouse.put("organisation_formation", {"subject_key": "third", "on": "2020-01-01"})
    assert found(warehouse, "D9") == [("notice", "resident_organisation/third")]
    assert "continues first and keeps the founding date 2010-01-01" in sentence(warehouse, "D9")


def test_d11_a_manual_is_adopted_in_a_version_published_by_then(warehouse: Warehouse) -> None:
    manual = {"subject_key": "M", "version": "1", "adopter": "S"}
    warehouse.put("manual_publication", {"subject_key": "M", "version": "1", "on": "2023-02-01"})
    warehouse.put("manual_adoption", {**manual, "on": "2023-02-01"})
    assert found(warehouse, "D11") == []
    warehouse.put(
        "manual_adoption",
        {**manual, "on": "2023-01-31"},
        {**manual, "on": "2023-03-01", "version": "2"},
        {**manual, "on": ("2023-01-01", "2023-12-31")},
    )
    assert found(warehouse, "D11") == [
        ("breach", "manual/M"),
        ("breach", "manual/M"),
        ("possible", "manual/M"),
    ]


MENU = ["마을 청소", "반찬 나눔", "텃밭 가꾸기", "마을 축제", "주민 총회"]


def adopt(warehouse: Warehouse, community: str, items: list[str]) -> None:
    """One plan of a community, named as it is."""
    warehouse.put(
        "plan_adoption",
        {"subject_key": f"PL-{community}", "community": community, "items": items},
        on="2024-03-01",
    )


def test_d12_plans_of_two_communities_with_one_menu_are_worth_a_look(warehouse: Warehouse) -> None:
    adopt(warehouse, "A", MENU)
    adopt(warehouse, "B", ["마을청소!", "반찬나눔", "텃밭 가꾸기", "마을·축제", "주민총회"])
    assert found(warehouse, "D12") == [("notice", "plan/PL-A"), ("notice", "plan/PL-B")]
    [one, _] = told(warehouse, "D12")
    assert one["detail_en"] == (
        "5 of 5 items (100 %) stand word for word in plan PL-B of community B."
    )


def test_d12_four_fifths_in_common_and_plans_of_one_community_are_lawful(
    warehouse: Warehouse,
) -> None:
    adopt(warehouse, "A", MENU)
    adopt(warehouse, "B", [*MENU[:4], "공원 만들기"])
    adopt(warehouse, "C", MENU[:2])
    warehouse.put("plan_adoption", {"subject_key": "next", "community": "A", "items": MENU}, on="2025-03-01")  # fmt: skip  # noqa: E501  # one fact, one line
    assert found(warehouse, "D12") == []


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # the warehouse is emptied before each example
@given(plans=st.lists(st.sets(st.integers(0, 7), min_size=1, max_size=8), min_size=2, max_size=6))
def test_d12_finds_the_plans_that_comparing_every_pair_finds(
    warehouse: Warehouse, plans: list[set[int]]
) -> None:
    """The candidates by rare items leave nobody out."""
    warehouse.empty()
    for number, items in enumerate(plans):
        adopt(warehouse, f"C{number}", [f"항목 {item}" for item in sorted(items)])
    expected = [
        ("notice", f"plan/PL-C{number}")
        for number, items in enumerate(plans)
        if len(items) >= 3
        and any(
            len(items & other) * 5 > len(items) * 4
            for place, other in enumerate(plans)
            if place != number and len(other) >= 3
        )
    ]
    assert found(warehouse, "D12") == expected


def test_findings_are_told_as_they_were_known(warehouse: Warehouse) -> None:
    """Not before the fact happened, not before it was recorded, not after it was put right."""
    decision = {**DECISION, "method": "notice", "claimed_level": "empower", "on": "2024-03-01"}
    [position] = warehouse.put("decision", decision, recorded_at="2024-05-01 00:00:00+00")
    warehouse.supersede(position, "2024-09-01 00:00:00+00")
    assert found(warehouse, "D8", "2024-02-29", "2024-06-01 00:00:00+00") == []
    assert found(warehouse, "D8", "2024-12-31", "2024-04-30 00:00:00+00") == []
    assert found(warehouse, "D8", "2024-12-31", "2024-06-01 00:00:00+00") == [("breach", "plan/PL")]
    assert found(warehouse, "D8", "2024-12-31", "2024-09-01 00:00:00+00") == []


def test_findings_bring_together_those_of_every_rule(warehouse: Warehouse) -> None:
    """The other tests of a rule ask its own relation."""
    [united] = [one for one in relations() if one.name == "findings"]
    for number in range(1, 14):
        assert f"from {relation_of(f'D{number}')}(valid_at, known_at)" in united.body
    decision = {**DECISION, "method": "notice", "claimed_level": "empower", "on": "2024-03-01"}
    warehouse.put("decision", decision)
    warehouse.put("worker_assignment", {**ASSIGNED, "on": "2022-12-31"})
    both = warehouse.dicts("from findings(date '2025-12-31', timestamptz '2026-02-01') order by 1")
    assert both == told(warehouse, "D4") + told(warehouse, "D8")
    assert [one["rule"] for one in both] == ["D4", "D8"]
