"""Inbound feeds over a real broker: records in, facts and receipts out, whatever is killed."""

import asyncio
import random
import shutil
import signal
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pytest
from aiokafka import AIOKafkaProducer
from kafka import KafkaProducer, OffsetAndMetadata, TopicPartition
from kafka.errors import MessageSizeTooLargeError

from dure import failpoints
from streams.cluster import LARGEST_RECORD, Cluster
from streams.topics import TopicPlan, ensure_topics
from streams.watchdog import Exit
from tests.end_to_end.dure_process import Command, participation, write_events
from tests.end_to_end.inbound_home import (
    BATCH,
    STRUCTURED,
    InboundHome,
    Record,
    batch,
    binary,
    structured,
)
from tests.end_to_end.kafka_home import Process, wait_for

pytestmark = pytest.mark.kafka

EVENTS: Final = 5_000
POINTS: Final = [point for point in failpoints.POINTS if point.startswith("dure.inbound.")]
KILLS: Final = [f"{point}=kill" for point in 3 * POINTS]
MODES: Final = (structured, binary, lambda event: batch([event]))


@pytest.fixture
def home(tmp_path: Path, cluster: Cluster, request: pytest.FixtureRequest) -> InboundHome:
    return InboundHome(tmp_path / "home", cluster, f"inbound.{request.node.name}"[-200:])


def counted(receipts: list[dict[str, Any]]) -> dict[str, int]:
    """All verdicts of some receipts."""
    total: dict[str, int] = {}
    for receipt in receipts:
        for verdict, count in receipt["counts"].items():
            total[verdict] = total.get(verdict, 0) + count
    return {verdict: count for verdict, count in total.items() if count}


def as_file(home: InboundHome, events: list[dict[str, Any]], folder: Path) -> InboundHome:
    """Another home with the same key, in which the same events were submitted as a file."""
    other = InboundHome(folder / "other", home.cluster, f"{home.feeds}.file"[-200:])
    shutil.copy(home.folder / "keys" / "person.key", other.folder / "keys" / "person.key")
    file = write_events(folder / "events.ndjson", events)
    other.run("feed", "submit", str(file), "--feed", "village")
    return other


def test_both_modes_give_the_facts_of_a_file_and_a_receipt_each(
    home: InboundHome, tmp_path: Path
) -> None:
    events = [participation(number) for number in range(1, 101)]
    home.publish(MODES[number % 3](event) for number, event in enumerate(events))
    home.publish([batch(participation(number) for number in range(1, 201))])
    log = home.run("inbound", "--once")
    assert "answered 101 records: 200 accepted, 100 duplicate" in log
    receipts = home.receipts()
    assert [(one["topic"], one["partition"], one["offset"]) for one in receipts] == [
        (home.feeds, 0, offset) for offset in range(101)
    ]
    assert {one["feed"] for one in receipts} == {"village"}
    assert counted(receipts[:100]) == {"accepted": 100}
    assert counted(receipts[100:]) == {"accepted": 100, "duplicate": 100}
    events += [participation(number) for number in range(101, 201)]
    assert home.recorded() == as_file(home, events, tmp_path).recorded()
    assert home.state()["exit"] == {"code": 0, "reason": "reached the end"}


def test_killed_again_and_again_it_loses_nothing_and_records_nothing_twice(
    home: InboundHome, tmp_path: Path
) -> None:
    seed = 4_021
    chance = random.Random(seed)  # noqa: S311 - picks moments, not secrets
    events = [participation(number) for number in range(1, EVENTS + 1)]
    records = [MODES[number % 3](event) for number, event in enumerate(events)]
    sending = threading.Thread(target=trickle, args=(home, records))
    sending.start()
    for point in chance.sample(KILLS, len(KILLS)):
        spec = f"{point}@{chance.randint(1, 2)}+{chance.choice([0, chance.uniform(0, 0.2)]):.3f}"
        with home.process("inbound", DURE_FAILPOINT=spec) as process:
            wait_for(lambda: process.code is not None or not sending.is_alive(), spec)
            process.send(signal.SIGKILL)
            assert process.wait() == -signal.SIGKILL, process.log()[-2_000:]
    sending.join()
    home.take_in()
    assert home.recorded() == as_file(home, events, tmp_path).recorded(), f"seed {seed}"
    receipts = home.receipts()
    assert_answered(receipts, EVENTS)
    assert any(receipt["is_repeated"] for receipt in receipts), "no kill came before an answer"
    assert "the chain holds" in home.run("audit", "verify")
    head = home.head()
    home.take_in()
    assert home.head() == head


def trickle(home: InboundHome, records: list[Record]) -> None:
    """Publish in many pieces, so that there are many transactions to be killed in."""
    for start in range(0, len(records), 100):
        home.publish(records[start : start + 100])
        threading.Event().wait(0.35)


def assert_answered(receipts: list[dict[str, Any]], count: int) -> None:
    """Every record is answered, once or more, each time alike, in the order of the topic."""
    first: dict[int, dict[str, Any]] = {}
    for receipt in receipts:
        told = receipt | {"is_repeated": False}
        known = first.setdefault(receipt["offset"], told)
        assert known == told
    assert list(first) == list(range(count))
    assert counted(list(first.values())) == {"accepted": count}


def test_what_was_taken_in_before_a_crash_is_answered_after_it(home: InboundHome) -> None:
    """The ledger has committed, the receipts are lost: as a kill between the two leaves it."""
    home.publish(structured(participation(number)) for number in range(1, 11))
    home.take_in()
    head = home.head()
    commit(home, 4)
    home.take_in()
    receipts = home.receipts()
    assert [one["offset"] for one in receipts] == [*range(10), *range(4, 10)]
    assert receipts[10:] == [one | {"is_repeated": True} for one in receipts[4:10]]
    assert home.head() == head


def commit(home: InboundHome, offset: int) -> None:
    """Move the group's offset, as an operator or a stranger may."""
    consumer = home.cluster.committing_consumer(home.environment["DURE_INBOUND_GROUP"])
    consumer.commit({TopicPartition(home.feeds, 0): OffsetAndMetadata(offset, "", -1)})
    consumer.close()


def committed(home: InboundHome) -> int | None:
    """The group's offset."""
    consumer = home.cluster.committing_consumer(home.environment["DURE_INBOUND_GROUP"])
    try:
        offset: int | None = consumer.committed(TopicPartition(home.feeds, 0))
    finally:
        consumer.close()
    return offset


def test_offsets_that_somebody_moved_ahead_lose_nothing(home: InboundHome) -> None:
    home.publish(structured(participation(number)) for number in range(1, 11))
    home.take_in()
    assert committed(home) == 10
    home.publish(structured(participation(number)) for number in range(11, 21))
    commit(home, 20)
    home.take_in()
    assert len(home.recorded()) == 20
    assert committed(home) == 20


def test_a_ledger_restored_from_a_backup_takes_in_again_what_it_lacks(
    home: InboundHome, tmp_path: Path
) -> None:
    home.publish(structured(participation(number)) for number in range(1, 11))
    home.take_in()
    for name in ("ledger.db", "ledger.head"):
        shutil.copy(home.folder / name, tmp_path / name)
    home.publish(structured(participation(number)) for number in range(11, 21))
    home.take_in()
    facts = home.recorded()
    for path in home.folder.glob("ledger.db*"):
        path.unlink()
    for name in ("ledger.db", "ledger.head"):
        shutil.copy(tmp_path / name, home.folder / name)
    home.take_in()
    assert home.recorded() == facts


def test_a_topic_that_was_made_anew_is_read_from_its_beginning(home: InboundHome) -> None:
    home.publish(structured(participation(number)) for number in range(1, 6))
    home.take_in()
    remake(home)
    home.publish(structured(participation(number)) for number in range(4, 14))
    home.take_in()
    assert len(home.recorded()) == 13
    assert counted(home.receipts()[5:]) == {"accepted": 8, "duplicate": 2}


def remake(home: InboundHome) -> None:
    """Delete the topic of feeds and create it again."""
    with home.cluster.admin() as admin:
        admin.delete_topics([home.feeds])
        wait_for(lambda: home.feeds not in admin.list_topics(), "end of the topic")
    home.make_feed_topics()


def test_a_topic_that_is_made_anew_under_a_running_process_is_read_on(home: InboundHome) -> None:
    home.publish(structured(participation(number)) for number in range(1, 6))
    with home.process("inbound") as process:
        home.await_receipts(process, 5)
        remake(home)
        home.publish([structured(participation(6))])
        home.await_receipts(process, 6)
    assert len(home.recorded()) == 6


def test_strangers_and_poison_are_answered_and_the_stream_goes_on(home: InboundHome) -> None:
    stranger = participation(1) | {"source": "urn:stranger"}
    largest = b'{"a":"' + b"x" * (LARGEST_RECORD - 20_000) + b'"}'
    poison: list[tuple[Record, str]] = [
        (([], None), "empty-record"),
        (([STRUCTURED], None), "empty-record"),
        (([], b"plain text"), "not-a-cloudevent"),
        (([STRUCTURED], b"\xff"), "broken-utf-8"),
        (([STRUCTURED], largest), "row-too-long"),
        (([BATCH], b"[" + b"[" * 100_000), "not-json"),
        (([STRUCTURED, ("feed", b"nobody")], b"{}"), "unregistered-feed"),
        (structured(stranger), "unregistered-feed"),
        (([("content-type", b"text/csv"), ("feed", b"village")], b"a,b"), "not-a-cloudevent"),
    ]
    home.publish(record for record, _ in poison)
    home.publish([structured(participation(2))])
    home.take_in()
    *refused, last = home.receipts()
    assert [one["notes"][0]["code"] for one in refused] == [code for _, code in poison]
    assert counted([last]) == {"accepted": 1}
    kept = home.folder / "inbound" / "kept" / refused[7]["delivery"]
    assert kept.read_bytes() == structured(stranger)[1]
    assert kept.stat().st_mode & 0o777 == 0o600
    assert (home.folder / "feeds" / "village" / "kept" / refused[8]["delivery"]).exists()


class InCp949(str):
    """A header's name as a producer written in C may send it."""

    __slots__ = ()

    def encode(self, *_: object) -> bytes:
        """Whatever is asked for, CP949."""
        return super().encode("cp949")


def test_header_names_that_are_not_in_utf_8_stop_nothing(home: InboundHome) -> None:
    headers, value = structured(participation(1))
    home.publish([structured(participation(0)), ([*headers, (InCp949("마을"), b"K")], value)])
    home.take_in()
    assert counted(home.receipts()) == {"accepted": 2}


def test_the_broker_refuses_what_unpacks_to_more_than_a_record(home: InboundHome) -> None:
    producer = KafkaProducer(
        bootstrap_servers=home.cluster.servers,
        compression_type="gzip",
        max_request_size=100_000_000,
    )
    headers, value = structured(participation(1))
    producer.send(home.feeds, value, headers=headers).get(30)
    with pytest.raises(MessageSizeTooLargeError):
        producer.send(home.feeds, b"0" * 50_000_000, headers=headers).get(30)
    producer.close()
    home.take_in()
    assert counted(home.receipts()) == {"accepted": 1}


def test_a_topic_of_records_that_cannot_be_unpacked_is_an_error_and_not_a_loss(
    home: InboundHome,
) -> None:
    home.feeds += ".packed"
    home.environment["DURE_FEEDS_TOPIC"] = home.feeds
    ensure_topics(home.cluster, [TopicPlan(home.feeds, 1, 1, {})])
    asyncio.run(send_packed(home, structured(participation(1))))
    log = home.run("inbound", "--once", code=Exit.IO)
    assert "compression.type=uncompressed" in log
    assert home.recorded() == {}


async def send_packed(home: InboundHome, record: Record) -> None:
    """Publish a record in a compression for which kafka-python needs another library."""
    headers, value = record
    producer = AIOKafkaProducer(bootstrap_servers=home.cluster.bootstrap, compression_type="lz4")
    await producer.start()
    try:
        await producer.send_and_wait(home.feeds, b" " * 1_000 + (value or b""), headers=headers)
    finally:
        await producer.stop()


def test_what_a_transaction_took_back_is_not_taken_in(home: InboundHome) -> None:
    producer = KafkaProducer(bootstrap_servers=home.cluster.servers, transactional_id=home.feeds)
    producer.init_transactions()
    for number, end in ((1, producer.abort_transaction), (2, producer.commit_transaction)):
        producer.begin_transaction()
        headers, value = structured(participation(number))
        producer.send(home.feeds, value, headers=headers).get(30)
        end()
    producer.close()
    home.take_in()
    assert [id_ for _, id_ in home.recorded()] == ["row-2"]
    assert home.state()["partitions"]["0"]["behind"] == 0


def test_sigterm_is_heeded_within_five_seconds_under_load(home: InboundHome) -> None:
    home.publish(structured(participation(number)) for number in range(1, 8_001))
    with home.process("inbound") as process:
        wait_for(lambda: home.head() > 10 or process.code is not None, "first facts")
        process.send(signal.SIGTERM)
        assert process.wait(5) == 0
    taken = len(home.recorded())
    assert home.state()["exit"] == {"code": 0, "reason": "told to stop"}
    assert len(home.receipts()) == taken
    assert committed(home) == taken
    home.take_in()
    assert len(home.recorded()) == 8_000


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="asks Linux for the open files")
def test_sigterm_is_heeded_while_another_process_holds_the_ledger(home: InboundHome) -> None:
    home.publish([structured(participation(1))])
    with home.ledger() as ledger, ledger.writing(), home.process("inbound") as process:
        wait_for(lambda: has_open(process, "ledger.lock"), "wait for the lock")
        process.send(signal.SIGTERM)
        assert process.wait(5) == 0
    assert (home.state()["state"], home.state()["exit"]["code"]) == ("left", 0)
    home.take_in()
    assert len(home.recorded()) == 1


def has_open(process: Process, name: str) -> bool:
    """Whether the process has a file of this name open."""
    with suppress(OSError):  # a descriptor may be gone before it is looked at
        return name in {one.readlink().name for one in Path(f"/proc/{process.pid}/fd").iterdir()}
    return False


def test_a_second_process_of_the_home_leaves(home: InboundHome) -> None:
    home.publish([structured(participation(1))])
    with home.process("inbound") as process:
        home.await_receipts(process, 1)
        log = home.run("inbound", code=Exit.BUSY)
        assert "another `dure inbound` of this home is running" in log


def test_feeds_in_several_partitions_are_taken_in_each_in_its_order(
    tmp_path: Path, cluster: Cluster
) -> None:
    home = InboundHome(tmp_path / "home", cluster, "inbound.partitions", partitions=3)
    for partition in range(3):
        home.register(f"v{partition}")
        source = f"urn:dure:feed:v{partition}"
        events = [participation(number) | {"source": source} for number in range(50)]
        home.publish(map(structured, events), partition)
        home.publish(map(structured, [participation(number) for number in range(30)]), partition)
    home.take_in()
    assert len(home.recorded()) == 3 * 50 + 30
    for partition in range(3):
        offsets = [one["offset"] for one in home.receipts() if one["partition"] == partition]
        assert offsets == list(range(80))


def test_a_feed_is_known_to_a_running_process_as_soon_as_it_is_registered(
    home: InboundHome,
) -> None:
    later = participation(1) | {"source": "urn:later"}
    with home.process("inbound") as process:
        home.publish([structured(later)])
        home.await_receipts(process, 1)
        home.register("later", "urn:later")
        home.publish([structured(later)])
        home.await_receipts(process, 2)
    assert [one["feed"] for one in home.receipts()] == ["urn:later", "later"]
    assert len(home.recorded()) == 1


def test_a_record_that_was_refused_can_be_submitted_from_where_it_is_kept(
    home: InboundHome,
) -> None:
    stranger = participation(1) | {"source": "urn:later"}
    home.publish([binary(stranger)])
    home.take_in()
    [receipt] = home.receipts()
    home.register("later", "urn:later")
    kept = home.folder / "inbound" / "kept" / receipt["delivery"]
    assert "1 accepted" in home.run("feed", "submit", str(kept), "--feed", "later")


def test_records_removed_before_they_were_read_are_told(home: InboundHome) -> None:
    home.publish(structured(participation(number)) for number in range(1, 6))
    home.run("inbound", "--once")
    home.publish(structured(participation(number)) for number in range(6, 11))
    with home.cluster.admin() as admin:
        admin.delete_records({TopicPartition(home.feeds, 0): 8})
    log = home.run("inbound", "--once")
    assert "records were removed before they were read" in log
    assert len(home.recorded()) == 7


def test_without_topic_or_broker_it_leaves_with_3(home: InboundHome) -> None:
    home.environment["DURE_FEEDS_TOPIC"] = "none.such"
    assert "run `dure topics ensure`" in home.run("inbound", code=3)
    home.environment["KAFKA_BOOTSTRAP_SERVERS"] = "127.0.0.1:1"
    assert "no Kafka broker answers" in home.run("inbound", code=3)


def test_a_home_with_a_replayed_clock_takes_no_inbound_records(tmp_path: Path) -> None:
    command = Command(tmp_path / "home", "--clock", "deliveries")
    done = command.run("inbound")
    assert (done.returncode, "this home has a replayed clock" in done.stderr) == (2, True)
