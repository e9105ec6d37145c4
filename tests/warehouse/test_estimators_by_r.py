"""The estimators agree with R's survival package, which nobody here wrote, to 1e-9."""

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.estimating import (
    CLOSE,
    curve_of,
    estimate,
    estimators,
    incidence_of,
    relaxed,
    spell,
)
from tests.warehouse.survival_oracle import R_IS_HERE, Spell, Survfit, survfit

needs_r = pytest.mark.skipif(not R_IS_HERE, reason="needs Rscript (Debian: r-cran-survival)")

# Twelve spells with ties, of events with censorings and of entries with events.
TWELVE = [
    *[Spell(0, *rest) for rest in ((1, 1), (2, 0), (2, 2), (3, 1), (4, 2), (4, 1), (5, 0), (7, 1))],
    Spell(2, 6, 2),
    Spell(3, 7, 0),
    Spell(1, 8, 1),
    Spell(4, 9, 0),
]
FROM_START = [Spell(0, one.exit, one.cause) for one in TWELVE]


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with estimators() as found:
        yield found


@pytest.fixture(scope="module")
def by_r(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Survfit]:
    with survfit(tmp_path_factory.mktemp("r")) as running:
        yield running


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
@settings(relaxed, max_examples=30)
@given(spells=st.lists(spell, min_size=2, max_size=40))
def test_survival_of_random_spells_is_that_of_r(
    connection: duckdb.DuckDBPyConnection, by_r: Survfit, spells: list[Spell]
) -> None:
    expected = by_r.single(spells, horizon=5.5)
    curve = {row["elapsed"]: row for row in curve_of(connection, spells)}
    for number, elapsed in enumerate(expected["elapsed"]):
        row = curve[elapsed]
        assert row["survival"] == pytest.approx(expected["survival"][number], abs=CLOSE)
        assert row["count_at_risk"] == expected["at_risk"][number]
        if 0 < row["survival"] < 1:
            assert row["low"] == pytest.approx(expected["low"][number], abs=CLOSE)
            assert row["high"] == pytest.approx(expected["high"][number], abs=CLOSE)
    if expected["mean"] != [None]:
        [mean] = estimate(
            connection,
            "with curve as (from kaplan_meier('spell')) from restricted_mean('curve', 5.5)",
            spells,
        )
        assert mean["restricted_mean"] == pytest.approx(expected["mean"][0], abs=CLOSE)
        assert mean["variance"] ** 0.5 == pytest.approx(expected["mean_error"][0], abs=CLOSE)


@needs_r
@settings(relaxed, max_examples=30)
@given(spells=st.lists(spell, min_size=2, max_size=40), is_late=st.booleans())
def test_incidence_of_random_spells_is_that_of_r(
    connection: duckdb.DuckDBPyConnection, by_r: Survfit, spells: list[Spell], *, is_late: bool
) -> None:
    """Where units enter late R's variance is the infinitesimal jackknife, which is another."""
    spells = [*spells, Spell(0, 6, 1), Spell(0, 8, 2)]
    if not is_late:
        spells = [Spell(0, one.exit, one.cause) for one in spells]
    expected = by_r.competing(spells)
    place = {elapsed: number for number, elapsed in enumerate(expected["elapsed"])}
    for row in incidence_of(connection, spells):
        number = place.get(row["elapsed"])
        if number is None:
            continue
        cause = row["cause"]
        if f"incidence_{cause}" not in expected:  # R tells of causes that occurred
            assert row["incidence"] == 0
            continue
        assert row["incidence"] == pytest.approx(expected[f"incidence_{cause}"][number], abs=CLOSE)
        if not is_late:
            assert row["variance"] ** 0.5 == pytest.approx(
                expected[f"error_{cause}"][number], abs=CLOSE
            )
        if not is_late and 0 < row["incidence"] < 1 - CLOSE:
            assert row["low"] == pytest.approx(expected[f"low_{cause}"][number], abs=CLOSE)
            assert row["high"] == pytest.approx(expected[f"high_{cause}"][number], abs=CLOSE)
