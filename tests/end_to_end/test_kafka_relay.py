"""The relay against a real broker: order, chain, resumption, and what it refuses to follow."""

import shutil
import signal
from functools import partial
from pathlib import Path

import pytest

from dure.streaming import jars_folder
from streams.broker import start_broker, stop_broker
from streams.cluster import Cluster
from streams.topic_log import TopicLog
from streams.topics import TopicMissingError
from streams.watchdog import Exit, LeaveError
from tests.end_to_end.kafka_home import KafkaHome, freeze, wait_for
from warehouse.records import Record

pytestmark = pytest.mark.kafka


@pytest.fixture
def home(tmp_path: Path, cluster: Cluster, request: pytest.FixtureRequest) -> KafkaHome:
    return KafkaHome(tmp_path, cluster, f"{request.module.__name__}.{request.node.name}"[-200:])


def topic(home: KafkaHome, partition: int = 0) -> list[Record]:
    with TopicLog(home.cluster, home.facts) as log:
        return list(log.read(partition))


def ledger_bytes(home: KafkaHome) -> bytes:
    with home.ledger() as ledger:
        return b",".join(event.body for event in ledger.published(0, 1_000_000))


def assert_complete(home: KafkaHome) -> None:
    """The topic holds the ledger's log, once or more, in order and without a hole."""
    reached, content = 0, []
    for record in topic(home):
        assert record.previous <= reached
        if record.last > reached:
            assert record.previous == reached
            content.append(record.body[1:-1])
            reached = record.last
    assert b",".join(content) == ledger_bytes(home)


def test_the_topic_is_the_ledgers_log_in_chained_records(home: KafkaHome) -> None:
    home.record(1, 2_500)
    home.correct(7, 1_400)
    relayed = home.relay()
    assert (relayed.position, relayed.events) == (home.head(), 2_502)
    records = topic(home)
    assert [record.previous for record in records] == [0, *(r.last for r in records[:-1])]
    assert b",".join(record.body[1:-1] for record in records) == ledger_bytes(home)


def test_a_relay_goes_on_where_the_topic_ends(home: KafkaHome) -> None:
    home.record(1, 10)
    assert home.relay().events == 10
    assert home.relay().events == 0
    home.record(11, 14)
    assert home.relay() == (14, 4, 1)
    assert [record.count for record in topic(home)] == [10, 4]


def test_a_following_relay_sends_new_facts_and_stops_when_told(home: KafkaHome) -> None:
    home.record(1, 3)
    with home.process("relay") as process:
        wait_for(lambda: len(topic(home)) == 1, "first record")
        home.record(4, 4)
        wait_for(lambda: len(topic(home)) == 2, "second record")
        process.send(signal.SIGTERM)
        assert process.wait(5) == 0
    assert_complete(home)


def test_a_relay_that_is_killed_again_and_again_leaves_nothing_out(home: KafkaHome) -> None:
    home.record(1, 20_000)
    for records in (1, 4, 9):
        with home.process("relay", "--once") as process:
            wait_for(partial(_holds, home, records), f"{records} records")
            process.send(signal.SIGKILL)
            process.wait()
    home.relay()
    assert_complete(home)


def _holds(home: KafkaHome, records: int) -> bool:
    with TopicLog(home.cluster, home.facts) as log:
        return log.bounds([0])[0].end >= records


def test_two_relays_at_once_repeat_facts_and_leave_none_out(home: KafkaHome) -> None:
    home.record(1, 20_000)
    with home.process("relay", "--once") as one, home.process("relay", "--once") as two:
        assert (one.wait(), two.wait()) == (0, 0)
    home.relay()
    reached = 0
    for record in topic(home):
        assert record.previous <= reached
        reached = max(reached, record.last)
    assert reached == home.head()


def test_a_partition_that_carries_another_ledger_is_refused(home: KafkaHome) -> None:
    home.record(1, 3)
    home.relay(ledger="province")
    with pytest.raises(LeaveError, match="carries the ledger province, this one is main") as left:
        home.relay()
    assert left.value.reason is Exit.FORK


def test_a_ledger_that_was_restored_from_an_older_backup_is_refused(home: KafkaHome) -> None:
    home.record(1, 10)
    backup = home.folder / "backup.db"
    shutil.copy(home.folder / "ledger.db", backup)
    home.record(11, 20)
    home.relay()
    for leftover in home.folder.glob("ledger.db*"):
        leftover.unlink()
    shutil.copy(backup, home.folder / "ledger.db")
    (home.folder / "ledger.head").unlink(missing_ok=True)
    with pytest.raises(LeaveError, match="was it restored from an older backup") as left:
        home.relay()
    assert left.value.exit_code == 71


def test_a_topic_without_the_ledgers_partition_is_named(home: KafkaHome) -> None:
    with pytest.raises(TopicMissingError, match="no partition 3 of the topic"):
        home.relay(partition=3)


@pytest.mark.slow
def test_a_broker_that_is_frozen_beyond_the_delivery_timeout_costs_nothing(
    tmp_path: Path, cluster: Cluster
) -> None:
    assert cluster.servers  # skipped where no broker can be started
    folder = tmp_path / "kafka"
    broker = start_broker(folder, jars_folder(), heap="256m")
    try:
        home = KafkaHome(tmp_path / "home", Cluster(broker.bootstrap), "frozen")
        home.record(1, 5)
        with home.process("relay") as process:
            wait_for(partial(_holds, home, 1), "first record")
            freeze(broker.pid, 14.0, lambda: home.record(6, 3_000))
            wait_for(lambda: topic(home)[-1].last == home.head(), "all facts in the topic")
            assert process.code is None, process.log()
        assert_complete(home)
    finally:
        stop_broker(folder)
