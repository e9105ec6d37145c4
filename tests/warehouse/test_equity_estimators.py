"""The concentration index agrees with its covariance form and with the Gini index, to 1e-9."""

from collections.abc import Iterator

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.estimating import CLOSE, estimators, relaxed

Group = tuple[int, int, int]  # rank, weight, amount
group = st.tuples(st.integers(0, 6), st.integers(1, 50), st.integers(0, 90))


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with estimators() as found:
        yield found


def index_of(connection: duckdb.DuckDBPyConnection, groups: list[Group]) -> float | None:
    connection.execute(
        "create or replace table place as select 1 as curve, unnest(?::int[]) as rank_value, "
        "unnest(?::int[]) as weight, unnest(?::int[]) as amount",
        [list(column) for column in zip(*groups, strict=True)],
    )
    [(found,)] = connection.execute(
        "select concentration from concentration_index('place')"
    ).fetchall()
    return None if found is None else float(found)


@relaxed
@given(groups=st.lists(group, min_size=1, max_size=30))
def test_the_index_is_twice_the_covariance_with_the_rank_over_the_mean(
    connection: duckdb.DuckDBPyConnection, groups: list[Group]
) -> None:
    """Head by head: each of a group has its share, and all of equal rank the mean rank."""
    ranks = np.repeat([rank for rank, _, _ in groups], [weight for _, weight, _ in groups])
    shares = np.concatenate([np.full(weight, amount / weight) for _, weight, amount in groups])
    found = index_of(connection, groups)
    if not shares.sum():
        assert found is None
        return
    below = np.array([(ranks < rank).sum() for rank in ranks])
    equal = np.array([(ranks == rank).sum() for rank in ranks])
    fraction = (below + equal / 2) / len(ranks)
    covariance = np.cov(shares, fraction, bias=True)[0, 1]
    assert found == pytest.approx(2 * covariance / shares.mean(), abs=CLOSE)


@relaxed
@given(amounts=st.lists(st.integers(0, 90), min_size=1, max_size=30).filter(any))
def test_ranked_by_the_amount_itself_it_is_the_gini_index(
    connection: duckdb.DuckDBPyConnection, amounts: list[int]
) -> None:
    differences = np.abs(np.subtract.outer(amounts, amounts)).mean()
    found = index_of(connection, [(amount, 1, amount) for amount in amounts])
    assert found == pytest.approx(differences / 2 / np.mean(amounts), abs=CLOSE)


def test_the_order_of_equals_decides_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    """All with the worst off, all with the best off, and everybody equal in rank."""
    assert index_of(connection, [(1, 1, 5), (2, 9, 0)]) == pytest.approx(-0.9)
    assert index_of(connection, [(1, 9, 0), (2, 1, 5)]) == pytest.approx(0.9)
    assert index_of(connection, [(1, 9, 0), (1, 1, 5)]) == pytest.approx(0)
