"""The exact intervals of shares and of ratios of rates agree with scipy and R, to 1e-9."""

import shutil
import subprocess
from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from tests.warehouse.estimating import CLOSE, estimators, relaxed

needs_r = pytest.mark.skipif(shutil.which("Rscript") is None, reason="needs Rscript")
counts = st.integers(0, 400)
exposure = st.integers(1, 5_000)
Ratio = dict[str, float | None]


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with estimators() as found:
        yield found


def ratio_of(connection: duckdb.DuckDBPyConnection, *four: int) -> Ratio | None:
    [(found,)] = connection.execute("select rate_ratio(?, ?, ?, ?)", four).fetchall()
    ratio: Ratio | None = found
    return ratio


@relaxed
@given(one=counts, two=counts, days_one=exposure, days_two=exposure)
def test_the_ratio_of_rates_has_the_interval_of_the_conditional_binomial(
    connection: duckdb.DuckDBPyConnection, one: int, two: int, days_one: int, days_two: int
) -> None:
    found = ratio_of(connection, one, days_one, two, days_two)
    if not one + two:
        assert found is None
        return
    assert found is not None
    ends = binomtest(one, one + two).proportion_ci(method="exact")
    scale = days_two / days_one
    low = ends.low / (1 - ends.low) * scale
    high = ends.high / (1 - ends.high) * scale if two else None
    # Near 1 the odds of a share have ten times its error and more.
    assert found["low"] == pytest.approx(low, rel=100 * CLOSE, abs=CLOSE)
    assert found["high"] == (None if high is None else pytest.approx(high, rel=100 * CLOSE))
    assert found["ratio"] == (pytest.approx(one / two * scale) if two else None)


@needs_r
def test_it_is_that_of_poisson_test_in_r(connection: duckdb.DuckDBPyConnection) -> None:
    four = (11, 800, 3, 1_011)
    script = "cat(format(poisson.test(c(11, 3), c(800, 1011))$conf.int, digits = 17))"
    ran = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=True)
    low, high = map(float, ran.stdout.split())
    found = ratio_of(connection, *four)
    assert found is not None
    assert (found["low"], found["high"]) == pytest.approx((low, high), rel=CLOSE)


def test_it_is_that_of_r_4_2_2_where_r_is_absent(connection: duckdb.DuckDBPyConnection) -> None:
    """Frozen, from R's own example: poisson.test(c(11, 6 + 8 + 7), c(800, 1083 + 1050 + 878))."""
    found = ratio_of(connection, 11, 800, 6 + 8 + 7, 1_083 + 1_050 + 878)
    assert found is not None
    assert found["ratio"] == pytest.approx(1.971488095238095)
    assert (found["low"], found["high"]) == pytest.approx((0.8584264, 4.2772659), abs=1e-6)


def test_large_counts_stay_exact(connection: duckdb.DuckDBPyConnection) -> None:
    found = ratio_of(connection, 9_000, 1, 11_000, 1)
    ends = binomtest(9_000, 20_000).proportion_ci(method="exact")
    assert found is not None
    assert found["low"] == pytest.approx(ends.low / (1 - ends.low), rel=CLOSE)


def test_nobody_observed_compares_with_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    assert ratio_of(connection, 3, 0, 2, 365) is None
