"""`dure` as a process of its own, for tests that watch it, lock it out or kill it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

DURE: Final = (sys.executable, "-m", "dure")
SOURCE: Final = "urn:dure:feed:village"


class Command:
    """One home and the commands run in it."""

    def __init__(self, folder: Path, *init: str) -> None:
        self.folder = folder
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("DURE_")
        } | {"DURE_HOME": str(folder)}
        self.succeed("init", *init)

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        """Start a command and return its process."""
        return subprocess.Popen(
            [*DURE, *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )

    def run(self, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [*DURE, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            **options,
        )

    def succeed(self, *arguments: str) -> str:
        """Run a command that must exit 0, and return its output."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def submit(self, file: Path, *arguments: str) -> dict[str, Any]:
        """Submit a file and return the receipt; exit 1 is an answer too."""
        done = self.run(
            "feed", "submit", str(file), "--feed", "village", "--format", "json", *arguments
        )
        assert done.returncode in (0, 1), done.stdout + done.stderr
        receipt: dict[str, Any] = json.loads(done.stdout)
        return receipt


def participation(number: int, **data: Any) -> dict[str, Any]:
    """One participation, different for every number."""
    return {
        "specversion": "1.0",
        "id": f"row-{number}",
        "source": SOURCE,
        "type": "dure.community.participation_recorded.v1",
        "subject": f"community/K{number % 50}",
        "data": {
            "occurred": f"2025-0{number % 9 + 1}-{number % 28 + 1:02}",
            "resident": f"R{number % 997}",
            "activity": f"A{number // 20}",
        }
        | data,
    }


def write_events(path: Path, events: Iterable[dict[str, Any]]) -> Path:
    """Write events as NDJSON."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(event, ensure_ascii=False) + "\n" for event in events)
    return path
