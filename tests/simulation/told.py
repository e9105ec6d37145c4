"""Dates of told facts as numbers of days."""

from collections.abc import Iterable, Iterator
from datetime import date

from simulation.calendar import FIRST_YEAR
from simulation.telling import Event

_FIRST = date(FIRST_YEAR, 1, 1)


def day_of(text: str) -> int:
    """The world's day of an ISO date."""
    return (date.fromisoformat(text) - _FIRST).days


def day(event: Event) -> int:
    """The world's day on which a fact occurred."""
    return day_of(event["data"]["occurred"])


def of_type(events: Iterable[Event], name: str) -> Iterator[Event]:
    """The facts of a type, such as `community.activity_held`."""
    return (event for event in events if event["type"] == f"dure.{name}.v1")
