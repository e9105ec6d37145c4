"""Findings about plans, projects, links and programmes: each fires on a breach, not beside it."""

from typing import Any

import pytest

from tests.warehouse.conftest import Warehouse
from tests.warehouse.finding import found, sentence, told

PROJECT = {"subject_key": "P", "community": "A", "programme": "seed"}
CITING = {**PROJECT, "plan": "PL", "agendas": ["a1"]}
OF_PROJECT = {"subject_key": "P", "community": "A"}
PLAN = {"subject_key": "PL", "community": "A", "agendas": ["a1"]}
BREACH = [("breach", "small_project/P")]


def test_d1_a_project_is_of_less_than_a_hundred_million_won(warehouse: Warehouse) -> None:
    warehouse.put("project_selection", {**PROJECT, "on": "2023-03-01", "approved_won": 99_999_999})
    assert found(warehouse, "D1") == []
    [position] = warehouse.put(
        "project_change", {**OF_PROJECT, "on": "2023-05-01", "approved_won": 100_000_000}
    )
    [one] = told(warehouse, "D1")
    assert (one["severity"], one["subject"]) == BREACH[0]
    assert "100,000,000 won" in one["detail_en"]
    assert "100,000,000원" in one["detail_ko"]
    assert (one["first_position"], one["positions"]) == (position, [position])


def test_d1_a_project_lasts_up_to_24_months(warehouse: Warehouse) -> None:
    warehouse.put("project_selection", {**PROJECT, "on": "2023-03-01", "planned_months": 24})
    assert found(warehouse, "D1") == []
    warehouse.put("project_start", {**PROJECT, "on": "2023-04-01", "planned_months": 25})
    assert "25 months" in sentence(warehouse, "D1")


def test_d1_payments_add_up_to_the_sum_that_was_approved_last(warehouse: Warehouse) -> None:
    warehouse.put("project_selection", {**PROJECT, "on": "2023-03-01", "approved_won": 1_000_000})
    warehouse.put(
        "grant_payment",
        {**OF_PROJECT, "on": "2023-05-01", "amount_won": 700_000},
        {**OF_PROJECT, "on": "2023-06-01", "amount_won": 300_001},
    )
    assert "1,000,001 won in all" in sentence(warehouse, "D1")
    warehouse.put("project_change", {**OF_PROJECT, "on": "2023-05-15", "approved_won": 1_000_001})
    assert found(warehouse, "D1") == []


def test_d2_an_approved_project_follows_its_plan_and_cites_an_item_of_it(
    warehouse: Warehouse,
) -> None:
    warehouse.put("plan_adoption", {**PLAN, "on": "2023-02-28"})
    warehouse.put("project_selection", {**CITING, "on": "2023-03-01"})
    assert found(warehouse, "D2") == []


@pytest.mark.parametrize(
    ("adopted", "severity", "words"),
    [
        ("2023-03-01", "breach", "not after the adoption of plan PL on 2023-03-01"),
        (("2023-02-15", "2023-03-15"), "possible", "the dates do not tell"),
        (None, "breach", "no adoption of plan PL is known"),
    ],
)
def test_d2_a_plan_adopted_on_the_day_of_approval_is_no_basis_for_it(
    warehouse: Warehouse, adopted: object, severity: str, words: str
) -> None:
    warehouse.put("agenda_registration", {"subject_key": "PL", "community": "A", "agenda": "a1"},
                  on="2023-01-10")  # fmt: skip
    warehouse.put("project_selection", {**CITING, "on": "2023-03-01"})
    if adopted is not None:
        warehouse.put("plan_adoption", {**PLAN, "on": adopted})
    assert found(warehouse, "D2") == [(severity, "small_project/P")]
    assert words in sentence(warehouse, "D2")


def test_d2_an_adoption_recorded_after_the_approval_is_worth_a_look(warehouse: Warehouse) -> None:
    warehouse.put("plan_adoption", {**PLAN, "on": "2023-02-01"}, recorded_at="2023-06-01")
    warehouse.put("project_selection", {**CITING, "on": "2023-03-01"}, recorded_at="2023-03-10")
    assert found(warehouse, "D2") == [("notice", "small_project/P")]
    assert "recorded after the approval" in sentence(warehouse, "D2")


def test_d2_a_correction_of_the_approval_gives_the_plan_no_more_time(warehouse: Warehouse) -> None:
    [first] = warehouse.put(
        "project_selection", {**CITING, "on": "2023-03-01"}, recorded_at="2023-03-10"
    )
    warehouse.put("plan_adoption", {**PLAN, "on": "2023-02-01"}, recorded_at="2023-06-01")
    warehouse.put("project_selection", {**CITING, "on": "2023-03-02"}, recorded_at="2023-07-01")
    warehouse.supersede(first, "2023-07-01")
    assert found(warehouse, "D2") == [("notice", "small_project/P")]


def test_d2_a_project_without_a_plan_or_without_an_item_of_it_breaches(
    warehouse: Warehouse,
) -> None:
    warehouse.put("plan_adoption", {**PLAN, "on": "2023-02-01"})
    warehouse.put(
        "project_selection",
        {**PROJECT, "on": "2023-03-01"},
        {**CITING, "on": "2023-03-01", "subject_key": "Q", "agendas": ["of another plan"]},
    )
    assert found(warehouse, "D2") == [("breach", "small_project/P"), ("breach", "small_project/Q")]
    assert "without citing a plan" in told(warehouse, "D2")[0]["detail_en"]
    assert "without citing an agenda item" in told(warehouse, "D2")[1]["detail_en"]


def link(warehouse: Warehouse, one: dict[str, Any], two: dict[str, Any], **names: str) -> None:
    """Two projects that run in 2023, and the confirmation of their link by one owner."""
    both = {"community": None, "programme": "seed", "on": "2023-03-01"}
    warehouse.put("project_start", {**both, "subject_key": "P", **one})
    warehouse.put("project_start", {**both, "subject_key": "Q", **two})
    pair = {"subject_key": "seed", "link": "L", "project": "P", "other_project": "Q"}
    warehouse.put("link_confirmation", {**pair, "confirmed_by": "seed", **names}, on="2023-06-01")


@pytest.mark.parametrize(
    ("one", "two", "is_lawful"),
    [
        ({"community": "A"}, {"community": "A"}, True),
        ({"community": "A"}, {"community": "B"}, True),  # no areas known: nothing to say
        (
            {"community": "A", "area_scheme": "mois-sgg", "area_code": "47130"},
            {"community": "B", "area_scheme": "mois-sgg", "area_code": "47130"},
            True,
        ),
        (
            {"community": "A", "area_scheme": "mois-sgg", "area_code": "47130"},
            {"community": "B", "area_scheme": "mois-hdong", "area_code": "4713025300"},
            True,
        ),
        (
            {"community": "A", "area_scheme": "mois-sgg", "area_code": "47111"},
            {"community": "B", "area_scheme": "mois-hdong", "area_code": "4711125000"},
            True,
        ),
        (
            {"community": "A", "area_scheme": "mois-sgg", "area_code": "47113"},
            {"community": "B", "area_scheme": "mois-hdong", "area_code": "4711125000"},
            False,
        ),
        (
            {"community": "A", "area_scheme": "mois-sgg", "area_code": "47130"},
            {"community": "B", "area_scheme": "mois-sgg", "area_code": "47110"},
            False,
        ),
        (
            {"community": "A", "area_scheme": "mois-hdong", "area_code": "4713025000"},
            {"community": "B", "area_scheme": "mois-hdong", "area_code": "4713025300"},
            False,
        ),
    ],
)
def test_d3_linked_projects_lie_in_one_area_or_in_nested_ones(
    warehouse: Warehouse, one: dict[str, Any], two: dict[str, Any], *, is_lawful: bool
) -> None:
    link(warehouse, one, two)
    assert found(warehouse, "D3") == ([] if is_lawful else [("breach", "programme/seed")])


def test_d3_a_project_is_not_linked_with_itself(warehouse: Warehouse) -> None:
    link(warehouse, {"community": "A"}, {"community": "A"}, other_project="P")
    assert "links project P with itself" in sentence(warehouse, "D3")


def test_d3_linked_projects_run_at_the_same_time(warehouse: Warehouse) -> None:
    link(warehouse, {"community": "A"}, {"community": "A", "on": "2024-01-01"})
    assert found(warehouse, "D3") == []
    warehouse.put("project_completion", {**OF_PROJECT, "on": "2023-12-01"})
    assert "did not run at the same time" in sentence(warehouse, "D3")


def test_d3_a_link_is_of_one_pair_named_in_either_order(warehouse: Warehouse) -> None:
    link(warehouse, {"community": "A"}, {"community": "A"})
    other = {"subject_key": "seed", "link": "L", "confirmed_by": "city", "on": "2023-06-02"}
    warehouse.put("link_confirmation", {**other, "project": "Q", "other_project": "P"})
    assert found(warehouse, "D3") == []
    warehouse.put("link_confirmation", {**other, "project": "P", "other_project": "R"})
    assert "different pairs" in sentence(warehouse, "D3")


def test_d6_a_project_starts_after_its_approval(warehouse: Warehouse) -> None:
    warehouse.put("project_selection", {**PROJECT, "on": "2023-03-01"})
    warehouse.put("project_start", {**PROJECT, "on": "2023-03-01"})
    assert found(warehouse, "D6") == []
    warehouse.put("project_start", {**PROJECT, "on": "2023-02-28"})
    assert "before the approval of 2023-03-01" in sentence(warehouse, "D6")


def test_d6_a_start_of_unknown_approval_is_a_possible_breach(warehouse: Warehouse) -> None:
    warehouse.put("project_start", {**PROJECT, "on": "2023-03-01"})
    assert found(warehouse, "D6") == [("possible", "small_project/P")]


def test_d6_a_project_ends_once(warehouse: Warehouse) -> None:
    warehouse.put("project_completion", {**OF_PROJECT, "on": "2023-10-01"})
    assert found(warehouse, "D6") == []
    warehouse.put("project_abandonment", {**OF_PROJECT, "on": "2023-11-01"})
    assert found(warehouse, "D6") == BREACH
    assert "2 times (2023-10-01 and 2023-11-01)" in sentence(warehouse, "D6")


@pytest.mark.parametrize("step", ["grant_payment", "project_change"])
def test_d6_nothing_is_paid_or_changed_after_the_end(warehouse: Warehouse, step: str) -> None:
    fields = {"amount_won": 1} if step == "grant_payment" else {"approved_won": 1}
    warehouse.put("project_completion", {**OF_PROJECT, "on": ("2023-10-01", "2023-10-31")})
    warehouse.put(step, {**OF_PROJECT, **fields, "on": "2023-10-31"})
    assert found(warehouse, "D6") == []
    warehouse.put(step, {**OF_PROJECT, **fields, "on": "2023-11-01"})
    assert found(warehouse, "D6") == BREACH


SUPPORT = {"subject_key": "A", "programme": "seed", "supported": "B"}


def test_d10_support_ends_after_it_started_and_may_start_again(warehouse: Warehouse) -> None:
    warehouse.put("support_start", {**SUPPORT, "on": "2020-01-01"}, {**SUPPORT, "on": "2022-01-01"})
    warehouse.put("support_end", {**SUPPORT, "on": "2021-01-01"}, {**SUPPORT, "on": "2023-01-01"})
    assert found(warehouse, "D10") == []
    warehouse.put("support_end", {**SUPPORT, "on": "2024-01-01"})
    assert "ended on 2024-01-01 without having started" in sentence(warehouse, "D10")


def test_d10_a_later_spell_does_not_excuse_an_end_without_start(warehouse: Warehouse) -> None:
    warehouse.put("support_end", {**SUPPORT, "on": "2019-01-01"}, {**SUPPORT, "on": "2021-01-01"})
    warehouse.put("support_start", {**SUPPORT, "on": "2020-01-01"})
    assert "2019-01-01" in sentence(warehouse, "D10")


def test_d10_support_does_not_start_while_it_goes_on(warehouse: Warehouse) -> None:
    money = [{**SUPPORT, "funding_source": one, "on": "2020-01-01"} for one in ("state", "city")]
    warehouse.put("support_start", *money)
    assert found(warehouse, "D10") == []
    warehouse.put("support_start", {**money[0], "on": "2021-01-01"})
    assert "2021-01-01 while it was going on" in sentence(warehouse, "D10")


def test_d10_a_follow_up_comes_after_the_end_of_its_project(warehouse: Warehouse) -> None:
    warehouse.put("project_completion", {**OF_PROJECT, "on": "2023-10-01"})
    warehouse.put("follow_up_visit", {**OF_PROJECT, "on": "2023-10-01"})
    assert found(warehouse, "D10") == []
    warehouse.put("follow_up_visit", {**OF_PROJECT, "on": "2023-09-30"})
    assert found(warehouse, "D10") == BREACH


def test_d13_a_village_enterprise_waits_two_years_for_other_support(warehouse: Warehouse) -> None:
    enterprise = {**SUPPORT, "programme": "village-enterprise"}
    warehouse.put("support_start", {**enterprise, "on": "2020-01-01"})
    warehouse.put("support_end", {**enterprise, "on": "2021-12-31"})
    warehouse.put("support_start", {**SUPPORT, "on": "2023-12-31"})
    assert found(warehouse, "D13") == []
    warehouse.put(
        "project_selection",
        {**PROJECT, "organisation": "B", "programme": "culture-village", "on": "2023-12-30"},
        {**PROJECT, "organisation": "C", "programme": "culture-village", "on": "2023-12-30"},
    )
    assert found(warehouse, "D13") == [("breach", "resident_organisation/B")]
    assert "within 24 months of the support by village-enterprise" in sentence(warehouse, "D13")
