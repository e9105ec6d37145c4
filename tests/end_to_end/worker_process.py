"""A worker process for the tests: the real worker on a real warehouse, wired by hand.

Run as `python worker_process.py FOLDER BOOTSTRAP FACTS_TOPIC DEAD_TOPIC LEDGER`.
"""

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from streams.cluster import Cluster
from streams.faust_app import Membership
from streams.worker import WorkerPlan, run_worker
from warehouse.file import WarehouseBusyError, WarehouseFile
from warehouse.load import DeadEvent, Loaded, Record, load, offsets, watermark


class Sink:
    """A warehouse file, as the worker sees it."""

    def __init__(self, file: WarehouseFile) -> None:
        self._file = file

    def offsets(self) -> dict[int, int]:
        return offsets(self._file.connection)

    def watermark(self, ledger: str) -> int:
        return watermark(self._file.connection, ledger)

    def load(self, records: Sequence[Record]) -> Loaded:
        return load(self._file.connection, records)

    def dead(self) -> Iterator[DeadEvent]:
        for row in self._file.connection.execute("from dead").fetchall():
            yield DeadEvent(*row)

    def tend(self, *, is_level: bool) -> None:
        pass

    def close(self) -> None:
        self._file.__exit__()


def main(folder: Path, bootstrap: str, topic: str, dead_topic: str, ledger: str) -> None:
    """Run until a signal or a reason to leave."""
    plan = WorkerPlan(
        status=folder / "status.json",
        folder=folder / "faust",
        ledgers={0: ledger},
        membership=Membership(f"{topic}-group", f"{topic}-worker"),
        topic=topic,
        dead_topic=dead_topic,
    )
    (folder / "faust").mkdir(exist_ok=True)
    try:
        with WarehouseFile(folder / "warehouse") as file:
            run_worker(Sink(file), Cluster(bootstrap), plan, clock=lambda: datetime.now(UTC))
    except WarehouseBusyError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(75)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
