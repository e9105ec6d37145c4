"""P3, C14 and the bounds of shares against lifelines and plain Python."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from scipy.stats import binomtest

from tests.warehouse.conftest import Warehouse
from tests.warehouse.estimating import estimators
from tests.warehouse.test_indicators_projects import measured

# DuckDB's fixture serves all examples, each on an emptied warehouse; each plan takes long.
relaxed = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
FIRST = date(2020, 1, 1)
MONTH = 30.4375
items = st.tuples(st.integers(0, 1800), st.none() | st.integers(0, 1800))
close = st.sampled_from(["agenda_withdrawal", "agenda_merger", "agenda_resolution"])
OWN_FIELDS: dict[str, dict[str, Any]] = {
    "agenda_withdrawal": {},
    "agenda_merger": {"into": "a0"},
    "agenda_resolution": {"route": "municipal-action"},
}


def register(warehouse: Warehouse, lives: list[tuple[int, int | None]], closing: str) -> None:
    """One item a day: acted on after so many days, and off the agenda after so many."""
    for number, (acted, closed) in enumerate(lives):
        item = {"subject_key": "PL", "community": "A", "agenda": f"a{number}"}
        registered = FIRST + timedelta(number)
        warehouse.put("agenda_registration", item, on=registered)
        held = {"activity": f"x{number}", "agendas": [f"a{number}"], "organisers": ["R1"]}
        warehouse.put("activity", held, subject_key="A", on=registered + timedelta(acted))
        if closed is not None:
            fields = item | OWN_FIELDS[closing]
            warehouse.put(closing, fields, on=registered + timedelta(closed))


@relaxed
@given(lives=st.lists(items, min_size=10, max_size=30), closing=close)
def test_p3_is_lifelines_on_the_same_waits(
    warehouse: Warehouse, lives: list[tuple[int, int | None]], closing: str
) -> None:
    """What leaves the agenda before residents act is censored on that day."""
    warehouse.empty()
    register(warehouse, lives, closing)
    acted = [closed is None or days <= closed for days, closed in lives]
    waits = [
        days if is_acted else closed for (days, closed), is_acted in zip(lives, acted, strict=True)
    ]
    fitter = KaplanMeierFitter().fit(waits, acted)
    waiting = measured(warehouse, "p3_time_to_action", "waiting_12")[("community", "A")]
    expected = float(fitter.survival_function_at_times(12 * MONTH).iloc[0])
    assert waiting["value"] == pytest.approx(expected, abs=1e-9)
    left = fitter.survival_function_.iloc[:, 0]
    half = left[left <= 0.5 + 1e-12]  # one half may stand a rounding error above itself
    median = measured(warehouse, "p3_time_to_action", "median_wait")[("community", "A")]
    if median["status"] == "mature":
        assert median["value"] * MONTH == pytest.approx(half.index[0], abs=1e-9)
    else:  # not reached, or later than ten were followed
        assert half.empty or half.index[0] / MONTH > median["observed_months"]


def test_p3_of_the_past_knows_no_later_actions(warehouse: Warehouse) -> None:
    register(warehouse, [(700, None)] * 10, "agenda_withdrawal")
    past = ("2021-06-30", "2030-01-01 00:00:00+00")
    row = measured(warehouse, "p3_time_to_action", "waiting_12", past)[("community", "A")]
    assert (row["value"], row["n"], row["status"]) == (1.0, 10, "mature")
    row = measured(warehouse, "p3_time_to_action", "median_wait", past)[("community", "A")]
    assert (row["value"], row["status"]) == (None, "maturing")


def test_p3_curve_stops_where_ten_are_followed(warehouse: Warehouse) -> None:
    register(warehouse, [*[(50, None)] * 3, *[(2000, None)] * 9], "agenda_withdrawal")
    curve = warehouse.dicts(
        "select * from p3_time_to_action_curve(date '2020-12-31', timestamptz '2030-01-01') "
        "where unit_type = 'nation' order by months"
    )
    assert [row["measure"] for row in curve] == ["waiting"] * len(curve)
    assert curve[-1]["value"] == pytest.approx(9 / 12)
    assert curve[-1]["until_months"] <= 11


learners = st.tuples(st.integers(0, 360), st.none() | st.integers(-40, 500))
attendees = st.tuples(st.integers(0, 360), st.none() | st.integers(-40, 500))


@relaxed
@given(
    trained=st.lists(learners, min_size=15, max_size=30),
    others=st.lists(attendees, min_size=15, max_size=30),
)
def test_c14_is_plain_counting_by_community_and_quarter(
    warehouse: Warehouse,
    trained: list[tuple[int, int | None]],
    others: list[tuple[int, int | None]],
) -> None:
    """Trained or seen in 2024, and practising so many days after it; quarters are weighted."""
    warehouse.empty()
    start, by_quarter = date(2024, 1, 1), dict[int, list[bool]]()
    for number, (day, after) in enumerate(trained):
        on = start + timedelta(day)
        warehouse.put("training", {"subject_key": f"T{number}", "on": on}, community="A")
        practise(warehouse, f"T{number}", on, after)
        by_quarter.setdefault(quarter(on), []).append(practises(on, after))
    matched = dict[int, list[bool]]()
    for number, (day, after) in enumerate(others):
        on = start + timedelta(day)
        warehouse.put(
            "participation",
            {"subject_key": "A", "resident": f"V{number}", "activity": "x", "on": on},
        )
        practise(warehouse, f"V{number}", on, after)
        matched.setdefault(quarter(on), []).append(practises(on, after))
    practised = [one for ones in by_quarter.values() for one in ones]
    row = measured(warehouse, "c14_learning_to_practice", "practised")[("community", "A")]
    hold(row, practised, sum(practised) / len(practised))
    if row["status"] == "mature":
        interval = binomtest(sum(practised), len(practised)).proportion_ci(method="wilson")
        assert (row["low"], row["high"]) == pytest.approx(tuple(interval), abs=1e-9)
    weights = {one: len(by_quarter[one]) for one in matched if one in by_quarter}
    compared = [one for quarter_number in weights for one in matched[quarter_number]]
    rate = sum(w * sum(matched[one]) / len(matched[one]) for one, w in weights.items())
    row = measured(warehouse, "c14_learning_to_practice", "practised_matched")[("community", "A")]
    hold(row, compared, rate / max(1, sum(weights.values())))


def hold(row: dict[str, Any], cell: list[bool], expected: float) -> None:
    """A figure with a cell of one to four is hidden, one of fewer than 15 is no figure yet."""
    if not cell:
        assert row["status"] == "no_data"
    elif sum(cell) in range(1, 5) or len(cell) - sum(cell) in range(1, 5):
        assert (row["status"], row["n"], row["value"]) == ("suppressed", None, None)
    elif len(cell) < 15:
        assert (row["status"], row["value"]) == ("maturing", None)
    else:
        assert row["value"] == pytest.approx(expected, abs=1e-9)
        assert row["n"] == len(cell)


def practise(warehouse: Warehouse, resident: str, on: date, after: int | None) -> None:
    """Take a role so many days after a day."""
    if after is not None:
        role = {"subject_key": resident, "community": "A", "role": "organiser"}
        warehouse.put("role_start", role, on=on + timedelta(after))


def practises(on: date, after: int | None) -> bool:
    """Within the twelve months that begin on the day after."""
    until = on.replace(year=on.year + 1, day=28 if (on.month, on.day) == (2, 29) else on.day)
    return after is not None and on < on + timedelta(after) <= until


def quarter(day: date) -> int:
    """The quarter of 2024."""
    return (day.month - 1) // 3


counts = st.integers(0, 12)


@pytest.fixture(scope="module")
def estimating() -> Iterator[duckdb.DuckDBPyConnection]:
    """The estimators alone."""
    with estimators() as connection:
        yield connection


@given(least=st.tuples(counts, counts), more=st.tuples(counts, counts), taken=st.data())
def test_a_share_lies_within_its_bounds_whatever_is_true(
    estimating: duckdb.DuckDBPyConnection,
    least: tuple[int, int],
    more: tuple[int, int],
    taken: st.DataObject,
) -> None:
    """However many of the open trials turn out to count, on either side."""
    successes, others = (
        one + taken.draw(st.integers(0, further)) for one, further in zip(least, more, strict=True)
    )
    bounds_of = [least[0], least[0] + more[0], least[1], least[1] + more[1]]
    [(bounds,)] = estimating.execute("select share_bounds(?, ?, ?, ?)", bounds_of).fetchall()
    if successes + others > 0:
        share = successes / (successes + others)
        assert bounds["low"] is None or bounds["low"] <= share + 1e-12
        assert bounds["high"] is None or bounds["high"] >= share - 1e-12
