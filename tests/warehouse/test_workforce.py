"""What becomes of workers after their contract, who worked where, and the pool of experts."""

from datetime import date
from typing import Any, Final

import pytest

from tests.warehouse.conftest import Warehouse

S: Final = {"support_organisation": "S"}
W: Final = {"subject_key": "W", **S}
LATEST: Final = "2025-12-31"


def asked(warehouse: Warehouse, relation: str, valid_at: str = LATEST) -> list[dict[str, Any]]:
    """All rows of a relation at a day, as known long afterwards."""
    return warehouse.dicts(
        f"select * from {relation}(?::date, timestamptz '2026-02-01 00:00:00+00') order by all",  # noqa: S608  # the tests name it
        [valid_at],
    )


def duty(warehouse: Warehouse, valid_at: str = LATEST) -> dict[str, Any]:
    """The one duty that there is."""
    [one] = asked(warehouse, "workforce", valid_at)
    return one


@pytest.fixture
def ended(warehouse: Warehouse) -> Warehouse:
    """A worker of community A whose contract ended on the last day of June 2023."""
    warehouse.put("worker_appointment", {**W, "on": "2023-01-01", "contract_until": "2023-06-30"})
    warehouse.put("worker_assignment", {**W, "on": "2023-01-01", "community": "A"})
    warehouse.put("worker_contract_end", {**W, "on": "2023-06-30"})
    return warehouse


class TestWhatIsDue:
    def test_nothing_is_due_while_the_contract_goes_on(self, ended: Warehouse) -> None:
        assert asked(ended, "worker_duty", "2023-06-29") == []

    def test_a_decision_is_due_for_180_days(self, ended: Warehouse) -> None:
        one = duty(ended, "2023-12-27")
        assert (one["state"], one["due_on"]) == ("due", date(2023, 12, 27))
        assert (one["days_left"], one["days_over"]) == (0, None)
        assert (one["cause"], one["community"]) == ("contract_ended", "A")

    def test_it_is_overdue_from_the_day_after(self, ended: Warehouse) -> None:
        one = duty(ended, "2023-12-28")
        assert (one["state"], one["days_left"], one["days_over"]) == ("overdue", None, 1)

    @pytest.mark.parametrize(
        ("table", "answer"),
        [("worker_re_education", "re_educated"), ("worker_redeployment", "redeployed")],
    )
    def test_re_education_and_redeployment_answer_it(
        self, ended: Warehouse, table: str, answer: str
    ) -> None:
        ended.put(table, {**W, "on": "2023-10-01"})
        one = duty(ended)
        assert (one["state"], one["answer"], one["days_over"]) == ("done", answer, None)

    def test_a_late_answer_says_how_late_it_was(self, ended: Warehouse) -> None:
        ended.put("worker_redeployment", {**W, "on": "2024-01-06"})
        one = duty(ended)
        assert (one["state"], one["days_over"]) == ("done", 10)

    def test_who_left_the_field_stands_apart(self, ended: Warehouse) -> None:
        ended.put("worker_departure", {**W, "on": "2024-05-01"})
        assert duty(ended)["state"] == "left_field"

    def test_of_one_day_going_on_counts_before_leaving(self, ended: Warehouse) -> None:
        for table in ("worker_departure", "worker_re_education"):
            ended.put(table, {**W, "on": "2023-08-01"})
        assert duty(ended)["answer"] == "re_educated"

    def test_an_imprecise_end_is_counted_from_its_last_day(self, warehouse: Warehouse) -> None:
        warehouse.put("worker_contract_end", {**W, "on": ("2023-06-01", "2023-06-30")})
        assert duty(warehouse)["due_on"] == date(2023, 12, 27)

    def test_a_withdrawn_end_is_none(self, warehouse: Warehouse) -> None:
        [position] = warehouse.put("worker_contract_end", {**W, "on": "2023-06-30"})
        warehouse.supersede(position)
        assert asked(warehouse, "worker_duty") == []

    def test_every_contract_that_ended_has_its_answer(self, ended: Warehouse) -> None:
        ended.put("worker_appointment", {**W, "on": "2023-09-01"})
        ended.put("worker_contract_end", {**W, "on": "2024-08-31"})
        first, second = asked(ended, "worker_duty")
        assert {one["state"] for one in (first, second)} == {"done", "overdue"}
        [done] = [one for one in (first, second) if one["state"] == "done"]
        assert (done["answer"], done["answered_from"]) == ("appointed", date(2023, 9, 1))

    def test_a_contract_that_ran_out_untold_is_told_apart(self, warehouse: Warehouse) -> None:
        warehouse.put(
            "worker_appointment", {**W, "on": "2023-01-01", "contract_until": "2023-06-30"}
        )
        assert duty(warehouse, "2023-07-01")["cause"] == "contract_lapsed"
        assert asked(warehouse, "worker_duty", "2023-06-30") == []

    def test_a_second_contract_postpones_the_duty_to_its_own_end(self, ended: Warehouse) -> None:
        """Begun before the first ended, and over since: what is due counts from the second."""
        other = {"subject_key": "W", "support_organisation": "other"}
        ended.put("worker_appointment", {**other, "on": "2023-05-01"})
        ended.put("worker_contract_end", {**other, "on": "2025-06-30"})
        one = duty(ended)
        assert (one["support_organisation"], one["due_on"]) == ("other", date(2025, 12, 27))

    def test_support_of_a_community_ends_with_its_last_bodys(self, warehouse: Warehouse) -> None:
        warehouse.put("worker_assignment", {**W, "on": "2023-01-01", "community": "A"})
        common = {"subject_key": "A", "programme": "seed", **S}
        for body, end in (("B1", "2024-01-31"), ("B2", "2025-01-31")):
            warehouse.put("support_start", {**common, "supported": body, "on": "2023-01-01"})
            warehouse.put("support_end", {**common, "supported": body, "on": end})
        assert asked(warehouse, "worker_duty", "2024-12-31") == []
        one = duty(warehouse)
        assert (one["cause"], one["ended_from"]) == ("support_ended", date(2025, 1, 31))

    def test_months_that_nobody_delivered_are_counted_beside(self, ended: Warehouse) -> None:
        """Silence of a feed that owes a month is no answer that did not come."""
        ended.put("community_identification", {"subject_key": "A", "name": "A", "on": "2022-12-01"})
        ended.put("feed_registration", {"subject_key": "test", "on": "2022-12-01"})
        kinds = ["worker.re_educated.v1", "worker.contract_ended.v1"]
        ended.put(
            "feed_expectation",
            {"subject_key": "test", "on": "2022-12-01", "every": "month", "kinds": kinds},
        )
        for month in ("2023-06", "2023-07", "2023-09"):
            ended.put(
                "feed_delivery",
                {
                    "subject_key": "test",
                    "on": f"{month}-28",
                    "period_from": month,
                    "period_to": month,
                },
            )
        one = duty(ended, "2023-09-30")
        assert (one["state"], one["missing_months"]) == ("due", 1)


class TestContinuity:
    def put(self, warehouse: Warehouse, *spells: tuple[str, str, str | None]) -> None:
        """Assignments to community A: who, from, until."""
        for worker, first, last in spells:
            common = {"subject_key": worker, **S, "community": "A"}
            warehouse.put("worker_assignment", {**common, "on": first, "until": last})

    def continuity(self, warehouse: Warehouse) -> dict[str, Any]:
        [one] = asked(warehouse, "worker_continuity")
        return one

    def test_a_worker_who_is_there_leaves_no_gap(self, warehouse: Warehouse) -> None:
        self.put(warehouse, ("W1", "2024-01-01", None))
        one = self.continuity(warehouse)
        assert (one["workers_now"], one["count_gaps"], one["open_gap_days"]) == (["W1"], 0, None)

    def test_days_between_two_assignments_are_a_gap(self, warehouse: Warehouse) -> None:
        self.put(warehouse, ("W1", "2024-01-01", "2024-06-30"), ("W2", "2024-07-11", None))
        one = self.continuity(warehouse)
        assert (one["longest_gap_days"], one["longest_gap_from"]) == (10, date(2024, 7, 1))
        assert one["longest_gap_to"] == date(2024, 7, 10)
        assert (one["count_workers"], one["workers_now"]) == (2, ["W2"])

    def test_the_next_day_is_no_gap(self, warehouse: Warehouse) -> None:
        self.put(warehouse, ("W1", "2024-01-01", "2024-06-30"), ("W2", "2024-07-01", None))
        assert self.continuity(warehouse)["count_gaps"] == 0

    def test_overlapping_assignments_cover_each_other(self, warehouse: Warehouse) -> None:
        self.put(
            warehouse,
            ("W1", "2024-01-01", "2024-12-31"),
            ("W2", "2024-02-01", "2024-03-01"),
            ("W3", "2025-01-11", None),
        )
        assert self.continuity(warehouse)["gap_days"] == 10

    def test_a_gap_that_goes_on_is_open(self, warehouse: Warehouse) -> None:
        self.put(warehouse, ("W1", "2024-01-01", "2025-12-21"))
        one = self.continuity(warehouse)
        assert (one["workers_now"], one["open_gap_days"]) == ([], 10)

    def test_after_the_last_support_no_worker_is_missed(self, warehouse: Warehouse) -> None:
        self.put(warehouse, ("W1", "2024-01-01", "2024-12-21"))
        common = {"subject_key": "A", "programme": "seed", "supported": "B", **S}
        warehouse.put("support_start", {**common, "on": "2023-01-01"})
        warehouse.put("support_end", {**common, "on": "2024-12-31"})
        one = self.continuity(warehouse)
        assert (one["gap_days"], one["open_gap_days"]) == (10, None)


class TestExperts:
    POOL: Final = {"subject_key": "S", "expert": "E"}

    def test_an_expert_is_idle_since_the_last_consultation(self, warehouse: Warehouse) -> None:
        warehouse.put("expert_enrolment", {**self.POOL, "fields": ["law"], "on": "2024-01-01"})
        [before] = asked(warehouse, "expert_pool", "2024-01-31")
        assert (before["state"], before["idle_days"]) == ("enrolled", 30)
        warehouse.put(
            "consultation", {**self.POOL, "community": "A", "field": "law", "on": "2024-03-01"}
        )
        [after] = asked(warehouse, "expert_pool", "2024-03-31")
        assert (after["last_community"], after["idle_days"]) == ("A", 30)

    def test_who_withdrew_is_idle_no_more_until_enrolled_again(self, warehouse: Warehouse) -> None:
        warehouse.put("expert_enrolment", {**self.POOL, "fields": ["law"], "on": "2024-01-01"})
        warehouse.put("expert_withdrawal", {**self.POOL, "on": "2024-06-01"})
        [one] = asked(warehouse, "expert_pool")
        assert (one["state"], one["withdrawn_on"]) == ("withdrawn", date(2024, 6, 1))
        assert one["idle_since"] is None
        warehouse.put("expert_enrolment", {**self.POOL, "fields": ["law"], "on": "2025-01-01"})
        [again] = asked(warehouse, "expert_pool")
        assert (again["state"], again["withdrawn_on"]) == ("enrolled", None)

    def test_who_advises_without_being_enrolled_is_told_apart(self, warehouse: Warehouse) -> None:
        warehouse.put(
            "consultation", {**self.POOL, "community": "A", "field": "law", "on": "2024-03-01"}
        )
        [one] = asked(warehouse, "expert_pool")
        assert (one["state"], one["is_declared"], one["idle_days"]) == ("not_enrolled", False, None)

    def test_a_field_that_never_reached_an_area_shows_as_such(self, warehouse: Warehouse) -> None:
        area = {"area_scheme": "mois-sgg", "on": "2020-01-01"}
        for community, code in (("A", "47110"), ("B", "47130")):
            warehouse.put(
                "community_identification",
                {"subject_key": community, "name": community, "area_code": code, **area},
            )
            warehouse.put("support_visit", {"subject_key": "S", "community": community, **area})
        warehouse.put("expert_enrolment", {**self.POOL, "fields": ["law"], "on": "2024-01-01"})
        warehouse.put(
            "consultation", {**self.POOL, "community": "A", "field": "law", "on": "2025-12-01"}
        )
        reached, never = asked(warehouse, "expert_reach")
        assert (reached["municipality"], reached["idle_days"]) == ("47110", 30)
        assert (never["municipality"], never["last_consulted_on"]) == ("47130", None)
        assert never["count_enrolled"] == 1
