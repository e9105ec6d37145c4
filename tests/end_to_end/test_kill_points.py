"""Killed at named points again and again, relay and worker lose nothing and repeat nothing."""

import sys
from pathlib import Path

import pytest

from streams.cluster import Cluster
from tests.end_to_end.kafka_home import KafkaHome
from tests.end_to_end.kill_points import (
    RELAY_POINTS,
    WORKER_POINTS,
    Tally,
    kill_again_and_again,
)

pytestmark = pytest.mark.kafka


@pytest.fixture
def home(tmp_path: Path, cluster: Cluster, request: pytest.FixtureRequest) -> KafkaHome:
    return KafkaHome(tmp_path, cluster, f"{request.module.__name__}.{request.node.name}"[-200:])


def assert_exactly_once(home: KafkaHome, facts: int) -> None:
    """Every fact once and in order, and the same warehouse as without Kafka."""
    assert home.head() == facts
    assert home.digest() == home.embedded_digest()
    [(rows, distinct, first, last)] = home.query(
        "select count(*), count(distinct sequence), min(sequence), max(sequence) from log"
    )
    assert (rows, distinct, first, last) == (facts, facts, 1, facts)
    [(out_of_order,)] = home.query(
        "select count(*) from (select sequence < lag(sequence) over (order by rowid) as back "
        "from log) where back"
    )
    assert out_of_order == 0


@pytest.mark.slow
def test_twenty_kill_points_over_twenty_thousand_facts_cost_nothing(home: KafkaHome) -> None:
    tally = kill_again_and_again(home, kills=21, facts=21_000, seed=736)
    tell(tally, 736)
    assert tally.kills.total() == 21
    assert set(tally.kills) == {*RELAY_POINTS, *WORKER_POINTS}
    assert not tally.exits
    assert_exactly_once(home, tally.facts)


@pytest.mark.slow
def test_the_same_holds_without_faust(home: KafkaHome) -> None:
    home.environment["DURE_WORKER_CLIENT"] = "aiokafka"
    tally = kill_again_and_again(home, kills=9, facts=9_000, seed=737)
    tell(tally, 737)
    assert not tally.exits
    assert_exactly_once(home, tally.facts)


@pytest.mark.soak
@pytest.mark.timeout(5_400)
def test_three_hundred_kill_points_over_a_million_facts_cost_nothing(home: KafkaHome) -> None:
    """Figures for docs/reliability.md; no failure in n kills bounds its probability by 3/n."""
    tally = kill_again_and_again(home, kills=300, facts=1_000_000, seed=2019)
    tell(tally, 2019)
    assert_exactly_once(home, tally.facts)
    assert tally.kills.total() == 300


def tell(tally: Tally, seed: int) -> None:
    """Say what was done, for whoever has to repeat it or writes it down."""
    kills = tally.kills.total()
    lines = [f"seed {seed}: {kills} kills over {tally.facts:,} facts"]
    lines += [f"  {point:28} {count}" for point, count in sorted(tally.kills.items())]
    lines += [
        f"  other exits: {dict(tally.exits) or 'none'}",
        f"  longest from a kill to the next, or until level: {max(tally.recovery):.1f} s",
        f"  no failure in {kills} kills: below {3 / kills:.1%} of kills (rule of three)",
    ]
    sys.stdout.write("\n" + "\n".join(lines) + "\n")
