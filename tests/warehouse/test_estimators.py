"""The estimators agree with lifelines, scipy and the laws of survival, to 1e-9."""

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from scipy.stats import binomtest

from tests.warehouse.estimating import (
    CLOSE,
    curve_of,
    estimate,
    estimators,
    from_start,
    incidence_of,
    relaxed,
    spell,
)
from tests.warehouse.survival_oracle import Spell, greenwood_recursion


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with estimators() as found:
        yield found


@relaxed
@given(spells=st.lists(from_start, min_size=1, max_size=60))
def test_survival_of_random_spells_is_that_of_lifelines(
    connection: duckdb.DuckDBPyConnection, spells: list[Spell]
) -> None:
    """With ends at time 0, which R refuses: who came once left at once."""
    fitter = KaplanMeierFitter()
    fitter.fit([one.exit for one in spells], [one.cause > 0 for one in spells])
    curve = curve_of(connection, spells)
    steps = [row for row in curve if row["count_events"]]
    table = fitter.event_table
    assert [row["elapsed"] for row in steps] == list(table.index[table["observed"] > 0])
    for row in curve:
        expected = float(fitter.survival_function_at_times(row["elapsed"]).iloc[0])
        assert row["survival"] == pytest.approx(expected, abs=CLOSE)
    [median] = estimate(
        connection, "with c as (from kaplan_meier('spell')) from median_survival('c')", spells
    )
    function = fitter.survival_function_["KM_estimate"]
    halved = function.index[function <= 0.5 + CLOSE]  # its own median misses a half by rounding
    assert median["median"] == (halved[0] if len(halved) else None)


@relaxed
@given(
    spells=st.lists(
        st.builds(
            # Odd entries and even ends: at a tie lifelines counts who enters, R and dure do not.
            lambda entry, length, cause: Spell(entry, entry + length, cause),
            entry=st.integers(0, 6).map(lambda number: 2 * number - 1 if number else 0),
            length=st.integers(0, 8).map(lambda number: 2 * number + 1),
            cause=st.integers(0, 1),
        ),
        min_size=1,
        max_size=60,
    )
)
def test_survival_with_late_entries_is_that_of_lifelines(
    connection: duckdb.DuckDBPyConnection, spells: list[Spell]
) -> None:
    spells = [one if one.entry else Spell(0, one.exit + 1, one.cause) for one in spells]
    spells.append(Spell(0, 40, 0))  # lifelines wants somebody at risk throughout
    fitter = KaplanMeierFitter()
    fitter.fit(
        [one.exit for one in spells],
        [one.cause > 0 for one in spells],
        entry=[one.entry for one in spells],
    )
    for row in curve_of(connection, spells):
        expected = float(fitter.survival_function_at_times(row["elapsed"]).iloc[0])
        assert row["survival"] == pytest.approx(expected, abs=CLOSE)


@relaxed
@given(spells=st.lists(st.one_of(spell, from_start), min_size=1, max_size=60))
def test_incidence_varies_as_greenwoods_recursion_says(
    connection: duckdb.DuckDBPyConnection, spells: list[Spell]
) -> None:
    expected = greenwood_recursion(spells, causes=3)
    for row in incidence_of(connection, spells):
        variance = expected.get((row["elapsed"], row["cause"]))
        if variance is not None:
            assert row["variance"] == pytest.approx(variance, abs=CLOSE)


@relaxed
@given(spells=st.lists(st.one_of(spell, from_start), min_size=1, max_size=60))
def test_incidences_and_survival_add_up_to_one(
    connection: duckdb.DuckDBPyConnection, spells: list[Spell]
) -> None:
    ended: dict[int, float] = {}
    left: dict[int, float] = {}
    for row in incidence_of(connection, spells):
        ended[row["elapsed"]] = ended.get(row["elapsed"], 0) + row["incidence"]
        left[row["elapsed"]] = row["survival"]
    for elapsed, share in ended.items():
        assert share + left[elapsed] == pytest.approx(1, abs=CLOSE)


@relaxed
@given(groups=st.lists(st.lists(spell, min_size=1, max_size=20), min_size=2, max_size=4))
def test_groups_are_estimated_in_one_pass_as_each_alone(
    connection: duckdb.DuckDBPyConnection, groups: list[list[Spell]]
) -> None:
    together = curve_of(connection, *groups)
    for curve, group in enumerate(groups):
        alone = [row | {"curve": curve} for row in curve_of(connection, group)]
        assert [row for row in together if row["curve"] == curve] == alone


@relaxed
@given(trials=st.integers(1, 5_000), data=st.data())
def test_shares_have_the_interval_of_scipy(
    connection: duckdb.DuckDBPyConnection, trials: int, data: st.DataObject
) -> None:
    successes = data.draw(st.integers(0, trials))
    [(found,)] = connection.execute(
        "select wilson(?::bigint, ?::bigint)", [successes, trials]
    ).fetchall()
    expected = binomtest(successes, trials).proportion_ci(method="wilson")
    assert (found["low"], found["high"]) == pytest.approx((expected.low, expected.high), abs=CLOSE)


def test_no_trials_have_no_interval(connection: duckdb.DuckDBPyConnection) -> None:
    assert connection.execute("select wilson(0, 0)").fetchall() == [(None,)]


def test_nobody_at_risk_gives_no_curve(connection: duckdb.DuckDBPyConnection) -> None:
    assert curve_of(connection, [Spell(4, 4, 1)]) == []
    assert incidence_of(connection, [Spell(4, 4, 1)]) == []


def test_whoever_enters_when_another_leaves_is_not_yet_at_risk(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    curve = curve_of(connection, [Spell(0, 3, 1), Spell(0, 5, 0), Spell(3, 5, 0)])
    assert [(row["elapsed"], row["count_at_risk"]) for row in curve] == [(0, 2), (3, 2), (5, 2)]
    assert curve[1]["survival"] == pytest.approx(0.5)
