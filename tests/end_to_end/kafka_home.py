"""A home whose facts go through Kafka: real ledger, real relay, real worker processes."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from domain.community import Community
from domain.dates import Occurred
from domain.drafts import Draft, correction, draft
from domain.facts import Area, FactKey
from domain.ledger import Ledger
from dure.warehousing import WarehouseSink
from dure.wiring import Home
from streams.cluster import Cluster
from streams.embedded import follow
from streams.relay import Relayed, run_relay
from streams.relay_watch import RelayWatch
from streams.topics import ensure_topics, plan_topics
from streams.watch import WatchPlan

DURE: Final = Path(sys.executable).with_name("dure")
SOURCE: Final = "urn:dure:feed:test"
_RECORDED: Final = datetime(2025, 4, 1, tzinfo=UTC)
_WAIT_SECONDS: Final = 60.0


def wait_for(condition: Callable[[], bool], what: str, seconds: float = _WAIT_SECONDS) -> None:
    """Wait until a condition holds; fails with what was waited for."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"no {what} within {seconds:.0f} s"
        threading.Event().wait(0.05)


def free_port() -> int:
    """A port on loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def freeze(pid: int, seconds: float, meanwhile: Callable[[], None]) -> None:
    """Stop a process for a time, as a long pause of its machine would; the fault is the time."""
    os.kill(pid, signal.SIGSTOP)
    try:
        meanwhile()
        threading.Event().wait(seconds)
    finally:
        os.kill(pid, signal.SIGCONT)


class Process:
    """A `dure` process of this test, ended with it."""

    def __init__(self, home: "KafkaHome", *arguments: str, **environment: str) -> None:
        self._log = home.folder / f"{arguments[0]}.log"
        self._file = self._log.open("ab")
        self._popen = subprocess.Popen(
            [DURE, *arguments],
            env=home.environment | environment,
            stdout=self._file,
            stderr=subprocess.STDOUT,
        )

    @property
    def code(self) -> int | None:
        """Its exit code, once it has ended."""
        return self._popen.poll()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._popen.pid

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._popen.send_signal(number)

    def wait(self, seconds: float = _WAIT_SECONDS) -> int:
        """Wait for its end; gives the exit code."""
        return self._popen.wait(seconds)

    def log(self) -> str:
        """What it and those before it wrote."""
        return self._log.read_text(encoding="utf-8")

    def end(self) -> None:
        """Kill it if it still runs."""
        if self._popen.poll() is None:
            self._popen.kill()
        self._popen.wait()
        self._file.close()


class KafkaHome:
    """One home with topics and a group of its own."""

    def __init__(self, folder: Path, cluster: Cluster, name: str) -> None:
        name = re.sub(r"[^\w.-]", "-", name)  # as Kafka lets a topic be called
        self.folder = folder
        self.cluster = cluster
        self.facts = f"{name}.facts"
        self.dead = f"{name}.dead"
        self.environment = os.environ | {
            "DURE_HOME": str(folder),
            "DURE_FACTS_TOPIC": self.facts,
            "DURE_DEAD_TOPIC": self.dead,
            "DURE_WORKER_GROUP": name,
            "KAFKA_BOOTSTRAP_SERVERS": cluster.bootstrap,
        }
        subprocess.run([DURE, "init"], env=self.environment, check=True, capture_output=True)
        self.make_topics()

    def make_topics(self, partitions: int = 1) -> None:
        """Create the topics of this home."""
        ensure_topics(
            self.cluster, plan_topics(partitions=partitions, facts=self.facts, dead=self.dead)
        )

    def remake_topic(self) -> None:
        """Delete the topic of facts and make it anew, empty."""
        with self.cluster.admin() as admin:
            admin.delete_topics([self.facts])
            wait_for(lambda: self.facts not in admin.list_topics(), "end of the topic")
        self.make_topics()

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        """The ledger of this home, to write or to read."""
        ledger = Ledger(self.folder, lambda: _RECORDED)
        try:
            yield ledger
        finally:
            ledger.close()

    def record(self, first: int, last: int, *, chunk: int = 1_000) -> None:
        """Record participations first to last in the ledger."""
        with self.ledger() as ledger:
            for start in range(first, last + 1, chunk):
                numbers = range(start, min(start + chunk, last + 1))
                with ledger.writing() as writing:
                    writing.append([_draft(number) for number in numbers])

    def correct(self, *numbers: int) -> None:
        """Correct recorded participations: they were in another activity."""
        with self.ledger() as ledger, ledger.writing() as writing:
            keys = {number: FactKey(SOURCE, f"row-{number}") for number in numbers}
            targets = writing.targets(writing.known(list(keys.values())))
            writing.append(
                [
                    correction(
                        SOURCE,
                        f"fix-{number}",
                        targets[key.source, key.id],
                        key,
                        participation(number, "corrected"),
                    )
                    for number, key in keys.items()
                ]
            )

    def head(self) -> int:
        """The last position of the ledger."""
        with self.ledger() as ledger:
            return ledger.head().position

    def relay(self, *, ledger: str = "main", partition: int = 0) -> Relayed:
        """Relay to the end of the log, in this process."""
        plan = WatchPlan(self.folder / "relay.json", clock=lambda: datetime.now(UTC))
        stop = threading.Event()
        with (
            self.ledger() as log,
            (watch := RelayWatch(plan, log, ledger, partition)).leaving(stop),
        ):
            return run_relay(
                log,
                self.cluster,
                ledger=ledger,
                partition=partition,
                topic=self.facts,
                stop=stop,
                watch=watch,
                follow=False,
            )

    @contextmanager
    def process(self, *arguments: str, **environment: str) -> Iterator[Process]:
        """A `dure` process for the length of a block, with variables of its own."""
        process = Process(self, *arguments, **environment)
        try:
            yield process
        finally:
            process.end()

    def status(self) -> dict[str, Any]:
        """What the worker last said; empty before its first word."""
        return self.state("worker")

    def state(self, verb: str) -> dict[str, Any]:
        """What a process last said; empty before its first word."""
        try:
            told: dict[str, Any] = json.loads((self.folder / f"{verb}.json").read_text())
        except FileNotFoundError:
            return {}
        return told

    def position(self) -> int:
        """Up to where the worker says that it has loaded."""
        return self.status().get("partitions", {}).get("0", {}).get("position") or 0

    def await_position(self, process: Process, position: int) -> None:
        """Wait until the worker has loaded up to a position."""
        wait_for(
            lambda: self.position() >= position or process.code is not None,
            f"position {position}",
        )
        assert process.code is None, process.log()[-2_000:]

    def digest(self) -> str:
        """The digest of what the worker loaded; it must have ended."""
        sink = WarehouseSink(Home(self.folder))
        try:
            return sink.digest()
        finally:
            sink.close()

    def query(self, sql: str) -> list[Any]:
        """Rows of the live warehouse; the worker must have ended."""
        sink = WarehouseSink(Home(self.folder))
        try:
            return sink._file.connection.execute(sql).fetchall()
        finally:
            sink.close()

    def embedded_digest(self) -> str:
        """The digest of the same ledger, loaded without Kafka."""
        sink = WarehouseSink(Home(self.folder), self.folder / "embedded")
        try:
            with self.ledger() as ledger:
                follow(ledger, sink, ledger="main", partition=0)
            return sink.digest()
        finally:
            sink.close()


def participation(number: int, activity: str | None = None) -> Community.ParticipationRecorded:
    """A participation, different for every number."""
    return Community.ParticipationRecorded(
        occurred=Occurred.parse(f"2025-03-{number % 28 + 1:02}"),
        area=Area("mois-sgg", "47130"),
        resident=f"p-{number % 997:020}",
        activity=activity or f"A{number // 20}",
    )


def _draft(number: int) -> Draft:
    subject = f"community/K{number % 7}"
    return draft(SOURCE, f"row-{number}", subject, participation(number), delivery="d", row=number)
