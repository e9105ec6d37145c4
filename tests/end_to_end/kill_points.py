"""Relay and worker under a supervisor, killed at named points while facts keep coming."""

import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Final, NamedTuple

from tests.end_to_end.kafka_home import KafkaHome, Process, wait_for

# How often a point is reached before the kill, and how long after it: the middle of a commit of
# 10,000 facts (some 20 ms) or of a checkpoint (as long) is reached by a delay.
RELAY_POINTS: Final = ("dure.relay.send", "dure.relay.sent")
WORKER_POINTS: Final = (
    "dure.warehouse.begin",
    "dure.warehouse.commit",
    "dure.warehouse.committed",
    "dure.warehouse.checkpoint",
    "dure.warehouse.publish",
)
IN_THE_MIDDLE: Final = (
    "dure.warehouse.begin",
    "dure.warehouse.commit",
    "dure.warehouse.checkpoint",
)
_ONCE: Final = ("dure.warehouse.checkpoint", "dure.warehouse.publish")  # a run may have no second
_LONGEST_DELAY: Final = 0.03
_MOST_HITS: Final = 3


class Tally(NamedTuple):
    """What was done to a home: kills by point, other exits by code, facts, seconds until level."""

    kills: Counter[str]
    exits: Counter[int]
    facts: int
    recovery: list[float]


class Doomed:
    """A process that is started again whenever it ends, each time with the next kill point."""

    def __init__(self, home: KafkaHome, stack: ExitStack, verb: str, specs: Iterator[str]) -> None:
        self._home = home
        self._stack = stack
        self._verb = verb
        self._specs = specs
        self._process: Process | None = None
        self.spec = ""
        self.kills: Counter[str] = Counter()
        self.exits: Counter[int] = Counter()

    def look(self) -> None:
        """Start it where it does not run, and note how it ended."""
        code = None if self._process is None else self._process.code
        if self._process is not None and code is None:
            return
        if code == -signal.SIGKILL:
            self.kills[self.spec.partition("=")[0]] += 1
        elif code is not None:
            self.exits[code] += 1
        if code is None or code == -signal.SIGKILL:
            self.spec = next(self._specs, "")
        armed = {"DURE_FAILPOINT": self.spec} if self.spec else {}
        self._process = self._stack.enter_context(self._home.process(self._verb, **armed))

    def stop(self) -> None:
        """Tell it to stop, which it has to do by itself."""
        assert self._process is not None
        self._process.send(signal.SIGTERM)
        assert self._process.wait(10) == 0, self._process.log()[-2_000:]

    def is_spared(self) -> bool:
        """Whether it has no kill point left."""
        return not self.spec


def specs(chance: random.Random, points: tuple[str, ...], count: int) -> Iterator[str]:
    """Kill points in random order, every kind as often."""
    kinds = [points[number % len(points)] for number in range(count)]
    chance.shuffle(kinds)
    for point in kinds:
        hit = 1 if point in _ONCE else chance.randint(1, _MOST_HITS)
        delay = ""
        if point in IN_THE_MIDDLE and chance.random() < 0.5:
            delay = f"+{chance.uniform(0, _LONGEST_DELAY):.4f}"
        yield f"{point}=kill@{hit}{delay}"


def kill_again_and_again(home: KafkaHome, *, kills: int, facts: int, seed: int) -> Tally:
    """Kill relay and worker at `kills` points while `facts` facts are recorded; then let them go.

    Ends when the worker has everything and both were told to stop.
    """
    chance = random.Random(seed)  # noqa: S311 - picks moments, not secrets
    recorded, recovery = 0, list[float]()
    with ExitStack() as stack:
        relay = Doomed(home, stack, "relay", specs(chance, RELAY_POINTS, kills // 3))
        worker = Doomed(home, stack, "worker", specs(chance, WORKER_POINTS, kills - kills // 3))
        both = (relay, worker)
        while not all(one.is_spared() for one in both) or recorded < facts:
            chunk = max(facts // kills, 100)
            home.record(recorded + 1, recorded + chunk)
            recorded += chunk
            began = time.monotonic()
            before = kills_of(both)
            _wait(home, both, lambda: kills_of(both) > before)  # noqa: B023 - waited for at once
            recovery.append(time.monotonic() - began)
        _wait(home, both, lambda: False)
        for one in both:
            one.stop()
    return Tally(relay.kills + worker.kills, relay.exits + worker.exits, recorded, recovery)


def kills_of(both: tuple[Doomed, ...]) -> int:
    """How often they were killed so far."""
    return sum(one.kills.total() for one in both)


def _wait(home: KafkaHome, both: tuple[Doomed, ...], is_enough: Callable[[], bool]) -> None:
    """Keep both running until it is enough, or everything is loaded."""
    head = home.head()

    def is_over() -> bool:
        for one in both:
            one.look()
        return is_enough() or (home.position() >= head and home.status()["state"] == "following")

    wait_for(is_over, f"position {head}, nor a kill at {[one.spec for one in both]}", 90)
