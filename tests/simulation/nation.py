"""A nation told in clean facts, with its truth, and what plain counting says of it."""

import math
from collections import Counter, defaultdict
from functools import cache
from typing import Any

from simulation.facts import tell
from simulation.lives import World, imagine
from simulation.telling import Event
from simulation.truth import Truth
from tests.simulation.told import day, of_type

DAYS = 365.25 / 12


@cache
def told_nation(seed: int) -> tuple[World, list[Event], dict[str, Any]]:
    """Fourteen communities over ten years: the facts, and the truth."""
    world = imagine(seed, 14, 10)
    truth, events = Truth(world), []
    for life in world.lives():
        truth.add(life)
        events += tell(world, life)
    return world, events, truth.document()


def counts_of(truth: dict[str, Any], indicator: str) -> Counter[str]:
    found: Counter[str] = truth["indicators"][indicator]["realised"]["nation"]
    return found


def is_near(share: float, n: int, parameter: float) -> bool:
    """Within 3.1 standard errors: two in a thousand of true values lie outside."""
    return abs(share - parameter) <= 3.1 * math.sqrt(parameter * (1 - parameter) / n)


def by_project(events: list[Event], name: str) -> dict[str, Event]:
    return {event["subject"]: event for event in of_type(events, f"small_project.{name}")}


def stays_of(world: World, events: list[Event]) -> dict[str, tuple[float, bool]]:
    """Stays under the rule of twelve silent months: months, and whether leaving is known."""
    seen: dict[str, list[int]] = defaultdict(list)
    for event in of_type(events, "community.participation_recorded"):
        seen[event["data"]["resident"]].append(day(event))
    moved = {
        event["subject"].partition("/")[2]: day(event)
        for event in of_type(events, "resident.moved_out")
    }
    cut = world.calendar.end - 1 - 366
    found = {}
    for resident, days in seen.items():
        first, last = min(days), max(days)
        if first <= cut:
            has_left = last <= cut and resident not in moved
            end = min(last if has_left else moved.get(resident, cut), cut)
            found[resident] = ((end - first) / DAYS, has_left)
    return found


_ACTIVITIES: dict[int, dict[str, list[Event]]] = {}


def activities_of(events: list[Event]) -> dict[str, list[Event]]:
    found = _ACTIVITIES.get(id(events))
    if found is None:
        found = _ACTIVITIES[id(events)] = defaultdict(list)
        for event in of_type(events, "community.activity_held"):
            found[event["data"]["organisations"][0]].append(event)
    return found


def ends_of_support(events: list[Event]) -> dict[str, list[tuple[int, int | None]]]:
    """For each body the ends of its support that no other source outlasts, with a restart after."""
    turns: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for step, name in ((1, "started"), (-1, "ended")):
        for event in of_type(events, f"community.support_{name}"):
            turns[event["data"]["supported"]].append((day(event), step))
    found: dict[str, list[tuple[int, int | None]]] = {}
    for body, steps in turns.items():
        steps.sort(key=lambda turn: (turn[0], -turn[1]))
        open_sources, ends = 0, []
        for index, (at, step) in enumerate(steps):
            open_sources += step
            if open_sources == 0:
                ends.append((at, steps[index + 1][0] if index + 1 < len(steps) else None))
        found[body] = ends
    return found
