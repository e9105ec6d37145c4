"""A profile of one community of the simulated world, the first time and once answers are kept."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.measure import Figure, medians, seconds

_RUNS = 7
_START = (
    "import click, duckdb, msgspec, yaml"  # what a command that reads answers cannot do without
)


@dataclass(frozen=True)
class ProfileBench:
    """Measures in a folder; `years` of fourteen communities are ten for the published figures."""

    folder: Path
    years: int

    def figures(self) -> Iterator[Figure]:
        """The first profile, and later ones beside the start of Python and its libraries."""
        self.folder.mkdir(parents=True)
        feeds, home = str(self.folder / "feeds"), str(self.folder / "home")
        self._dure("simulate", "--out", feeds, "--seed", "1", "--years", str(self.years))
        self._dure("--home", home, "init", "--clock", "deliveries")
        self._dure("--home", home, "feed", "replay", feeds)
        self._dure("--home", home, "load")
        asked = ("--home", home, "profile", "community/C01", "--format", "json")
        first = seconds(lambda: self._dure(*asked))
        kept, start = medians(
            _RUNS,
            lambda: self._dure(*asked),
            lambda: subprocess.run([sys.executable, "-c", _START], check=True),
        )
        beyond = kept - start
        yield Figure(
            f"`dure profile` of one community of 14, {self.years} years, beyond Python's start",
            f"{beyond:.2f} s",
            "< 1 s",
            beyond < 1,
            f"start with libraries: {start:.2f} s",
        )
        yield Figure("the first one, which computes what is kept", f"{first:.1f} s", "", None)

    def _dure(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "dure", *arguments]
        subprocess.run(command, check=True, capture_output=True)
