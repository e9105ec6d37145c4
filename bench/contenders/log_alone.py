"""dure's own worker, by Faust, with a sink that writes the log alone: what its carrying costs.

`python -m bench.contenders.log_alone BOOTSTRAP TOPIC FOLDER` runs until it is told to stop, and
says in FOLDER/worker.json where it is, as `dure worker` does.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.contenders.log_table import create, write
from dure.stopping import Stopping
from streams.cluster import Cluster
from streams.faust_app import build_app
from streams.receiving import Membership
from streams.watch import WatchPlan
from streams.worker import WorkerPlan, run_worker
from streams.worker_watch import WorkerWatch
from warehouse.records import DeadEvent, Loaded, Record


class LogSink:
    """Takes what the carrier found to follow, and writes it as the hand-written loop does."""

    def __init__(self, file: Path) -> None:
        self._connection = create(file)
        self._positions: dict[str, int] = {}

    def offsets(self) -> Mapping[int, int]:
        """Nothing is loaded yet."""
        return {}

    def watermark(self, ledger: str) -> int:
        """The last position loaded."""
        return self._positions.get(ledger, 0)

    def prepare(self, records: Sequence[Record]) -> None:
        """It reads and writes in one statement."""

    def load(self, records: Sequence[Record]) -> Loaded:
        """Write the bodies, and where to read on."""
        last = records[-1]
        write(self._connection, [record.body for record in records], (last.offset or 0) + 1)
        self._positions[last.ledger] = last.last
        return Loaded(sum(record.count for record in records), ())

    def dead(self) -> Iterable[DeadEvent]:
        """None are looked for."""
        return ()

    def tend(self, *, is_level: bool) -> None:
        """There are no readers."""

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


if __name__ == "__main__":
    stop = Stopping()
    bootstrap, topic, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    folder.mkdir(parents=True)
    run_worker(
        LogSink(folder / "log.duckdb"),
        Cluster(bootstrap),
        WorkerPlan(
            folder=folder / "faust",
            topic=topic,
            membership=Membership(f"log-alone-{folder.name}", "log-alone"),
        ),
        build=build_app,
        stop=stop,
        watch=WorkerWatch(WatchPlan(folder / "worker.json", lambda: datetime.now(UTC))),
    )
