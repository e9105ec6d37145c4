"""Reads from its state file whether a process lives and whether it is level; starts in no time.

`streams.status` writes the files, `dure health` and `dure status` ask. Imports nothing of Kafka or
DuckDB: a container runtime asks every few seconds.
"""

import json
import socket
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from streams.processes import birth_of

FRESH_SECONDS: Final = 30.0  # a process is never silent for longer
_LAGS: Final = ("lag_events", "behind")  # inbound feeds count records that wait

State = Mapping[str, Any]


class Standing(NamedTuple):
    """How a process stands: `running`, `starting`, `left`, `silent` or `absent`, and a sentence."""

    state: str
    sentence: str

    @property
    def is_live(self) -> bool:
        """Whether the process is there and speaks."""
        return self.state in ("running", "starting")


def look_at(path: Path, now: datetime) -> tuple[State | None, Standing]:
    """What a process last said of itself, and how it stands."""
    told = read_state(path)
    standing = standing_of(told, now)
    if standing.state == "silent":  # it may have said its last word since, and ended
        told = read_state(path)
        standing = standing_of(told, now)
    return told, standing


def read_state(path: Path) -> State | None:
    """What a process last said of itself; None when it never ran here."""
    try:
        told = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return told if isinstance(told, dict) else None


def standing_of(told: State | None, now: datetime) -> Standing:
    """How the process that wrote this stands now."""
    if told is None:
        return Standing("absent", "it has not run in this home")
    if told["state"] == "left":
        left = told["exit"]
        return Standing("left", f"left with {left['code']} at {told['at']}: {left['reason']}")
    # The number of a process means nothing on another host, such as another container.
    is_here = told["host"] == socket.gethostname()
    if is_here and birth_of(told["pid"]) != told["birth"]:
        return Standing("silent", f"ended without a word after {told['at']}")
    if age_of(told, "at", now) > FRESH_SECONDS:
        return Standing("silent", f"silent since {told['at']}")
    if told["state"] == "starting":
        return Standing("starting", f"starting since {told['started_at']}")
    return Standing("running", f"running since {told['started_at']}")


def age_of(told: State, name: str, now: datetime) -> float:
    """Seconds since an instant that a process told."""
    return abs((now - datetime.fromisoformat(told[name])).total_seconds())


def complaints(
    told: State, now: datetime, *, most_events: float, most_seconds: float
) -> Iterator[str]:
    """Why a live process is not ready; nothing when it is."""
    if told["state"] == "starting":
        yield "it is starting"
    if told.get("broker") != "answers":
        yield "the broker does not answer"
    elif "looked_at" in told and age_of(told, "looked_at", now) > FRESH_SECONDS:
        yield f"the broker has not answered since {told['looked_at']}"
    for partition, place in told.get("partitions", {}).items():
        events = next((place[name] for name in _LAGS if place.get(name) is not None), None)
        seconds = place.get("lag_seconds")
        if events is None:
            yield f"it is not known how far behind partition {partition} is"
        elif events > most_events:
            yield f"partition {partition} is {events:,} behind, more than {most_events:,}"
        if seconds is not None and seconds > most_seconds:
            yield f"partition {partition} is {seconds:,.0f} s behind, more than {most_seconds:,.0f}"
