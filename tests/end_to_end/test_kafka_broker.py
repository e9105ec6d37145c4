"""The broker for development and tests, and the topics in it."""

import os
import signal
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from kafka.admin import ConfigResource, ConfigResourceType

from dure.streaming import jars_folder
from streams.broker import Broker, broker_status, cluster_id, start_broker, stop_broker
from streams.cluster import BrokerUnavailableError, Cluster
from streams.topics import Copies, TopicsRefusedError, ensure_topics, plan_topics
from tests.end_to_end.dure_process import Command
from tests.end_to_end.kafka_home import wait_for

pytestmark = pytest.mark.kafka


@pytest.fixture
def folder(tmp_path: Path, cluster: Cluster) -> Iterator[Path]:
    """A folder for a broker of this test's own; skipped where none can be started.

    One in 64 folders gives an id that looks like an option on a command line, as this one does.
    """
    assert cluster.servers
    named = (tmp_path / f"kafka{number}" for number in count())
    folder = next(one for one in named if cluster_id(one).startswith("-"))
    yield folder
    stop_broker(folder)


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
    wanted = plan_topics(
        partitions=2, copies=Copies(min_insync=2), facts="other.facts", dead="other.dead"
    )
    for _ in range(2):
        report = ensure_topics(cluster, wanted)
        assert report.created == ()
        assert report.differences == (
            "other.facts has 1 partitions, 2 are asked for",
            "other.facts has min.insync.replicas=1, 2 is asked for",
            "other.dead has min.insync.replicas=1, 2 is asked for",
        )


def test_a_broker_that_will_not_make_a_topic_so_is_quoted(cluster: Cluster) -> None:
    plans = plan_topics(copies=Copies(replication=7), facts="wide.facts", dead="wide.dead")
    with pytest.raises(TopicsRefusedError, match=r"make the topic wide\.dead: .* 7") as refused:
        ensure_topics(cluster, plans)
    assert refused.value.exit_code == 1
    with cluster.admin() as admin:
        assert "wide.facts" not in admin.list_topics()


@pytest.fixture
def command(tmp_path: Path, cluster: Cluster) -> Command:
    """A home whose topics are its own."""
    command = Command(tmp_path / "home")
    for one in ("facts", "dead", "feeds", "receipts"):
        command.environment[f"DURE_{one.upper()}_TOPIC"] = f"{tmp_path.name}.{one}"
    command.environment["KAFKA_BOOTSTRAP_SERVERS"] = cluster.bootstrap
    return command


def test_the_command_makes_the_topics_that_the_settings_say(
    command: Command, cluster: Cluster
) -> None:
    command.environment |= {"DURE_FACTS_PARTITIONS": "2", "DURE_FEEDS_PARTITIONS": "3"}
    command.environment |= {"DURE_PARTITION": "3", "DURE_FEEDS_DAYS": "7"}
    command.succeed("topics", "ensure")
    facts, dead, feeds, receipts = (
        command.environment[f"DURE_{one}_TOPIC"] for one in ("FACTS", "DEAD", "FEEDS", "RECEIPTS")
    )
    with cluster.admin() as admin:
        sizes = {one["name"]: len(one["partitions"]) for one in admin.describe_topics()}
        assert [sizes[name] for name in (facts, dead, feeds, receipts)] == [4, 1, 3, 1]
        resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in (facts, feeds)]
        told = admin.describe_configs(resources, config_filter="all")["topic"]
    assert told[facts]["retention.ms"]["value"] == "-1"
    assert told[feeds]["retention.ms"]["value"] == str(7 * 24 * 60 * 60 * 1000)
    assert told[feeds]["message.timestamp.type"]["value"] == "LogAppendTime"


def test_the_command_reports_what_is_otherwise_and_exits_1(command: Command) -> None:
    command.succeed("topics", "ensure")
    done = command.run("topics", "ensure", "--partitions", "2")
    assert done.returncode == 1
    assert f"{command.environment['DURE_FACTS_TOPIC']} has 1 partitions, 2 are asked" in done.stderr
    command.environment["DURE_RECEIPTS_DAYS"] = "30"
    done = command.run("topics", "ensure")
    assert done.returncode == 1
    assert "retention.ms=7776000000, 2592000000 is asked for" in done.stderr


def test_copies_that_can_never_be_in_sync_are_misuse(command: Command) -> None:
    done = command.run("topics", "ensure", "--min-insync", "2")
    assert done.returncode == 2
    assert "min_insync is 2 and replication 1" in done.stderr


def test_a_setting_that_is_no_possible_number_is_misuse(command: Command) -> None:
    command.environment["DURE_FEEDS_DAYS"] = "0"
    done = command.run("topics", "ensure")
    assert done.returncode == 2
    assert "feeds_days must be 1 or more, not 0" in done.stderr
