"""Through a real Kafka: relay and worker against an expert's loop and a stream processor."""

import json
import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from bench.measure import Figure, medians
from bench.topic import broker, fill, make_topic, simulated
from domain.ledger import Ledger
from streams.cluster import Cluster
from streams.relay import run_relay
from streams.relay_watch import RelayWatch
from streams.watch import WatchPlan

_RUNS: Final = 3
_BACKLOG: Final = 5_000_000
_BEHIND: Final = 20_000
_DURE: Final = Path(sys.executable).with_name("dure")


@dataclass(frozen=True)
class KafkaBench:
    """Measures in a folder; `events` is one million for the published figures.

    `ledger_home` is a home whose ledger is long, to relay from.
    """

    folder: Path
    ledger_home: Path
    events: int

    def figures(self) -> Iterator[Figure]:
        """Relay, worker and contenders on one broker; then a long backlog, and a kill."""
        self.folder.mkdir(parents=True)
        facts = simulated(self.folder / "simulated")
        with broker(self.folder / "broker") as cluster:
            yield self._relay(cluster)
            topic = f"facts-{self.events}"
            make_topic(cluster, topic)
            fill(cluster, topic, facts, 1, self.events)
            yield from self._contest(cluster, topic)
            yield from self._after_a_kill(cluster, topic, facts)
            backlog = _BACKLOG * self.events // 1_000_000
            fill(cluster, topic, facts, self.events + _BEHIND + 1, backlog)
            yield self._memory(cluster, topic, backlog)

    def _relay(self, cluster: Cluster) -> Figure:
        ledger = Ledger(self.ledger_home, lambda: None, is_read_only=True)  # type: ignore[arg-type,return-value]  # it reads only
        topics = iter(range(_RUNS))

        def relay() -> None:
            topic = f"relayed-{next(topics)}"
            make_topic(cluster, topic)
            plan = WatchPlan(self.folder / "relay.json", lambda: datetime.now(UTC))
            run_relay(
                ledger,
                cluster,
                ledger="main",
                partition=0,
                topic=topic,
                stop=threading.Event(),
                watch=RelayWatch(plan, ledger, "main", 0),
                follow=False,
            )

        [taken] = medians(_RUNS, relay)
        events = ledger.head().position
        ledger.close()
        return Figure(
            f"ledger to Kafka, the relay catching up {events:,} events",
            f"{events / taken:,.0f} events/s",
            ">= 120,000",
            events / taken >= 120_000,
        )

    def _contest(self, cluster: Cluster, topic: str) -> Iterator[Figure]:
        rates: dict[str, list[float]] = {}
        for run in range(_RUNS):
            for name, carry in {
                "dure": self._worker,
                "log alone": self._log_alone,
                "by hand": self._by_hand,
                "quix": self._quix,
                "quix raw": self._quix_raw,
            }.items():
                place = self.folder / f"{name.replace(' ', '-')}-{run}"
                rates.setdefault(name, []).append(carry(cluster, topic, place))
        dure, alone, hand, quix, raw = (statistics.median(rate) for rate in rates.values())
        what = f"Kafka to DuckDB, {self.events:,} facts"
        yield Figure(
            f"{what}: log, typed facts, dedupe, gap check",
            f"{dure:,.0f} events/s",
            ">= 100,000",
            dure >= 100_000,
            f"confluent-kafka by hand, log alone: {hand:,.0f}, ratio {dure / hand:.2f} (>= 0.5)",
        )
        yield Figure(
            "the same, against Quix Streams 3 with a DuckDB sink, log alone",
            f"{dure / quix:.1f}x",
            ">= 1.5x",
            dure / quix >= 1.5,
            f"{quix:,.0f} events/s; handing raw bytes to DuckDB: {raw:,.0f}",
        )
        yield Figure(
            "the log alone through dure's worker",
            f"{alone:,.0f} events/s",
            "level with by hand",
            alone / hand >= 0.95,
            f"ratio {alone / hand:.2f}",
        )

    def _worker(self, cluster: Cluster, topic: str, place: Path) -> float:
        with worker(cluster, topic, place):
            return rate(place / "worker.json", self.events)

    def _log_alone(self, cluster: Cluster, topic: str, place: Path) -> float:
        command = ["-m", "bench.contenders.log_alone", cluster.bootstrap, topic, str(place)]
        with process([sys.executable, *command], {}):
            return rate(place / "worker.json", self.events)

    def _by_hand(self, cluster: Cluster, topic: str, place: Path) -> float:
        return self._contender("by_hand", cluster, topic, place)

    def _quix(self, cluster: Cluster, topic: str, place: Path) -> float:
        return self._contender("quix", cluster, topic, place)

    def _quix_raw(self, cluster: Cluster, topic: str, place: Path) -> float:
        return self._contender("quix", cluster, topic, place, "raw")

    def _contender(
        self, module: str, cluster: Cluster, topic: str, place: Path, *more: str
    ) -> float:
        command = [sys.executable, "-m", f"bench.contenders.{module}", cluster.bootstrap, topic]
        done = subprocess.run(
            [*command, str(self.events), str(place.with_suffix(".duckdb")), *more],
            check=True,
            capture_output=True,
            text=True,
        )
        return self.events / float(done.stdout.split()[-1])

    def _after_a_kill(
        self, cluster: Cluster, topic: str, facts: tuple[bytes, ...]
    ) -> Iterator[Figure]:
        """Kill the worker that was first in the contest, put facts in, and start it again."""
        place = self.folder / "dure-0"
        with worker(cluster, topic, place) as running:
            wait_for_position(place / "worker.json", self.events)
            running.send_signal(signal.SIGKILL)
            running.wait()
        fill(cluster, topic, facts, self.events + 1, self.events + _BEHIND)
        (place / "worker.json").unlink()
        began = time.perf_counter()
        with worker(cluster, topic, place):
            wait_for_position(place / "worker.json", self.events + 1)
            assigned = time.perf_counter() - began
            wait_for_position(place / "worker.json", self.events + _BEHIND)
            level = time.perf_counter() - began
        yield Figure(
            f"after kill -9 with {_BEHIND:,} events behind: level again",
            f"{level:.1f} s",
            "< 30 s",
            level < 30,
        )
        yield Figure("first load after the restart", f"{assigned:.1f} s", "< 10 s", assigned < 10)

    def _memory(self, cluster: Cluster, topic: str, backlog: int) -> Figure:
        place = self.folder / "backlog"
        with worker(cluster, topic, place) as running:
            reached = rate(place / "worker.json", backlog, seconds=600)
            status = Path(f"/proc/{running.pid}/status").read_text(encoding="utf-8")
        [peak] = [int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line]
        return Figure(
            f"the worker's peak memory, {backlog:,} events behind",
            f"{peak / 1024:,.0f} MB",
            "< 1,024 MB",
            peak / 1024 < 1024,
            f"caught up at {reached:,.0f} events/s",
        )


@contextmanager
def process(
    command: list[str], environment: Mapping[str, str]
) -> Iterator["subprocess.Popen[bytes]"]:
    """A process for the length of a block, told to stop at its end."""
    running = subprocess.Popen(
        command,
        env=os.environ | dict(environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield running
    finally:
        running.terminate()
        running.wait(30)


@contextmanager
def worker(cluster: Cluster, topic: str, home: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """`dure worker` on a home of its own."""
    environment = {
        "DURE_HOME": str(home),
        "DURE_FACTS_TOPIC": topic,
        "DURE_DEAD_TOPIC": f"{topic}.dead",
        "DURE_WORKER_GROUP": f"{topic}-{home.name}",
        "KAFKA_BOOTSTRAP_SERVERS": cluster.bootstrap,
    }
    if not home.exists():
        subprocess.run(
            [_DURE, "init"], env=os.environ | environment, check=True, capture_output=True
        )
    with process([str(_DURE), "worker"], environment) as running:
        yield running


def rate(status: Path, events: int, seconds: float = 180.0) -> float:
    """Events per second from the first load to the last, as the status file tells them."""
    first = wait_for_position(status, 1, seconds)
    began = time.perf_counter()
    wait_for_position(status, events, seconds)
    return (events - first) / (time.perf_counter() - began)


def wait_for_position(status: Path, position: int, seconds: float = 180.0) -> int:
    """Wait until a worker says that it has loaded up to a position; gives the one that it says."""
    deadline = time.monotonic() + seconds
    while (reached := _position(status)) < position:
        assert time.monotonic() < deadline, f"{status} says {reached} after {seconds} s"
        time.sleep(0.01)
    return reached


def _position(status: Path) -> int:
    try:
        told: dict[str, Any] = json.loads(status.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return 0
    return told.get("partitions", {}).get("0", {}).get("position") or 0
