"""The estimators about who comes together agree with numpy, scipy and networkx, to 1e-9."""

from collections.abc import Iterator, Sequence

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from tests.warehouse.estimating import CLOSE, estimators, relaxed


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with estimators() as found:
        yield found


def gini_of(connection: duckdb.DuckDBPyConnection, counts: Sequence[int]) -> tuple[float, ...]:
    connection.execute(
        "create or replace table counted as select 1 as sample, count_times, "
        "count(*) as count_people from (select unnest(?::bigint[]) as count_times) group by all",
        [list(counts)],
    )
    row = connection.execute(
        "select gini, n, total, count_top, sum_top from gini('counted')"
    ).fetchone()
    assert row is not None
    return row


@relaxed
@given(counts=st.lists(st.integers(1, 40), min_size=2, max_size=60))
def test_gini_is_half_the_mean_difference_over_the_mean(
    connection: duckdb.DuckDBPyConnection, counts: list[int]
) -> None:
    """With the small-sample correction: the mean over pairs of two different residents."""
    gini, n, total, count_top, sum_top = gini_of(connection, counts)
    told = np.array(counts)
    differences = np.abs(told[:, None] - told[None, :]).sum()
    assert gini == pytest.approx(differences / (n * (n - 1)) / (2 * told.mean()), abs=CLOSE)
    assert (n, total) == (len(counts), sum(counts))
    assert count_top == -(-len(counts) // 10)
    assert sum_top == sum(sorted(counts)[-int(count_top) :])


def test_gini_is_0_for_equals_1_for_one_who_has_all_but_nothing_and_null_for_one(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert gini_of(connection, [7] * 20)[0] == 0
    assert gini_of(connection, [1, 1, 1, 10**9])[0] == pytest.approx(1, abs=1e-6)
    assert gini_of(connection, [3])[0] is None


def test_the_quantiles_of_t_are_those_of_scipy(connection: duckdb.DuckDBPyConnection) -> None:
    for degrees in range(1, 25):
        [(found,)] = connection.execute("select student_95(?)", [degrees]).fetchall()
        expected = float(student.ppf(0.975, degrees)) if 4 <= degrees <= 19 else None
        assert found == pytest.approx(expected, abs=CLOSE)


@relaxed
@given(values=st.lists(st.floats(-5, 5), min_size=5, max_size=20))
def test_the_jackknife_of_a_mean_is_its_standard_error(
    connection: duckdb.DuckDBPyConnection, values: list[float]
) -> None:
    """Leaving out one value at a time gives the variance of the mean that every textbook has."""
    n, told = len(values), np.array(values)
    connection.execute(
        "create or replace table replicate as "
        "select 1 as sample, ?::double as estimate, unnest(?::double[]) as replicate",
        [told.mean(), list((told.sum() - told) / (n - 1))],
    )
    [(error, low, high)] = connection.execute(
        "select standard_error, low, high from grouped_jackknife('replicate')"
    ).fetchall()
    expected = told.std(ddof=1) / np.sqrt(n)
    assert error == pytest.approx(expected, abs=CLOSE)
    half = student.ppf(0.975, n - 1) * expected
    assert (low, high) == pytest.approx((told.mean() - half, told.mean() + half), abs=CLOSE)
