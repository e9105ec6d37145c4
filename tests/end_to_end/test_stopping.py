"""Relay and worker are told to stop at any moment: exit 0 in under five seconds, nothing lost."""

import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from dure.streaming import jars_folder
from streams.broker import Broker, start_broker, stop_broker
from streams.carrier import LOAD_EVENTS
from streams.cluster import Cluster
from streams.health import read_state
from tests.end_to_end.kafka_home import KafkaHome, Process, wait_for

pytestmark = pytest.mark.kafka
LIMIT_SECONDS = 5.0
VERBS = ("relay", "worker")


@pytest.fixture
def home(tmp_path: Path, cluster: Cluster, request: pytest.FixtureRequest) -> KafkaHome:
    return KafkaHome(tmp_path, cluster, re.sub(r"[^\w.]", "-", f"stopping.{request.node.name}"))


def stop(process: Process, number: signal.Signals = signal.SIGTERM) -> None:
    """Tell a process to stop, and hold it to code and time."""
    began = time.monotonic()
    process.send(number)
    assert process.wait() == 0, process.log()[-2_000:]
    assert time.monotonic() - began < LIMIT_SECONDS


def state(home: KafkaHome, verb: str) -> str | None:
    told = read_state(home.folder / f"{verb}.json")
    return None if told is None else str(told["state"])


def holds_signals(process: Process) -> bool:
    """Whether the process has begun to receive SIGTERM itself."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    [mask] = [line.split()[1] for line in status.splitlines() if line.startswith("SigBlk:")]
    return bool(int(mask, 16) >> (signal.SIGTERM - 1) & 1)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux for the signal mask")
@pytest.mark.parametrize("verb", VERBS)
def test_a_process_that_is_told_to_stop_while_it_starts_leaves(home: KafkaHome, verb: str) -> None:
    with home.process(verb) as process:
        wait_for(lambda: holds_signals(process), "readiness to be told")
        stop(process)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_idle_processes_leave_at_once_and_say_so(home: KafkaHome, number: signal.Signals) -> None:
    with ExitStack() as stack:
        both = [stack.enter_context(home.process(verb)) for verb in VERBS]
        wait_for(lambda: all(state(home, verb) == "following" for verb in VERBS), "two followers")
        for process in both:
            stop(process, number)
    for verb in VERBS:
        told = read_state(home.folder / f"{verb}.json")
        assert told is not None
        assert (told["state"], told["exit"]) == ("left", {"code": 0, "reason": "told to stop"})


def test_processes_that_catch_up_finish_their_batch_and_leave(home: KafkaHome) -> None:
    home.record(1, 2 * LOAD_EVENTS + 10_000)
    with home.process("relay") as relay:
        wait_for(lambda: state(home, "relay") == "following", "a relay that catches up")
        stop(relay)
    home.relay()
    home.environment["DURE_FAILPOINT"] = "dure.warehouse.committed=sleep@1+1"
    written = home.folder / "warehouse" / "warehouse.duckdb.wal"
    with home.process("worker") as worker:
        wait_for(lambda: written.exists() and written.stat().st_size > 1_000_000, "a first batch")
        stop(worker)
    assert 0 < home.position() < home.head()
    assert home.status()["exit"]["reason"] == "told to stop"
    del home.environment["DURE_FAILPOINT"]
    with home.process("worker") as worker:
        home.await_position(worker, home.head())
        stop(worker)
    assert home.digest() == home.embedded_digest()


@pytest.fixture
def frozen(tmp_path: Path, cluster: Cluster) -> Iterator[Broker]:
    """A broker of this test alone, which may be stopped by SIGSTOP."""
    assert cluster.servers  # skipped where no broker can be started
    folder = tmp_path / "kafka"
    broker = start_broker(folder, jars_folder(), heap="256m")
    try:
        yield broker
    finally:
        os.kill(broker.pid, signal.SIGCONT)
        stop_broker(folder)


def test_a_broker_that_does_not_answer_keeps_nobody_from_leaving(
    tmp_path: Path, frozen: Broker
) -> None:
    home = KafkaHome(tmp_path / "home", Cluster(frozen.bootstrap), "stopping")
    home.record(1, 1_000)
    with ExitStack() as stack:
        both = [stack.enter_context(home.process(verb)) for verb in VERBS]
        wait_for(lambda: home.position() == 1_000, "the first thousand events")
        os.kill(frozen.pid, signal.SIGSTOP)
        home.record(1_001, 2_000)  # the relay now waits for an answer that does not come
        threading.Event().wait(1.0)
        for process in both:
            stop(process)
    with ExitStack() as stack:
        both = [stack.enter_context(home.process(verb)) for verb in VERBS]
        for verb in VERBS:
            wait_for(lambda: state(home, verb) == "starting", f"a {verb} that starts")  # noqa: B023 - waited for at once
        for process in both:
            stop(process)
