"""Relay and worker under a supervisor, killed at named points while facts keep coming."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Final, NamedTuple

from tests.end_to_end.kafka_home import KafkaHome
from tests.end_to_end.supervised import Supervised, await_level

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
        both = (
            Supervised(home, stack, "relay", specs(chance, RELAY_POINTS, kills // 3)),
            Supervised(home, stack, "worker", specs(chance, WORKER_POINTS, kills - kills // 3)),
        )
        while any(one.spec for one in both) or recorded < facts:
            chunk = max(facts // kills, 100)
            home.record(recorded + 1, recorded + chunk)
            recorded += chunk
            began, before = time.monotonic(), kills_of(both)
            await_level(home, *both, or_else=lambda: kills_of(both) > before)  # noqa: B023 - waited for at once
            recovery.append(time.monotonic() - began)
        await_level(home, *both)
        for one in both:
            one.stop()
    relay, worker = both
    return Tally(relay.kills + worker.kills, relay.exits + worker.exits, recorded, recovery)


def kills_of(both: tuple[Supervised, ...]) -> int:
    """How often they were killed so far."""
    return sum(one.kills.total() for one in both)
