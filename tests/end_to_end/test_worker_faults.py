"""What goes wrong under a worker: its file, its disk, its clock, its topic, its patience."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from kafka import TopicPartition

from streams.cluster import Cluster
from streams.watchdog import Exit
from tests.end_to_end.kafka_home import KafkaHome, wait_for
from tests.end_to_end.supervised import Supervised, await_level, same_as_embedded

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

FAKETIME = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)
TORN_BYTES = 16_384  # the file's header and both database headers, and more


@pytest.fixture
def home(tmp_path: Path, cluster: Cluster, request: pytest.FixtureRequest) -> KafkaHome:
    return KafkaHome(tmp_path, cluster, f"{request.module.__name__}.{request.node.name}"[-200:])


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def file_of(home: KafkaHome) -> Path:
    return home.folder / "warehouse" / "warehouse.duckdb"


def level(home: KafkaHome, stack: ExitStack, last: int) -> Supervised:
    """A worker that has loaded the facts up to one, all relayed."""
    home.record(home.head() + 1, last)
    home.relay()
    worker = Supervised(home, stack, "worker")
    await_level(home, worker)
    return worker


def seen(home: KafkaHome) -> bool:
    """Whether readers have been given something."""
    return (home.folder / "warehouse" / "snapshot.duckdb").exists()


def test_a_torn_file_is_replaced_by_the_last_good_copy_which_catches_up(
    home: KafkaHome, stack: ExitStack
) -> None:
    worker = level(home, stack, 2_000)
    wait_for(lambda: seen(home), "snapshot")
    worker.stop()
    with file_of(home).open("r+b") as file:
        file.write(b"\xa5" * TORN_BYTES)
    again = level(home, stack, 3_000)
    assert file_of(home).with_suffix(".unreadable").exists()
    same_as_embedded(home, again)


def test_a_file_that_was_put_back_from_an_older_copy_catches_up(
    home: KafkaHome, stack: ExitStack
) -> None:
    level(home, stack, 2_000).stop()
    older = home.folder / "older"
    shutil.copytree(home.folder / "warehouse", older)
    level(home, stack, 4_000).stop()
    shutil.rmtree(home.folder / "warehouse")
    older.rename(home.folder / "warehouse")
    same_as_embedded(home, level(home, stack, 5_000))


def test_a_full_disk_ends_the_worker_with_74_and_it_goes_on_when_there_is_room(
    home: KafkaHome, stack: ExitStack
) -> None:
    disk = home.folder / "warehouse"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=14m", "tmpfs", disk]
    if os.getuid() or subprocess.run(mount, check=False).returncode:
        pytest.skip("no small file system can be mounted here; a failing commit is tested")
    stack.callback(subprocess.run, ["umount", disk], check=True)
    home.record(1, 20_000)
    home.relay()
    with home.process("worker") as worker:
        assert worker.wait() == Exit.IO, worker.log()[-2_000:]
    assert "warehouse-io" in worker.log() or "failed" in home.status()["exit"]["reason"]
    subprocess.run(["mount", "-o", "remount,size=200m", disk], check=True)
    again = Supervised(home, stack, "worker")
    await_level(home, again)
    same_as_embedded(home, again)


def test_a_commit_that_fails_ends_the_worker_with_74_and_the_next_goes_on(
    home: KafkaHome, stack: ExitStack
) -> None:
    home.record(1, 5_000)
    home.relay()
    with home.process("worker", DURE_FAILPOINT="dure.warehouse.commit=fail") as worker:
        assert worker.wait() == Exit.IO, worker.log()[-2_000:]
    assert "No space left" in home.status()["exit"]["reason"]
    again = Supervised(home, stack, "worker")
    await_level(home, again)
    same_as_embedded(home, again)


def test_a_batch_slower_than_the_session_does_not_cost_the_worker_its_place(
    home: KafkaHome, stack: ExitStack
) -> None:
    home.environment["DURE_WORKER_SESSION_SECONDS"] = "6"
    home.record(1, 3_000)
    home.relay()
    worker = Supervised(home, stack, "worker", ["dure.warehouse.commit=sleep@1+9"])
    await_level(home, worker)
    home.record(3_001, 4_000)
    home.relay()
    await_level(home, worker)
    assert not worker.exits
    same_as_embedded(home, worker)


def test_a_topic_that_no_longer_has_what_comes_next_ends_the_worker_with_70(
    home: KafkaHome, stack: ExitStack
) -> None:
    """As when somebody gave the topic a retention; rebuilt from the ledger, all goes on."""
    for last in (1_000, 2_000, 3_000):
        home.record(last - 999, last)
        home.relay()
        if last == 1_000:
            level(home, stack, 1_000).stop()
    truncate(home, 2)
    with home.process("worker") as worker:
        assert worker.wait() == Exit.GAP, worker.log()[-2_000:]
    assert "rebuild the topic" in home.status()["exit"]["reason"]
    with home.cluster.admin() as admin:
        admin.delete_topics([home.facts])
        wait_for(lambda: home.facts not in admin.list_topics(), "end of the topic")
    home.make_topics()
    home.relay()
    again = Supervised(home, stack, "worker")
    await_level(home, again)
    same_as_embedded(home, again)


def truncate(home: KafkaHome, offset: int) -> None:
    """Let the topic begin at an offset."""
    with home.cluster.admin() as admin:
        admin.delete_records({TopicPartition(home.facts, 0): offset})


@pytest.mark.parametrize("jump", ["+1d", "-1d"], ids=["ahead", "back"])
def test_a_clock_that_jumps_by_a_day_costs_nothing(
    home: KafkaHome, stack: ExitStack, tmp_path: Path, jump: str
) -> None:
    if FAKETIME is None:
        message = "no libfaketime (Debian: faketime), so no clock was set"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    setting = tmp_path / "clock"
    setting.write_text("+0")
    home.environment |= {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME_TIMESTAMP_FILE": str(setting),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    home.record(1, 2_000)
    both = Supervised(home, stack, "relay"), Supervised(home, stack, "worker")
    await_level(home, *both)
    before = home.status()["at"]
    setting.write_text(jump)
    wait_for(lambda: abs_days(before, home.status()["at"]) == 1, "the jump")
    home.record(2_001, 4_000)
    await_level(home, *both)
    assert not both[0].exits + both[1].exits
    same_as_embedded(home, *both)


def abs_days(one: str, other: str) -> int:
    """How many days lie between two instants, to the nearest."""
    between = datetime.fromisoformat(one) - datetime.fromisoformat(other)
    return round(abs(between.total_seconds()) / 86_400)


def test_a_file_with_the_tables_of_an_older_version_is_filled_anew_from_the_topic(
    home: KafkaHome, stack: ExitStack
) -> None:
    """An upgrade with another schema; the position is that of the new file, which begins at 0."""
    level(home, stack, 3_000).stop()
    for path in (home.folder / "warehouse").rglob("*.duckdb"):
        with duckdb.connect(str(path)) as older:
            older.execute("update made_of set shape = 'of an older version'")
    same_as_embedded(home, level(home, stack, 4_000))
