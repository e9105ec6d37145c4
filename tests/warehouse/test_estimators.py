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


def estimate(
    connection: duckdb.DuckDBPyConnection, query: str, *groups: list[Spell]
) -> list[dict[str, Any]]:
    """The rows of a query over the relation `spell` that holds each group as one curve."""
    connection.execute(
        "create or replace table spell (curve integer, entry integer, exit integer, "
        "is_event boolean, cause integer, count_spells integer)"
    )
    spells = [
        (number, one.entry or None, one.exit, one.cause > 0, one.cause or None)
        for number, group in enumerate(groups)
        for one in group
    ]
    connection.execute(
        "insert into spell select "
        "unnest(?::int[]), unnest(?::int[]), unnest(?::int[]), unnest(?::bool[]), "
        "unnest(?::int[]), 1",
        [list(column) for column in zip(*spells, strict=True)],
    )
    found = connection.execute(query)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def curve_of(connection: duckdb.DuckDBPyConnection, *groups: list[Spell]) -> list[dict[str, Any]]:
    return estimate(connection, "from kaplan_meier('spell') order by curve, elapsed", *groups)


def incidence_of(
    connection: duckdb.DuckDBPyConnection, *groups: list[Spell]
) -> list[dict[str, Any]]:
    return estimate(
        connection,
        "from aalen_johansen('spell', [1, 2, 3]) order by curve, cause, elapsed",
        *groups,
    )


def test_survival_with_late_entries_is_that_of_r_4_2_2_survival_3_5_3(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """Frozen, so that it bites where R is absent: survfit(Surv(entry, exit, cause > 0) ~ 1)."""
    curve = {row["elapsed"]: row for row in curve_of(connection, TWELVE)}
    expected = {1: 0.875, 2: 0.765625, 3: 0.65625, 4: 0.46875, 6: 0.375, 7: 0.28125, 8: 0.140625}
    assert {time: curve[time]["survival"] for time in expected} == pytest.approx(
        expected, abs=CLOSE
    )
    assert [curve[time]["count_at_risk"] for time in (1, 2, 3, 4, 6, 7, 8)] == [8, 8, 7, 7, 5, 4, 2]


def test_survival_and_its_band_are_those_of_r_4_2_2_survival_3_5_3(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """Frozen: survfit(Surv(exit, cause > 0) ~ 1, conf.type = "log-log")."""
    curve = {row["elapsed"]: row for row in curve_of(connection, FROM_START)}
    expected = {
        1: (0.91666666666666663, 0.538977180570741288, 0.98782556540045796),
        4: (0.55555555555555547, 0.236900207733180129, 0.78670146638759153),
        8: (0.16666666666666666, 0.011211936065313479, 0.48924691814412424),
    }
    for time, (survival, low, high) in expected.items():
        assert curve[time]["survival"] == pytest.approx(survival, abs=CLOSE)
        assert curve[time]["low"] == pytest.approx(low, abs=CLOSE)
        assert curve[time]["high"] == pytest.approx(high, abs=CLOSE)


def test_incidence_with_its_variance_and_band_is_that_of_r_4_2_2_survival_3_5_3(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """Frozen: survfit(Surv(exit, factor(cause)) ~ 1, conf.type = "log-log")."""
    found = {(row["cause"], row["elapsed"]): row for row in incidence_of(connection, FROM_START)}
    expected = {
        (1, 3): (
            0.175925925925925902,
            0.113328777578624432,
            0.02750043530935585,
            0.4315916719194498,
        ),
        (1, 8): (
            0.546296296296296280,
            0.172515403799449685,
            0.18583122834230409,
            0.8047669898121241,
        ),
        (2, 2): (
            0.083333333333333329,
            0.079785592313028175,
            0.00505283547899074,
            0.3110704099899873,
        ),
        (2, 8): (
            0.287037037037036979,
            0.141862878188394048,
            0.06639214241854104,
            0.5630448181981532,
        ),
    }
    for key, (incidence, error, low, high) in expected.items():
        row = found[key]
        assert row["incidence"] == pytest.approx(incidence, abs=CLOSE)
        assert row["variance"] ** 0.5 == pytest.approx(error, abs=CLOSE)
        assert (row["low"], row["high"]) == pytest.approx((low, high), abs=CLOSE)


def test_restricted_mean_and_its_error_are_those_of_r_4_2_2_survival_3_5_3(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """Frozen: summary(survfit(...), rmean = 6)$table; the median's interval is R's as well."""
    with_curve = "with curve as (from kaplan_meier('spell')) "
    [mean] = estimate(connection, with_curve + "from restricted_mean('curve', 6)", FROM_START)
    assert mean["restricted_mean"] == pytest.approx(4.60185185185185119, abs=CLOSE)
    assert mean["variance"] ** 0.5 == pytest.approx(0.51273830337592163, abs=CLOSE)
    [median] = estimate(connection, with_curve + "from median_survival('curve')", FROM_START)
    assert (median["median"], median["low"], median["high"]) == (6, 2, 8)


@needs_r
@settings(
    max_examples=5,  # each starts R, which takes a second
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(spells=st.lists(spell, min_size=2, max_size=40))
def test_survival_of_random_spells_is_that_of_r(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, spells: list[Spell]
) -> None:
    by_r = r_survfit(tmp_path, spells, "single", horizon=5.5)
    curve = {row["elapsed"]: row for row in curve_of(connection, spells)}
    for number, elapsed in enumerate(by_r["elapsed"]):
        row = curve[elapsed]
        assert row["survival"] == pytest.approx(by_r["survival"][number], abs=CLOSE)
        assert row["count_at_risk"] == by_r["at_risk"][number]
        if 0 < row["survival"] < 1:
            assert row["low"] == pytest.approx(by_r["low"][number], abs=CLOSE)
            assert row["high"] == pytest.approx(by_r["high"][number], abs=CLOSE)
    if by_r["mean"] != [None]:
        [mean] = estimate(
            connection,
            "with curve as (from kaplan_meier('spell')) from restricted_mean('curve', 5.5)",
            spells,
        )
        assert mean["restricted_mean"] == pytest.approx(by_r["mean"][0], abs=CLOSE)
        assert mean["variance"] ** 0.5 == pytest.approx(by_r["mean_error"][0], abs=CLOSE)


@needs_r
@settings(
    max_examples=5,  # as above
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(spells=st.lists(spell, min_size=2, max_size=40), is_late=st.booleans())
def test_incidence_of_random_spells_is_that_of_r(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, spells: list[Spell], *, is_late: bool
) -> None:
    """Where units enter late R's variance is the infinitesimal jackknife, which is another."""
    spells = [*spells, Spell(0, 6, 1), Spell(0, 8, 2)]
    if not is_late:
        spells = [Spell(0, one.exit, one.cause) for one in spells]
    by_r = r_survfit(tmp_path, spells, "competing")
    place = {elapsed: number for number, elapsed in enumerate(by_r["elapsed"])}
    for row in incidence_of(connection, spells):
        number = place.get(row["elapsed"])
        if number is None:
            continue
        cause = row["cause"]
        if f"incidence_{cause}" not in by_r:  # R tells of causes that occurred
            assert row["incidence"] == 0
            continue
        assert row["incidence"] == pytest.approx(by_r[f"incidence_{cause}"][number], abs=CLOSE)
        if not is_late:
            assert row["variance"] ** 0.5 == pytest.approx(
                by_r[f"error_{cause}"][number], abs=CLOSE
            )
        if not is_late and 0 < row["incidence"] < 1 - CLOSE:
            assert row["low"] == pytest.approx(by_r[f"low_{cause}"][number], abs=CLOSE)
            assert row["high"] == pytest.approx(by_r[f"high_{cause}"][number], abs=CLOSE)


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
