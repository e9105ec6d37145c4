"""How long until a fact that was submitted can be read: from `dure feed submit` to the snapshot."""

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.kafka import process, wait_for_position
from bench.measure import Figure
from bench.rows import event
from bench.topic import broker
from warehouse.snapshot import open_snapshot

_PER_SECOND: Final = 500
_DURE: Final = Path(sys.executable).with_name("dure")
_LOOK_SECONDS: Final = 0.02


@dataclass(frozen=True)
class VisibleBench:
    """Measures in a folder, in a home whose ledger holds much already."""

    folder: Path
    ledger_home: Path
    seconds: int

    def figures(self) -> Iterator[Figure]:
        """A file of 500 facts each second, for a while, until the last is on a snapshot."""
        self.folder.mkdir(parents=True)
        with broker(self.folder / "broker") as cluster:
            environment = {
                "DURE_HOME": str(self.ledger_home),
                "KAFKA_BOOTSTRAP_SERVERS": cluster.bootstrap,
            }
            self._run(environment, "topics", "ensure")
            relay, worker = ([str(_DURE), verb] for verb in ("relay", "worker"))
            with process(relay, environment), process(worker, environment):
                held = self._head()
                wait_for_position(self.ledger_home / "worker.json", held, 300)
                waited = self._measure(environment)
        ordered = sorted(waited)
        middle, worst = statistics.median(ordered), ordered[int(len(ordered) * 0.99)]
        what = f"feed submit to snapshot, {_PER_SECOND} events/s on {held:,} facts"
        yield Figure(f"{what}, p50", f"{middle:.2f} s", "< 1.5 s", middle < 1.5)
        yield Figure("the same, p99", f"{worst:.2f} s", "< 4 s", worst < 4)

    def _measure(self, environment: dict[str, str]) -> list[float]:
        began: list[tuple[float, int]] = []
        watch = _Watch(self.ledger_home / "warehouse")
        watch.start()
        start = time.perf_counter()
        position = self._head()
        for number in range(self.seconds):
            while time.perf_counter() < start + number:
                time.sleep(0.005)
            file = self._file(number)
            submitted = time.perf_counter()
            self._run(environment, "feed", "submit", str(file), "--feed", "bench")
            position = self._head()
            began.append((submitted, position))
        watch.wait_for(position)
        return [watch.seen_at(last) - submitted for submitted, last in began]

    def _file(self, number: int) -> Path:
        path = self.folder / f"{number}.ndjson"
        first = 10_000_000 + number * _PER_SECOND
        path.write_bytes(b"".join(event(one) for one in range(first, first + _PER_SECOND)))
        return path

    def _run(self, environment: dict[str, str], *arguments: str) -> None:
        subprocess.run(
            [_DURE, *arguments], env=os.environ | environment, check=True, capture_output=True
        )

    def _head(self) -> int:
        from domain.ledger import Ledger  # noqa: PLC0415

        ledger = Ledger(self.ledger_home, lambda: None, is_read_only=True)  # type: ignore[arg-type,return-value]  # it reads only
        try:
            return ledger.head().position
        finally:
            ledger.close()


class _Watch(threading.Thread):
    """Opens each snapshot as it is published, and notes up to where it goes and when that was."""

    def __init__(self, warehouse: Path) -> None:
        super().__init__(daemon=True)
        self._warehouse = warehouse
        self._seen: list[tuple[int, float]] = []
        self._is_over = False

    def run(self) -> None:
        last = 0
        while not self._is_over:
            path = self._warehouse / "snapshot.duckdb"
            number = path.stat().st_ino if path.exists() else 0
            if number != last:
                with open_snapshot(self._warehouse) as reader:
                    [(position,)] = reader.execute("select max(sequence) from watermark").fetchall()
                self._seen.append((position, time.perf_counter()))
                last = number
            time.sleep(_LOOK_SECONDS)

    def seen_at(self, position: int) -> float:
        """When a snapshot first held a position."""
        return next(moment for held, moment in self._seen if held >= position)

    def wait_for(self, position: int) -> None:
        """Wait until readers see a position."""
        deadline = time.monotonic() + 60
        while not self._seen or self._seen[-1][0] < position:
            assert time.monotonic() < deadline, f"readers see {self._seen[-1:]}, not {position}"
            time.sleep(_LOOK_SECONDS)
        self._is_over = True
        self.join()
