"""The broker for development and tests, and the topics in it."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from dure.streaming import jars_folder
from streams.broker import Broker, broker_status, start_broker, stop_broker
from streams.cluster import BrokerUnavailableError, Cluster
from streams.topics import ensure_topics, plan_topics
from tests.end_to_end.kafka_home import wait_for

pytestmark = pytest.mark.kafka


@pytest.fixture
def folder(tmp_path: Path, cluster: Cluster) -> Iterator[Path]:
    """A folder for a broker of this test's own; skipped where none can be started."""
    assert cluster.servers
    yield tmp_path / "kafka"
    stop_broker(tmp_path / "kafka")


def topics(broker: Broker) -> list[str]:
    with Cluster(broker.bootstrap).admin() as admin:
        return [str(name) for name in admin.list_topics()]


def test_a_broker_listens_on_loopback_only_and_is_stopped_by_its_own_process(
    folder: Path,
) -> None:
    broker = start_broker(folder, jars_folder(), heap="256m")
    assert broker.bootstrap.startswith("127.0.0.1:")
    assert broker_status(folder) == broker
    assert start_broker(folder, jars_folder()) == broker
    assert stop_broker(folder)
    assert broker_status(folder) is None
    with pytest.raises(BrokerUnavailableError, match="no Kafka broker answers"):
        Cluster(broker.bootstrap).admin()


def test_a_killed_broker_comes_back_on_its_ports_with_its_topics(
    folder: Path,
) -> None:
    broker = start_broker(folder, jars_folder(), heap="256m")
    ensure_topics(Cluster(broker.bootstrap), plan_topics(facts="kept.facts", dead="kept.dead"))
    os.kill(broker.pid, signal.SIGKILL)
    wait_for(lambda: broker_status(folder) is None, "end of the broker")
    again = start_broker(folder, jars_folder(), heap="256m")
    assert again.bootstrap == broker.bootstrap
    assert {"kept.facts", "kept.dead"} <= set(topics(again))


def test_topics_are_created_as_planned_and_then_left_alone(cluster: Cluster) -> None:
    plans = plan_topics(partitions=3, facts="planned.facts", dead="planned.dead")
    assert ensure_topics(cluster, plans).created == ("planned.facts", "planned.dead")
    assert ensure_topics(cluster, plans) == ((), ())


def test_a_topic_that_is_set_otherwise_is_reported_and_not_changed(cluster: Cluster) -> None:
    ensure_topics(cluster, plan_topics(facts="other.facts", dead="other.dead"))
    wanted = plan_topics(partitions=2, min_insync=2, facts="other.facts", dead="other.dead")
    for _ in range(2):
        report = ensure_topics(cluster, wanted)
        assert report.created == ()
        assert report.differences == (
            "other.facts has 1 partitions, 2 are asked for",
            "other.facts has min.insync.replicas=1, 2 is asked for",
            "other.dead has min.insync.replicas=1, 2 is asked for",
        )
