"""Carries a home's ledger through Kafka into its warehouse: what `make demo-kafka` adds."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from dure.output import say

_WAIT_SECONDS: Final = 120.0  # bound on the worker being level; the demo's feeds take seconds
_POLL_SECONDS: Final = 0.2


def carry(home: Path) -> None:
    """Start a broker, relay the log, run a worker until it is level, and stop all three."""
    _dure(home, "kafka", "start")
    try:
        _dure(home, "topics", "ensure")
        _dure(home, "relay", "--once")
        _work_until_level(home)
        _dure(home, "warehouse", "snapshot")
    finally:
        _dure(home, "kafka", "stop")


def _work_until_level(home: Path) -> None:
    command = [sys.executable, "-m", "dure", "--home", str(home), "worker"]
    say(f"\n$ dure --home {home} worker")
    with subprocess.Popen(command) as worker:  # noqa: S603  # our own command
        deadline = time.monotonic() + _WAIT_SECONDS
        while worker.poll() is None and not _is_level(home) and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)
        worker.send_signal(signal.SIGTERM)
        code = worker.wait(_WAIT_SECONDS)
    if code:
        sys.exit(code)


def _is_level(home: Path) -> bool:
    """Whether the worker says that nothing is left in the topic."""
    path = home / "worker.json"
    if not path.exists():
        return False
    partitions = json.loads(path.read_text(encoding="utf-8"))["partitions"].values()
    return bool(partitions) and all(
        one["end_offset"] and one["next_offset"] == one["end_offset"] for one in partitions
    )


def _dure(home: Path, *arguments: str) -> None:
    say(f"\n$ dure --home {home} {' '.join(arguments)}")
    command = [sys.executable, "-m", "dure", "--home", str(home), *arguments]
    subprocess.run(command, check=True)  # noqa: S603  # our own command
