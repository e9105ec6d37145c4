"""Who belongs to which unit, who is one person, and which months were observed."""

from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.conftest import Warehouse

ACTIVITY = "community.activity_held.v1"
PARTICIPATION = "community.participation_recorded.v1"
VALID_AT = date(2024, 12, 31)
KNOWN_AT = "2026-01-01 00:00:00+00"


def units_of(warehouse: Warehouse, anchor: str, **as_of: Any) -> set[tuple[str, str]]:
    found = warehouse.rows(
        "select unit_type, unit_id from unit_member(?::date, ?::timestamptz) where anchor_id = ?",
        [as_of.get("valid_at", VALID_AT), as_of.get("known_at", KNOWN_AT), anchor],
    )
    return set(found)


def months_of(
    warehouse: Warehouse, kind: str = ACTIVITY
) -> dict[tuple[str, str], tuple[bool, bool]]:
    """Expected and observed, by community and month."""
    found = warehouse.rows(
        "select community, strftime(month_start(month), '%Y-%m'), is_expected, is_observed "
        "from observed_month(?::date, ?::timestamptz, ?)",
        [VALID_AT, KNOWN_AT, kind],
    )
    return {
        (community, month): (expected, observed) for community, month, expected, observed in found
    }


def identify(warehouse: Warehouse, community: str, scheme: str, code: str, **more: Any) -> None:
    warehouse.put(
        "community_identification",
        {
            "on": "2020-01-01",
            "subject_key": community,
            "area_scheme": scheme,
            "area_code": code,
            **more,
        },
    )


def test_a_community_belongs_to_its_city_province_cohorts_and_the_nation(
    warehouse: Warehouse,
) -> None:
    identify(warehouse, "C1", "mois-sgg", "47130")
    units = units_of(warehouse, "C1")
    assert units >= {
        ("community", "C1"),
        ("municipality", "47130"),
        ("province", "47000"),
        ("cohort", "small-medium-cities"),
        ("nation", "KR"),
    }


def test_a_code_that_moved_belongs_to_where_it_is_now(warehouse: Warehouse) -> None:
    """군위 was 47720 in 경북 until 2023 and is 27720 in 대구 since."""
    identify(warehouse, "C1", "mois-sgg", "47720")
    assert ("municipality", "27720") in units_of(warehouse, "C1")
    assert ("province", "27000") in units_of(warehouse, "C1")


def test_a_dong_belongs_to_its_city(warehouse: Warehouse) -> None:
    identify(warehouse, "C1", "mois-hdong", "1111051500")
    assert ("municipality", "11110") in units_of(warehouse, "C1")


def test_a_code_newer_than_the_table_is_left_unresolved(warehouse: Warehouse) -> None:
    identify(warehouse, "C1", "mois-sgg", "12999")
    assert units_of(warehouse, "C1") == {("community", "C1"), ("nation", "KR")}


def test_from_a_change_of_boundary_on_a_community_lies_elsewhere(warehouse: Warehouse) -> None:
    identify(warehouse, "C1", "mois-sgg", "47130")
    warehouse.put(
        "boundary_change",
        {"on": "2022-07-01", "subject_key": "C1", "area_scheme": "mois-sgg", "area_code": "47110"},
    )
    before = units_of(warehouse, "C1", valid_at=date(2022, 6, 30))
    after = units_of(warehouse, "C1")
    assert ("municipality", "47130") in before
    assert ("municipality", "47110") in after
    assert ("municipality", "47130") not in after


def test_a_community_that_was_never_entered_lies_where_its_facts_say(warehouse: Warehouse) -> None:
    for day, code in (("2021-01-01", "47130"), ("2022-01-01", "47110")):
        warehouse.put(
            "activity",
            {
                "on": day,
                "subject_key": "C1",
                "activity": day,
                "area_scheme": "mois-sgg",
                "area_code": code,
            },
        )
    assert ("municipality", "47110") in units_of(warehouse, "C1")


def test_support_makes_a_community_a_member_of_programme_and_centre(warehouse: Warehouse) -> None:
    start = {
        "subject_key": "C1",
        "programme": "P1",
        "supported": "B1",
        "support_organisation": "S1",
    }
    warehouse.put("support_start", {"on": "2021-01-01", **start})
    assert {("programme", "P1"), ("support_organisation", "S1")} <= units_of(warehouse, "C1")
    assert ("programme", "P1") not in units_of(warehouse, "C1", valid_at=date(2020, 12, 31))
    assert ("support_organisation", "S1") in units_of(warehouse, "S1")


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    links=st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] != pair[1]),
        max_size=9,
    )
)
def test_linked_pseudonyms_are_one_person_in_whatever_order_they_were_linked(
    warehouse: Warehouse, links: list[tuple[int, int]]
) -> None:
    warehouse.empty()
    for one, other in links:
        warehouse.put(
            "pseudonym_link", {"on": "2022-01-01", "subject_key": f"p{one}", "same_as": f"p{other}"}
        )
    groups = [{number} for number in range(10)]
    for one, other in links:
        merged = {
            *next(group for group in groups if one in group),
            *next(group for group in groups if other in group),
        }
        groups = [group for group in groups if not group & merged] + [merged]
    linked = {number for pair in links for number in pair}
    expected = {f"p{one}": f"p{min(group)}" for group in groups for one in group if one in linked}
    assert (
        dict(warehouse.rows("from person(?::date, ?::timestamptz)", [VALID_AT, KNOWN_AT]))
        == expected
    )


def feed(warehouse: Warehouse, name: str = "test", **expectation: Any) -> None:
    warehouse.put("feed_registration", {"on": "2020-01-01", "subject_key": name})
    if expectation:
        warehouse.put(
            "feed_expectation",
            {
                "on": "2024-01-01",
                "subject_key": name,
                "every": "monthly",
                "kinds": [ACTIVITY],
                **expectation,
            },
        )


def deliver(warehouse: Warehouse, first: str, last: str, name: str = "test", **more: Any) -> None:
    warehouse.put(
        "feed_delivery",
        {
            "on": "2025-02-01",
            "subject_key": name,
            "delivery": f"{name}-{first}",
            "period_from": first,
            "period_to": last,
            **more,
        },
    )


def test_a_month_without_delivery_is_unobserved_and_an_empty_delivery_is_an_observed_zero(
    warehouse: Warehouse,
) -> None:
    feed(warehouse, communities=["C1"])
    identify(warehouse, "C1", "mois-sgg", "47130")
    deliver(warehouse, "2024-01", "2024-02", kinds=[ACTIVITY])
    deliver(warehouse, "2024-04", "2024-04", kinds=[ACTIVITY])
    months = months_of(warehouse)
    assert months["C1", "2024-02"] == (True, True)
    assert months["C1", "2024-03"] == (True, False)
    assert months["C1", "2024-04"] == (True, True)
    assert months["C1", "2024-12"] == (True, False)
    assert months_of(warehouse, PARTICIPATION) == {}


def test_a_declared_gap_takes_a_delivered_month_back(warehouse: Warehouse) -> None:
    feed(warehouse, communities=["C1"])
    identify(warehouse, "C1", "mois-sgg", "47130")
    deliver(warehouse, "2024-01", "2024-06", kinds=[ACTIVITY])
    warehouse.put(
        "feed_gap",
        {
            "on": "2025-01-01",
            "subject_key": "test",
            "period_from": "2024-03",
            "period_to": "2024-03",
        },
    )
    months = months_of(warehouse)
    assert months["C1", "2024-03"] == (True, False)
    assert months["C1", "2024-04"] == (True, True)


def test_a_delivery_that_names_no_kinds_brings_what_its_feed_is_expected_to(
    warehouse: Warehouse,
) -> None:
    feed(warehouse, communities=["C1"])
    identify(warehouse, "C1", "mois-sgg", "47130")
    deliver(warehouse, "2024-01", "2024-01")
    assert months_of(warehouse)["C1", "2024-01"] == (True, True)


def test_without_expectation_and_period_the_months_of_facts_are_observed(
    warehouse: Warehouse,
) -> None:
    feed(warehouse)
    for day in ("2024-01-05", "2024-03-05", ("2024-05-01", "2024-06-30")):
        warehouse.put("activity", {"on": day, "subject_key": "C1", "activity": str(day)})
    assert months_of(warehouse) == {
        ("C1", "2024-01"): (False, True),
        ("C1", "2024-03"): (False, True),
    }


def test_without_expectation_and_period_a_month_is_observed_in_which_the_feed_told_anything(
    warehouse: Warehouse,
) -> None:
    """A feed that brings activities and told of a role in February knew of no activity then."""
    feed(warehouse)
    tells = {"subject_key": "R1", "community": "C1", "role": "contributor"}
    warehouse.put("activity", {"on": "2024-01-05", "subject_key": "C1", "activity": "A1"})
    warehouse.put("role_start", {"on": "2024-02-05", **tells})
    warehouse.put("role_start", {"on": "2024-03-05", **tells, "source": "urn:dure:feed:roles"})
    assert months_of(warehouse) == {
        ("C1", "2024-01"): (False, True),
        ("C1", "2024-02"): (False, True),
    }
    assert months_of(warehouse, "resident.role_taken.v1").keys() == {
        ("C1", "2024-01"),
        ("C1", "2024-02"),
        ("C1", "2024-03"),
    }


def test_a_month_that_the_day_does_not_complete_is_not_expected(warehouse: Warehouse) -> None:
    feed(warehouse, communities=["C1"])
    identify(warehouse, "C1", "mois-sgg", "47130")
    found = warehouse.rows(
        "select max(month) = month_number(date '2024-05-01') "
        "from observed_month(date '2024-06-29', ?::timestamptz, ?)",
        [KNOWN_AT, ACTIVITY],
    )
    assert found == [(True,)]


def test_before_its_first_fact_a_community_was_not_there_to_be_observed(
    warehouse: Warehouse,
) -> None:
    feed(warehouse, communities=["C1"])
    warehouse.put("community_identification", {"on": "2024-06-10", "subject_key": "C1"})
    deliver(warehouse, "2024-01", "2024-12", kinds=[ACTIVITY])
    assert min(month for _, month in months_of(warehouse)) == "2024-06"


def test_coverage_is_the_share_of_expected_community_months_that_were_observed(
    warehouse: Warehouse,
) -> None:
    feed(warehouse, communities=["C1"])
    feed(warehouse, "other", communities=["C2"])
    identify(warehouse, "C1", "mois-sgg", "47130")
    identify(warehouse, "C2", "mois-sgg", "47130")
    deliver(warehouse, "2024-01", "2024-12", kinds=[ACTIVITY])
    deliver(warehouse, "2024-01", "2024-06", "other", kinds=[ACTIVITY])
    found = warehouse.dicts(
        "with member as (from unit_member(?::date, ?::timestamptz)) "
        "from coverage(?::date, ?::timestamptz, ?, 12, 'member') "
        "where unit_type in ('community', 'municipality')",
        [VALID_AT, KNOWN_AT, VALID_AT, KNOWN_AT, ACTIVITY],
    )
    told = {
        row["unit_id"]: (row["observed_months"], row["missing_months"], row["coverage"])
        for row in found
    }
    assert told == {"C1": (12, 0, 1.0), "C2": (6, 6, 0.5), "47130": (9, 6, 0.75)}


def test_what_a_feed_delivered_later_was_not_observed_before(warehouse: Warehouse) -> None:
    feed(warehouse, communities=["C1"])
    identify(warehouse, "C1", "mois-sgg", "47130")
    deliver(warehouse, "2024-01", "2024-01", kinds=[ACTIVITY], recorded_at="2027-01-01 00:00:00+00")
    assert months_of(warehouse)["C1", "2024-01"] == (True, False)
