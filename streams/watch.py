"""What relay and worker tell of themselves while they run: state file, figures for Prometheus.

`streams.relay_watch` and `streams.worker_watch` say what each of them counts; `streams.health` and
`dure status` read the file.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from streams.metrics import Metrics, MetricsAddress, serve_metrics
from streams.pace import Pace
from streams.status import StatusFile
from streams.watchdog import Exit, told

Places = Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True)
class WatchPlan:
    """Where a process tells of itself, and by which clock.

    With `is_replayed` no seconds are told: the ledger's clock is not that of the wall.
    """

    status: Path
    clock: Callable[[], datetime]
    metrics: MetricsAddress = field(default_factory=MetricsAddress)
    is_replayed: bool = False


class Watch:
    """Counts, and writes down where a process stands; several threads may call it."""

    def __init__(self, plan: WatchPlan, process: str, metrics: Metrics) -> None:
        self._plan = plan
        self._status = StatusFile(plan.status, plan.clock, process=process)
        self._shared_metrics = metrics
        self._pace = Pace()
        self._counts = Counter[str]()
        self._state = "starting"
        self._looked: dict[str, str] = {}

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Serve metrics for the length of a block; raises MetricsPortError at its start."""
        with serve_metrics(self._shared_metrics.registry, self._plan.metrics):
            self.tell()
            yield

    def missed(self) -> None:
        """The broker did not answer."""
        self._looked |= {"broker": "away"}
        self._shared_metrics.broker_up.set(0)
        self.tell()

    def left(self, code: int, reason: str) -> None:
        """Write down, as the last word, why the process leaves."""
        self._state = "left"
        self.tell(is_final=True, exit={"code": int(code), "reason": reason})

    def stalled(self, sentence: str) -> None:
        """Write down why, before the watchdog ends the process."""
        self.left(Exit.STALLED, sentence)

    @contextmanager
    def leaving(self, stop: threading.Event) -> Iterator[None]:
        """Write down how the block ended; what it raises passes through."""
        try:
            yield
        except BaseException as error:
            self.left(getattr(error, "exit_code", 1), told(error))
            raise
        self.left(0, "told to stop" if stop.is_set() else "reached the end")

    def tell(self, *, is_final: bool = False, **more: Any) -> None:
        """Write the state file and set the gauges."""
        places = self.places()
        self._shared_metrics.place(places)
        self._status.write(
            is_final=is_final,
            state=self._state,
            partitions=places,
            events_per_second=self._pace.told(),
            **self._looked,
            **self._counts,
            **more,
        )

    def places(self) -> Places:
        """Where each partition stands."""
        raise NotImplementedError

    def _note_answer(self) -> None:
        """The broker answered."""
        self._state = "following"
        self._looked = {
            "broker": "answers",
            "looked_at": self._plan.clock().isoformat(timespec="milliseconds"),
        }
        self._shared_metrics.broker_up.set(1)

    def _lag_seconds(self, lag_events: int | None, since: datetime | None) -> float | None:
        """How long the oldest of these waits; None where nobody knows or the clock is replayed."""
        if lag_events == 0:
            return 0.0
        if lag_events is None or since is None or self._plan.is_replayed:
            return None
        return round(max((self._plan.clock() - since).total_seconds(), 0.0), 1)
