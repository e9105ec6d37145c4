"""The worker against a real broker: the same warehouse as without Kafka, and why it leaves."""

import random
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest
from kafka import KafkaConsumer, TopicPartition
from kafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from kafka.structs import OffsetAndMetadata

from streams.cluster import Cluster
from streams.topic_log import TopicLog, headers_of
from streams.watchdog import Exit
from tests.end_to_end.kafka_home import KafkaHome, Process, wait_for
from warehouse.records import Record

pytestmark = pytest.mark.kafka


@pytest.fixture
def home(tmp_path: Path, cluster: Cluster, request: pytest.FixtureRequest) -> KafkaHome:
    return KafkaHome(tmp_path, cluster, f"{request.module.__name__}.{request.node.name}"[-200:])


def stop(process: Process) -> None:
    process.send(signal.SIGTERM)
    assert process.wait(5) == 0, process.log()[-2_000:]


def topic(home: KafkaHome) -> list[Record]:
    with TopicLog(home.cluster, home.facts) as log:
        return list(log.read(0))


def send(home: KafkaHome, records: Sequence[Record]) -> None:
    """Put records into the topic as they are."""
    producer = home.cluster.producer()
    for record in records:
        producer.send(home.facts, record.body, headers=headers_of(record, None), partition=0).get(
            timeout=10
        )
    producer.close()


def remake_topic(home: KafkaHome, records: Sequence[Record]) -> None:
    """Delete the topic and make it anew with these records."""
    home.remake_topic()
    send(home, records)


def load_all(home: KafkaHome) -> None:
    """Let a worker load the whole topic, and stop it."""
    with home.process("worker") as worker:
        home.await_position(worker, home.head())
        stop(worker)


def leaves_with(home: KafkaHome, code: Exit) -> str:
    """Run a worker that has to leave; gives the reason it wrote down."""
    with home.process("worker") as worker:
        assert worker.wait() == code, worker.log()[-2_000:]
    told = home.status()
    assert told["state"] == "left"
    assert told["exit"]["code"] == code
    return str(told["exit"]["reason"])


def test_the_kafka_path_and_the_embedded_path_give_the_same_digest(home: KafkaHome) -> None:
    home.record(1, 2_500)
    home.correct(3, 1_001, 2_500)
    home.relay()
    with home.process("worker") as worker:
        home.await_position(worker, 2_503)
        home.record(2_501, 2_600)
        home.relay()
        home.await_position(worker, home.head())
        stop(worker)
    assert home.digest() == home.embedded_digest()
    assert home.status()["exit"] == {"code": 0, "reason": "told to stop"}


def test_a_worker_that_is_killed_again_and_again_loses_and_repeats_nothing(
    home: KafkaHome,
) -> None:
    seed = 736
    chance = random.Random(seed)  # noqa: S311 - picks moments, not secrets
    home.record(1, 20_000)
    home.relay()
    for _ in range(5):
        with home.process("worker") as worker:
            before = home.position()
            moment = chance.uniform(0, 0.6)
            wait_for(lambda: home.position() > before or worker.code is not None, "a load")  # noqa: B023
            wait_for(lambda: True, "nothing", moment)
            worker.send(signal.SIGKILL)
            worker.wait()
        home.record(home.head() + 1, home.head() + 1_000)
        home.relay()
    load_all(home)
    assert home.digest() == home.embedded_digest(), f"seed {seed}"
    [(rows, distinct)] = home.query("select count(*), count(distinct position) from log")
    assert rows == distinct == 25_000


def test_committed_offsets_of_the_group_do_not_move_the_worker(home: KafkaHome) -> None:
    home.record(1, 3_000)
    home.relay()
    name = home.environment["DURE_WORKER_GROUP"]
    consumer = KafkaConsumer(
        bootstrap_servers=home.cluster.servers, group_id=name, enable_auto_commit=False
    )
    place = TopicPartition(home.facts, 0)
    consumer.assign([place])
    consumer.commit({place: OffsetAndMetadata(3, "", -1)})
    consumer.close()
    load_all(home)
    assert home.digest() == home.embedded_digest()


def test_a_stranger_that_joins_and_leaves_the_group_costs_nothing(home: KafkaHome) -> None:
    home.record(1, 1_000)
    home.relay()
    with home.process("worker") as worker:
        home.await_position(worker, 1_000)
        stranger = KafkaConsumer(
            home.facts,
            bootstrap_servers=home.cluster.servers,
            group_id=home.environment["DURE_WORKER_GROUP"],
            enable_auto_commit=False,
            partition_assignment_strategy=[RoundRobinPartitionAssignor],
            session_timeout_ms=6_000,
        )
        for _ in range(5):
            stranger.poll(500)
        home.record(1_001, 2_000)
        home.relay()
        stranger.close()
        home.await_position(worker, 2_000)
        stop(worker)
    assert home.digest() == home.embedded_digest()


def test_two_ledgers_on_two_partitions_fill_one_warehouse(home: KafkaHome, tmp_path: Path) -> None:
    with home.cluster.admin() as admin:
        admin.create_partitions({home.facts: 2})
        wait_for(
            lambda: len(admin.describe_topics([home.facts])[0]["partitions"]) == 2, "a partition"
        )
    home.record(1, 1_500)
    home.relay()
    province = KafkaHome(tmp_path / "province", home.cluster, "province")
    province.facts = home.facts
    province.record(1, 700)
    province.relay(ledger="province", partition=1)
    with home.process("worker") as worker:
        home.await_position(worker, 1_500)
        wait_for(
            lambda: home.status()["partitions"].get("1", {}).get("position") == 700,
            "the other ledger",
        )
        stop(worker)
    assert home.query(
        "select ledger, count(*), max(sequence) from log group by all order by 1"
    ) == [
        ("main", 1_500, 1_500),
        ("province", 700, 700),
    ]


def test_a_second_worker_leaves_at_once_and_the_first_goes_on(home: KafkaHome) -> None:
    home.record(1, 100)
    home.relay()
    with home.process("worker") as first:
        home.await_position(first, 100)
        with home.process("worker") as second:
            assert second.wait(20) == Exit.BUSY
        home.record(101, 200)
        home.relay()
        home.await_position(first, 200)
        stop(first)


def test_records_that_come_twice_or_out_of_order_are_put_right(home: KafkaHome) -> None:
    home.record(1, 3_500)
    home.relay()
    one, two, three, four = topic(home)
    remake_topic(home, [one, one, three, two, one, four])
    load_all(home)
    assert home.digest() == home.embedded_digest()


def test_a_record_that_is_missing_ends_the_worker_with_70(home: KafkaHome) -> None:
    home.record(1, 3_000)
    home.relay()
    one, _, three = topic(home)
    remake_topic(home, [one, three])
    assert "events after 1000 up to 2000 are missing" in leaves_with(home, Exit.GAP)
    assert home.query("select max(sequence) from log") == [(1_000,)]


def test_a_forged_record_ends_the_worker_with_71(home: KafkaHome) -> None:
    home.record(1, 10)
    home.relay()
    load_all(home)
    [record] = topic(home)
    send(home, [record._replace(body=record.body.replace(b'"A0"', b'"A9"'))])
    assert "position" in leaves_with(home, Exit.FORK)
    assert home.digest() == home.embedded_digest()


def test_a_topic_that_lost_facts_ends_the_worker_with_72_until_the_relay_fills_it(
    home: KafkaHome,
) -> None:
    for last in range(100, 600, 100):
        home.record(last - 99, last)
        home.relay()
    load_all(home)
    remake_topic(home, topic(home)[:2])
    assert "let the relay fill the topic" in leaves_with(home, Exit.REBUILT)
    home.record(501, 600)
    home.relay()
    load_all(home)
    assert home.digest() == home.embedded_digest()


def test_a_warehouse_that_was_deleted_or_is_older_catches_up_by_itself(home: KafkaHome) -> None:
    home.record(1, 2_000)
    home.relay()
    load_all(home)
    for file in (home.folder / "warehouse").glob("warehouse.duckdb*"):
        file.unlink()
    home.record(2_001, 2_500)
    home.relay()
    load_all(home)
    assert home.digest() == home.embedded_digest()


def test_a_foreign_record_is_passed_by_and_published_as_dead(home: KafkaHome) -> None:
    home.record(1, 10)
    home.relay()
    producer = home.cluster.producer()
    producer.send(home.facts, b"hello", partition=0).get(timeout=10)
    producer.close()
    home.record(11, 20)
    home.relay()
    load_all(home)
    assert home.digest() == home.embedded_digest()
    [(headers, body)] = dead(home)
    assert body == b"hello"
    assert headers["offset"] == b"1"
    assert b"has not the headers" in headers["reason"]


def test_an_event_that_does_not_cast_is_published_as_dead_and_the_rest_goes_on(
    home: KafkaHome,
) -> None:
    home.record(1, 10)
    home.relay()
    [record] = topic(home)
    broken = record.body.replace(b'"from":"2025-03-05"', b'"from":"2025-99-05"')
    assert broken != record.body
    remake_topic(home, [record._replace(body=broken)])
    load_all(home)
    assert home.query("select count(*) from log") == [(9,)]
    [(headers, body)] = dead(home)
    assert (headers["sequence"], headers["ledger"]) == (b"4", b"main")
    assert b"2025-99-05" in body


def test_a_worker_without_its_topic_says_what_to_run(home: KafkaHome) -> None:
    home.environment["DURE_FACTS_TOPIC"] = "no.such.topic"
    with home.process("worker") as worker:
        assert worker.wait() == 3
        assert "dure topics ensure" in worker.log()


def dead(home: KafkaHome) -> list[tuple[dict[str, bytes], bytes]]:
    """What the topic of dead events holds."""
    found: list[tuple[dict[str, bytes], bytes]] = []
    consumer = home.cluster.consumer()
    place = TopicPartition(home.dead, 0)
    consumer.assign([place])
    consumer.seek_to_beginning(place)
    while consumer.position(place) < consumer.end_offsets([place])[place]:
        arrived = consumer.poll(1_000).get(place, [])
        found += [(dict(message.headers), message.value) for message in arrived]
    consumer.close()
    return found
