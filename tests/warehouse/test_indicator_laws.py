"""Laws of the survival indicators: plain Python, as-of, and recomputation at every level."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter

from tests.warehouse.conftest import SOURCE, Warehouse

KINDS: Final = ("community.participation_recorded.v1", "community.activity_held.v1")
FIRST: Final = 2015 * 12  # the first observed month, as months are numbered
OBSERVED: Final = 60
LAG: Final = 12  # silent observed months that mean leaving
LAST_DAY: Final = date(2019, 12, 31)
KNOWN_AT: Final = "2026-01-01 00:00:00+00"
GYEONGJU: Final = {"area_scheme": "mois-sgg", "area_code": "47130"}
relaxed = settings(
    max_examples=12,  # each builds and asks a warehouse, about half a second
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
days_of_a_resident = st.lists(st.integers(0, OBSERVED * 30 - 1), min_size=1, max_size=12)
residents = st.lists(
    st.tuples(days_of_a_resident, st.none() | st.integers(0, OBSERVED * 30 - 1)),
    min_size=1,
    max_size=12,
)
missing_months = st.sets(st.integers(1, OBSERVED - 2), max_size=6)


def day(number: int) -> date:
    """Day `number` of a calendar of months of thirty days, from the first observed month on."""
    month = FIRST + number // 30
    return date(month // 12, month % 12 + 1, min(number % 30 + 1, 28))


def month_of(one: date) -> int:
    return one.year * 12 + one.month - 1


def observe(warehouse: Warehouse, missing: Iterable[int] = ()) -> None:
    """Every month is expected, and delivered but for the missing (counted from the first)."""
    feed = {"subject_key": "test", "on": "2020-01-01"}
    warehouse.put("feed_registration", feed, stated_source=SOURCE)
    expected = {**feed, "on": "2015-01-01", "every": "monthly", "kinds": list(KINDS)}
    warehouse.put("feed_expectation", expected)
    skipped = {FIRST + number for number in missing}
    for month in range(FIRST, FIRST + OBSERVED):
        if month not in skipped:
            period = f"{month // 12}-{month % 12 + 1:02d}"
            delivery = {"delivery": period, "period_from": period, "period_to": period}
            warehouse.put("feed_delivery", {**feed, **delivery, "kinds": list(KINDS)})


def attend(
    warehouse: Warehouse, community: str, resident: str, days: Iterable[date], **more: Any
) -> None:
    warehouse.put(
        "participation",
        *({"on": one, "activity": f"{community}-{one}"} for one in days),
        subject_key=community,
        resident=resident,
        role="attendee",
        **more,
    )


def spell_of(
    came: list[date], moved: date | None, observed: list[int]
) -> tuple[date, date | None, str | None]:
    """First day, last day and outcome of one resident, month by month as the card says it."""
    came = sorted(came)
    if moved is not None and moved < came[-1]:
        moved = None
    for one, following in zip(came, [*came[1:], None], strict=True):
        until = following or moved
        silent = [
            month
            for month in observed
            if month > month_of(one) and (until is None or month < month_of(until))
        ]
        if len(silent) >= LAG:
            return came[0], one, "left"
    judged = [
        month
        for month in range(FIRST - 1, observed[-1])
        if sum(one > month for one in observed) >= LAG
    ]
    if not judged:
        return came[0], None, None
    following_month = max(judged) + 1
    censored = date(following_month // 12, following_month % 12 + 1, 1) - timedelta(days=1)
    if moved is not None and moved <= censored:
        return came[0], moved, "moved_out"
    return came[0], censored, None


@relaxed
@given(lives=residents, missing=missing_months)
def test_a_stay_ends_as_plain_counting_of_observed_months_says(
    warehouse: Warehouse, lives: list[tuple[list[int], int | None]], missing: set[int]
) -> None:
    warehouse.empty()
    warehouse.put("community_identification", {"subject_key": "C1", "on": "2015-01-01"})
    observe(warehouse, missing)
    observed = [FIRST + number for number in range(OBSERVED) if number not in missing]
    expected = {}
    for number, (days, moved) in enumerate(lives):
        came = [day(one) for one in days]
        moved_on = None if moved is None else day(moved)
        attend(warehouse, "C1", f"R{number}", came)
        if moved_on is not None:
            warehouse.put(
                "moving_out", {"subject_key": f"R{number}", "community": "C1", "on": moved_on}
            )
        expected[f"R{number}"] = spell_of(came, moved_on, observed)
    found = {
        row["person"]: (row["first_on"], row["ended_on"], row["outcome"])
        for row in warehouse.dicts(
            "from participation_spell(?::date, ?::timestamptz) where reading = 'stated'",
            [LAST_DAY, KNOWN_AT],
        )
    }
    assert found == expected


@relaxed
@given(lives=st.lists(days_of_a_resident, min_size=20, max_size=40))
def test_a7_is_lifelines_on_the_same_spells(warehouse: Warehouse, lives: list[list[int]]) -> None:
    warehouse.empty()
    warehouse.put("community_identification", {"subject_key": "C1", "on": "2015-01-01"})
    observe(warehouse)
    for number, days in enumerate(lives):
        attend(warehouse, "C1", f"R{number:02d}", [day(0), *(day(one) for one in days)])
    observed = list(range(FIRST, FIRST + OBSERVED))
    spells = [spell_of([day(0), *(day(one) for one in days)], None, observed) for days in lives]
    fitter = KaplanMeierFitter()
    fitter.fit(
        [(end - first).days for first, end, _ in spells if end is not None],
        [outcome == "left" for _, end, outcome in spells if end is not None],
    )
    for row in told(warehouse, "a7_sustained_participation", "community"):
        months = int(row["measure"].removeprefix("s_"))
        expected = float(fitter.survival_function_at_times(months * 30.4375).iloc[0])
        assert row["value"] == pytest.approx(expected, abs=1e-9)
        assert row["n"] == len(lives)


@settings(relaxed, max_examples=4)  # four indicators each
@given(
    villages=st.lists(st.lists(days_of_a_resident, min_size=6, max_size=12), min_size=3, max_size=3)
)
def test_a_unit_is_recomputed_from_the_facts_of_its_communities(
    warehouse: Warehouse, villages: list[list[list[int]]]
) -> None:
    """Three villages of one municipality give what one village with all their residents gives."""
    apart = settle(warehouse, villages, ["C1", "C2", "C3"])
    assert apart == settle(warehouse, villages, ["C0", "C0", "C0"])
    assert {kind for _, kind in apart} == {"municipality", "province", "cohort", "nation"}


def settle(
    warehouse: Warehouse, villages: list[list[list[int]]], keys: list[str]
) -> dict[tuple[str, str], list[Mapping[str, Any]]]:
    """What A7 and C11 say of the units above the villages that live under these keys."""
    warehouse.empty()
    observe(warehouse)
    for key in sorted(set(keys)):
        warehouse.put(
            "community_identification", {"subject_key": key, "on": "2015-01-01", **GYEONGJU}
        )
    for number, (key, lives) in enumerate(zip(keys, villages, strict=True)):
        for resident, days in enumerate(lives):
            attend(warehouse, key, f"R{number}-{resident}", [day(one) for one in days])
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for macro in ("a7_sustained_participation", "c11_role_progression"):
        for row in rounded(told(warehouse, macro, only=False)):
            if row["unit_type"] != "community":
                found.setdefault((macro, row["unit_type"]), []).append(row)
    return found


def test_a_value_of_the_past_is_told_as_it_was_known(warehouse: Warehouse) -> None:
    """What was recorded, corrected or happened later changes no earlier answer."""
    observe(warehouse)
    warehouse.put("community_identification", {"subject_key": "C1", "on": "2015-01-01"})
    for number in range(20):
        attend(warehouse, "C1", f"R{number:02d}", [day(one) for one in range(0, 1500, 90)])
    before = told(warehouse, "a7_sustained_participation", "nation", only=False)
    late = {"recorded_at": "2027-01-01 00:00:00+00"}
    attend(warehouse, "C1", "R99", [day(3), day(400)], **late)
    attend(warehouse, "C1", "R00", [day(1790)], **late)
    gone = warehouse.rows("select position from participation where resident = 'R01'")
    for (position,) in gone:
        warehouse.supersede(position, "2027-01-02 00:00:00+00")
    assert told(warehouse, "a7_sustained_participation", "nation", only=False) == before
    after = told(
        warehouse,
        "a7_sustained_participation",
        "nation",
        known_at="2028-01-01 00:00:00+00",
        only=False,
    )
    assert after != before


def test_a_value_at_an_earlier_day_knows_nothing_of_later_ones(warehouse: Warehouse) -> None:
    observe(warehouse)
    warehouse.put("community_identification", {"subject_key": "C1", "on": "2015-01-01"})
    for number in range(20):
        attend(warehouse, "C1", f"R{number:02d}", [day(one) for one in range(0, 1080, 90)])
    earlier = date(2017, 12, 31)
    before = told(warehouse, "a7_sustained_participation", "nation", valid_at=earlier, only=False)
    for number in range(20):
        attend(warehouse, "C1", f"R{number:02d}", [day(1300)])
    assert (
        told(warehouse, "a7_sustained_participation", "nation", valid_at=earlier, only=False)
        == before
    )


def told(
    warehouse: Warehouse,
    macro: str,
    unit_type: str = "%",
    *,
    valid_at: date = LAST_DAY,
    known_at: str = KNOWN_AT,
    only: bool = True,
) -> list[dict[str, Any]]:

    rows = warehouse.dicts(
        f"from {macro}(?::date, ?::timestamptz) where unit_type like ? "
        "order by unit_type, unit_id, measure, stratum",
        [valid_at, known_at, unit_type],
    )
    return [row for row in rows if not only or (row["stratum"], row["status"]) == ("all", "mature")]


def rounded(rows: list[dict[str, Any]]) -> list[Mapping[str, Any]]:
    return [
        {
            name: round(value, 9) if isinstance(value, float) else value
            for name, value in row.items()
        }
        for row in rows
    ]
