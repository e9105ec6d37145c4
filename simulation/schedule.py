"""The activities of a community: its committee's, its bodies', assemblies and the first meetings.

Bodies (`simulation.bodies`) say when they meet; residents (`simulation.residents`) come to what is
scheduled here, and projects (`simulation.projects`) hold joint activities among it.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from random import Random
from typing import Final

from simulation import names
from simulation.calendar import Calendar

_COMMITTEE_DAYS: Final = (
    14  # every fortnight: residents can start and stop within a week of their time
)
_FIRST_ASSEMBLY_AFTER_DAYS: Final = 90
_UNSIGNED: Final = {"festival": 0.5, "production": 0.3, "exchange": 0.1}  # crowds do not sign in


@dataclass(slots=True, eq=False)
class Activity:
    """One activity; `attendees` and `organisers` are residents' numbers within the community."""

    day: int
    kind: str
    title: str
    venue: str
    body: str
    is_signed_in: bool
    number: int = 0
    is_assembly: bool = False
    extra_heads: int = 0
    attendees: dict[int, str] = field(default_factory=dict)
    organisers: list[int] = field(default_factory=list)
    projects: tuple[str, ...] = ()
    agendas: tuple[str, ...] = ()


class Schedule:
    """All activities of a community in order of day, and the signed-in ones apart."""

    def __init__(self, activities: list[Activity]) -> None:
        self.activities = sorted(activities, key=lambda activity: activity.day)
        for number, activity in enumerate(self.activities, 1):
            activity.number = number
        self.signed = [activity for activity in self.activities if activity.is_signed_in]
        self.signed_days = [activity.day for activity in self.signed]
        self._days = [activity.day for activity in self.activities]

    def nearest_signed(self, day: float, lowest: int) -> int:
        """The position in `signed` nearest to a day, not below `lowest`."""
        days = self.signed_days
        after = bisect_left(days, day, lowest)
        if after == len(days):
            return after - 1
        is_before_nearer = after > lowest and day - days[after - 1] < days[after] - day
        return after - 1 if is_before_nearer else after

    def first_within(self, first: int, last: int) -> Activity | None:
        """The first activity from one day to another, without projects so far."""
        position = bisect_left(self._days, first)
        for activity in self.activities[position:]:
            if activity.day > last:
                return None
            if not activity.projects:
                return activity
        return None


def imagine_activity(
    random: Random, calendar: Calendar, day: int, body: str, village: str
) -> Activity:
    """An ordinary activity of a body on a day."""
    name = names.activity(random, calendar.month[day])
    is_signed_in = random.random() >= _UNSIGNED.get(name.kind, 0.03)
    return Activity(
        day=day,
        kind=name.kind,
        title=f"{village} {name.title}",
        venue=random.choice(names.VENUES),
        body=body,
        is_signed_in=is_signed_in,
        extra_heads=random.randrange(0, 6) if is_signed_in else random.randrange(30, 220),
    )


def committee_activities(
    random: Random, calendar: Calendar, start: int, body: str, village: str
) -> list[Activity]:
    """A fortnightly meeting from the first day on, and an assembly each October."""
    found = []
    for day in range(start, calendar.end, _COMMITTEE_DAYS):
        activity = imagine_activity(random, calendar, day, body, village)
        activity.is_signed_in = True
        found.append(activity)
    for year in calendar.all_years:
        day = assembly_day(random, calendar, year)
        if start + _FIRST_ASSEMBLY_AFTER_DAYS <= day < calendar.end:
            assembly = imagine_activity(random, calendar, day, body, village)
            assembly.kind, assembly.title = "planning", f"{village} 주민총회"
            assembly.is_signed_in = assembly.is_assembly = True
            assembly.extra_heads = random.randrange(5, 30)
            found.append(assembly)
    return found


def assembly_day(random: Random, calendar: Calendar, year: int) -> int:
    """A day in October, when assemblies choose next year's items."""
    return calendar.day(year, 10) + random.randrange(0, 28)
