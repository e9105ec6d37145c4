"""Who came together in a life, counted from the life itself: O26, A8, A9, A10, R16 and R17.

As `simulation.realised` counts the other indicators; `simulation.truth` adds both up.
"""

from collections import Counter
from itertools import combinations
from typing import Final

from simulation.lives import Life
from simulation.windows import Counts, Windows

FEWEST_TOGETHER: Final = 2
_LARGEST_MEETING: Final = 30
_WEIGHT: Final = 2_329_089_562_800  # a multiple of 1 to 29, so that 1 / (m - 1) of it is whole


def realised_people(life: Life, windows: Windows) -> dict[str, Counts]:
    """The counts of one community, by indicator."""
    together = _together(life, windows)
    return {
        "A8": _renewal(life, windows),
        "A9": _concentration(life, windows),
        "R16": _network(life, windows, together),
        "R17": _bridging(life, together),
        "O26": _volume(life, windows),
    }


def _came(life: Life, first: int, last: int) -> Counter[int]:
    """How often each resident signed in from one day to before another."""
    came: Counter[int] = Counter()
    for activity in life.schedule.signed:
        if first <= activity.day < last:
            came.update(activity.attendees.keys())
    return came


def _renewal(life: Life, windows: Windows) -> Counts:
    """Who came within 12 months, and those of them who had not come in the 24 before."""
    active = _came(life, windows.back(12), windows.end)
    before = _came(life, windows.back(36), windows.back(12))
    return Counter(numerator=len(active.keys() - before.keys()), denominator=len(active))


def _concentration(life: Life, windows: Windows) -> Counts:
    """How many residents came so often within 24 months."""
    came = _came(life, windows.back(24), windows.end)
    return Counter(f"came_{times}" for times in came.values())


def _together(life: Life, windows: Windows) -> dict[tuple[int, int], int]:
    """The weight of each two who were together twice within 24 months, not among too many."""
    times: Counter[tuple[int, int]] = Counter()
    weight: Counter[tuple[int, int]] = Counter()
    for activity in life.schedule.signed:
        size = len(activity.attendees)
        if activity.day >= windows.back(24) and size <= _LARGEST_MEETING:
            for pair in combinations(sorted(activity.attendees), 2):
                times[pair] += 1
                weight[pair] += _WEIGHT // (size - 1)
    return {pair: weight[pair] for pair, count in times.items() if count >= FEWEST_TOGETHER}


def _network(life: Life, windows: Windows, together: dict[tuple[int, int], int]) -> Counts:
    """Residents of 24 months, the pairs of them that are tied, and how many hang together most."""
    residents = _came(life, windows.back(24), windows.end)
    neighbours: dict[int, set[int]] = {number: set() for number in residents}
    for one, two in together:
        neighbours[one].add(two)
        neighbours[two].add(one)
    sizes = [0]
    while neighbours:
        reached, fresh = set(), {next(iter(neighbours))}
        while fresh:
            reached |= fresh
            fresh = {other for one in fresh for other in neighbours.pop(one)} - reached
        sizes.append(len(reached))
    return Counter(residents=len(residents), ties=len(together), largest=max(sizes))


def _bridging(life: Life, together: dict[tuple[int, int], int]) -> Counts:
    """The weight of ties between members of bodies, and of those between two bodies."""
    home = {one.number: one.home for one in life.residents if one.joined is not None}
    counts: Counts = Counter(weight=0, across=0)
    for (one, two), weight in together.items():
        if one in home and two in home:
            counts["weight"] += weight
            counts["across"] += weight * (home[one] != home[two])
    return counts


def _volume(life: Life, windows: Windows) -> Counts:
    """Heads at the activities of 12 months, with and without sign-in."""
    counts: Counts = Counter(signed_in=0, without_sign_in=0)
    for activity in life.schedule.activities:
        if windows.back(12) <= activity.day < windows.end:
            kind = "signed_in" if activity.is_signed_in else "without_sign_in"
            counts[kind] += len(activity.attendees) + activity.extra_heads
    return counts
