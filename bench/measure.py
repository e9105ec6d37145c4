"""Times things: medians of several runs, with the reference in turn, so that noise hits both."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of docs/benchmarks.md: what was measured, its median, the target, the reference."""

    what: str
    value: str
    target: str
    holds: bool | None
    reference: str = ""

    def line(self) -> str:
        """A row of the table."""
        mark = {True: "yes", False: "**no**", None: ""}[self.holds]
        return f"| {self.what} | {self.value} | {self.target} | {mark} | {self.reference} |"


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def medians(runs: int, *works: Callable[[], object]) -> list[float]:
    """The median seconds of each work, run in turn so that all meet the same noise."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(runs):
        for times, work in zip(taken, works, strict=True):
            times.append(seconds(work))
    return [statistics.median(times) for times in taken]
