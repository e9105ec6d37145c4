"""Where nothing ended, or everything did, an estimate of 0 or 1 has an interval, and it holds.

The exact interval of a binomial share (scipy) is what it comes to without censoring; simulated
lives with late entry, censoring and competing ends show that it errs on the safe side with them.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import duckdb
import numpy as np
import numpy.typing as npt
import pytest
from scipy.stats import binomtest

from warehouse.relations import ordered, relations

CLOSE: Final = 1e-9
SAMPLES: Final = 1000  # of each kind of life; a miss rate of 2.5 % has a standard error of 0.5 %
MOST_MISSES: Final = 0.04  # 2.5 % and three standard errors
DAYS: Final = 730  # the horizon

Numbers = npt.NDArray[np.float64]


class Lives(NamedTuple):
    """What a sample is drawn from: rates per day, when it is censored, who enters how late."""

    count: int
    rate: float
    other_rate: float
    censored: tuple[int, int]
    share_late: float = 0.0
    latest_entry: int = 0


class Told(NamedTuple):
    """Estimates and intervals, one per sample."""

    estimate: Numbers
    low: Numbers
    high: Numbers

    def misses(self, truth: float, *, at: float) -> float:
        """How often the estimate stands at an edge and its interval leaves the truth out."""
        is_there = np.isclose(self.estimate, at, atol=CLOSE)
        return float(np.mean(is_there & ((truth < self.low) | (truth > self.high))))

    def count(self, *, at: float) -> int:
        return int(np.isclose(self.estimate, at, atol=CLOSE).sum())


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as found:
        for relation in ordered(one for one in relations() if one.path.parent.name == "estimators"):
            found.execute(relation.body)
        yield found


def draw(connection: duckdb.DuckDBPyConnection, lives: Lives) -> None:
    """Samples as the curves of the relation `spell`."""
    rng = np.random.default_rng(736)
    total = SAMPLES * lives.count
    ends = rng.exponential(1 / lives.rate, total)
    other_ends = rng.exponential(1 / max(lives.other_rate, 1e-12), total)
    censored = rng.uniform(*lives.censored, total)
    is_late = rng.random(total) < lives.share_late
    entry = np.where(is_late, rng.uniform(0, max(lives.latest_entry, 1), total), 0)
    exits = np.minimum(np.minimum(ends, other_ends), censored)
    cause = np.where(exits == censored, 0, np.where(exits == ends, 1, 2))
    connection.execute(
        "create or replace temp table spell as select unnest(?::int[]) as curve, "
        "nullif(unnest(?::bigint[]), 0) as entry, unnest(?::bigint[]) as exit, "
        "nullif(unnest(?::int[]), 0) as cause, 1 as count_spells",
        [
            np.repeat(np.arange(SAMPLES), lives.count).tolist(),
            np.ceil(entry * 1000).astype(np.int64).tolist(),
            np.ceil(exits * 1000).astype(np.int64).tolist(),
            cause.astype(np.int32).tolist(),
        ],
    )


def told(connection: duckdb.DuckDBPyConnection, estimator: str, column: str) -> Told:
    """What an estimator says of each sample at the horizon."""
    rows = connection.execute(
        f"with marked as (select *, cause is not null as is_event from spell) "  # noqa: S608  # texts of this module
        f"select {column}, low, high from {estimator} "
        f"where elapsed <= {DAYS * 1000} and (until is null or until > {DAYS * 1000})"
    ).fetchall()
    assert len(rows) == SAMPLES
    return Told(*(np.array(values, dtype=float) for values in zip(*rows, strict=True)))


@pytest.mark.parametrize("count", [1, 8, 20])
@pytest.mark.parametrize("is_event", [False, True])
def test_without_censoring_the_interval_is_the_exact_binomial_one(
    connection: duckdb.DuckDBPyConnection, count: int, *, is_event: bool
) -> None:
    """All live on, or all end on one day."""
    connection.execute(
        f"create or replace temp table spell as select 0 as curve, null::int as entry, "
        f"10 as exit, {1 if is_event else 'null::int'} as cause, {count} as count_spells"
    )
    survived = 0 if is_event else count
    exact = binomtest(survived, count).proportion_ci(method="exact")
    at = 10 if is_event else 9
    rows = connection.execute(
        f"with marked as (select *, cause is not null as is_event from spell) "  # noqa: S608  # texts of this test
        f"select survival, low, high from kaplan_meier('marked') where elapsed <= {at} "
        f"union all select 1 - incidence, 1 - high, 1 - low from aalen_johansen('spell', [1]) "
        f"where elapsed <= {at} order by all"
    ).fetchall()
    expected = (survived / count, exact.low, exact.high)
    assert rows[0 if is_event else -1] == pytest.approx(expected, abs=CLOSE)


@pytest.mark.parametrize(
    "lives",
    [
        Lives(20, 0.00015, 0, (0, 1800)),
        Lives(20, 0.0003, 0, (0, 1200), share_late=0.7, latest_entry=700),
        Lives(15, 0.0002, 0, (300, 1800), share_late=0.5, latest_entry=600),
    ],
)
def test_where_nobody_ended_the_interval_of_survival_holds_the_truth(
    connection: duckdb.DuckDBPyConnection, lives: Lives
) -> None:
    draw(connection, lives)
    found = told(connection, "kaplan_meier('marked')", "survival")
    assert found.count(at=1) > SAMPLES // 20
    assert found.misses(np.exp(-lives.rate * DAYS), at=1) < MOST_MISSES


@pytest.mark.parametrize(
    "lives",
    [
        Lives(20, 0.00015, 0.0013, (0, 1800)),
        Lives(20, 0.0002, 0.006, (900, 1800)),
        Lives(30, 0.0002, 0.003, (0, 1200), share_late=0.3, latest_entry=600),
    ],
)
def test_where_nothing_occurred_the_interval_of_incidence_holds_the_truth(
    connection: duckdb.DuckDBPyConnection, lives: Lives
) -> None:
    draw(connection, lives)
    found = told(connection, "aalen_johansen('spell', [1])", "incidence")
    both = lives.rate + lives.other_rate
    truth = lives.rate / both * (1 - np.exp(-both * DAYS))
    assert found.count(at=0) > SAMPLES // 20
    assert found.misses(truth, at=0) < MOST_MISSES


@pytest.mark.parametrize(
    "lives",
    [
        Lives(8, 0.003, 0, (0, 30_000)),
        Lives(8, 0.003, 0, (0, 1800)),
        Lives(15, 0.004, 0, (300, 1800)),
    ],
)
def test_where_all_ended_the_intervals_hold_the_truth(
    connection: duckdb.DuckDBPyConnection, lives: Lives
) -> None:
    draw(connection, lives)
    truth = np.exp(-lives.rate * DAYS)
    survival = told(connection, "kaplan_meier('marked')", "survival")
    assert survival.count(at=0) > SAMPLES // 20
    assert survival.misses(truth, at=0) < MOST_MISSES
    incidence = told(connection, "aalen_johansen('spell', [1])", "incidence")
    assert incidence.misses(1 - truth, at=1) < MOST_MISSES


def test_where_nobody_is_followed_to_the_horizon_nothing_is_known(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute(
        "create or replace temp table spell as select 0 as curve, null::int as entry, 10 as exit, "
        "false as is_event, 5 as count_spells"
    )
    [last] = connection.execute(
        "select survival, low, high from kaplan_meier('spell') where until is null"
    ).fetchall()
    assert last == (1, 0, 1)
