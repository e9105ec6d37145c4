"""Feed to ledger, and a story out of it, against bare saves of the eventsourcing library."""

import resource
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from bench.measure import Figure, medians, seconds
from bench.rows import COMMUNITIES, write_ndjson
from dure import deliveries
from dure.settings import Settings
from dure.wiring import create_home

_MAPPING = "format: cloudevents\n"
_EVENTS_PER_AGGREGATE = 20
_AGGREGATES_PER_SAVE = 200


class _Village(Aggregate):
    """The reference: an aggregate as the library's documentation writes one."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.residents: list[str] = []

    @event("ParticipationRecorded")
    def record(self, resident: str, activity: str, day: str, area: str) -> None:
        self.residents.append(resident)


@dataclass(frozen=True)
class LedgerBench:
    """Measures in a folder; `rows` is one million for the published figures."""

    folder: Path
    rows: int

    @property
    def home(self) -> Path:
        """The home that is filled."""
        return self.folder / "home"

    def figures(self) -> Iterator[Figure]:
        """Intake with its ratio, its memory, the start of the command line, and a story."""
        self.folder.mkdir(parents=True)
        file = self.folder / "feed.ndjson"
        write_ndjson(file, range(self.rows))
        home = self.home
        create_home(home, Settings())
        from dure.wiring import Home  # noqa: PLC0415

        deliveries.add_feed(Home(home), "bench", _MAPPING)
        reference = self.rows / 10 / seconds(lambda: self._bare(int(self.rows / 10)))
        taken = seconds(lambda: self._submit(home, file))
        rate = self.rows / taken
        again = self.rows / 10 / seconds(lambda: self._bare(int(self.rows / 10)))
        bare = (reference + again) / 2
        yield Figure(
            f"feed to ledger, {self.rows:,} NDJSON rows",
            f"{rate:,.0f} rows/s",
            ">= 12,000, aim 24,000",
            rate >= 12_000,
            f"bare eventsourcing saves {bare:,.0f} events/s: ratio {rate / bare:.2f} (>= 0.25)",
        )
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        yield Figure("its peak memory", f"{peak:,.0f} MB", "< 512 MB", peak < 512)
        story = self.folder / "story.ndjson"
        write_ndjson(story, range(self.rows, self.rows + _EVENTS_PER_AGGREGATE), b"K")
        self._submit(home, story)
        yield from self._starts(home)

    def _submit(self, home: Path, file: Path) -> None:
        command = [sys.executable, "-m", "dure", "--home", str(home), "feed", "submit", str(file)]
        subprocess.run([*command, "--feed", "bench"], check=True, capture_output=True)

    def _bare(self, events: int) -> None:
        folder = self.folder / f"bare-{len(list(self.folder.glob('bare-*')))}"
        folder.mkdir()
        application: Application = Application(
            env={
                "PERSISTENCE_MODULE": "eventsourcing.sqlite",
                "SQLITE_DBNAME": str(folder / "bare.db"),
            }
        )
        made = []
        for number in range(events // _EVENTS_PER_AGGREGATE):
            village = _Village(f"C{number}")
            for one in range(_EVENTS_PER_AGGREGATE - 1):
                village.record(f"R{one}", f"A{one}", "2025-03-02", "47110")
            made.append(village)
            if len(made) == _AGGREGATES_PER_SAVE:
                application.save(*made)
                made.clear()
        application.save(*made)
        application.close()

    def _starts(self, home: Path) -> Iterator[Figure]:
        def run(*arguments: str) -> None:
            subprocess.run([sys.executable, *arguments], check=True, capture_output=True)

        history = ("-m", "dure", "--home", str(home), "history")
        python, helped, told, long = medians(
            7,
            lambda: run("-c", "pass"),
            lambda: run("-m", "dure", "--help"),
            lambda: run(*history, "community/K"),
            lambda: run(*history, "community/C000"),
        )
        yield Figure(
            "dure --help", f"{helped:.2f} s", "< 0.3 s", helped < 0.3, f"python: {python:.2f} s"
        )
        yield Figure(
            f"dure history of one entity, {self.rows:,} events in the ledger",
            f"{1000 * (told - python):.0f} ms beyond python's start",
            "< 100 ms",
            told - python < 0.1,
            f"a story of {_EVENTS_PER_AGGREGATE} facts; "
            f"{1000 * (long - python):.0f} ms for one of {self.rows // COMMUNITIES:,}",
        )
