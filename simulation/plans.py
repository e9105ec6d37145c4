"""Plans: items that residents register, the assembly that chooses, what becomes of each item.

One cycle a year: items from spring on, the assembly in October, the plan adopted within weeks.
Projects (`simulation.projects`) cite the items of an adopted plan.
"""

from dataclasses import dataclass, field
from random import Random
from typing import Final

from simulation import names
from simulation.calendar import Calendar
from simulation.chance import days, first_of, happens
from simulation.parameters import DUE_DAYS
from simulation.parameters import Agenda as Planted
from simulation.schedule import Activity, Schedule

_ROUTES: Final = ("small-project", "volunteer-action", "municipal-action")
_COMMITMENT_SHARE: Final = 0.25
_UNDATED_SHARE: Final = 0.2


@dataclass(slots=True)
class Commitment:
    """What the administration promised about an item, and what came of it."""

    key: str
    made: int
    due: int | None
    outcome: str
    outcome_on: int


@dataclass(slots=True)
class Item:
    """An agenda item; `outcome_on` may lie past the end of the world."""

    key: str
    title: str
    registered: int
    outcome: str
    outcome_on: int
    route: str = ""
    project: str = ""
    into: str = ""
    proposer: int | None = None
    commitment: Commitment | None = None
    acted_on: int | None = (
        None  # the day of the first activity about it (`simulation.deliberation`)
    )
    cites: str = ""  # the reflection from which it comes


@dataclass(slots=True)
class Plan:
    """A year's plan: its items, the assembly of that autumn and the day of adoption."""

    key: str
    year: int
    items: list[Item]
    assembly: int
    adopted: int
    listed: list[Item] = field(default_factory=list)


class Planning:
    """Imagines the plans of one community."""

    def __init__(
        self, random: Random, calendar: Calendar, planted: Planted, schedule: Schedule
    ) -> None:
        self._random = random
        self._calendar = calendar
        self._planted = planted
        self._schedule = schedule

    def imagine(self, key: str) -> list[Plan]:
        """One plan for each autumn with an assembly."""
        assemblies = [one for one in self._schedule.signed if one.is_assembly]
        return [self._imagine_one(key, assembly) for assembly in assemblies]

    def _imagine_one(self, key: str, assembly: Activity) -> Plan:
        year = self._calendar.year_of(assembly.day)
        first = max(self._schedule.signed_days[0], assembly.day - 200)
        registered = sorted(
            self._random.randrange(first, assembly.day) for _ in range(self._planted.items_per_plan)
        )
        items = [
            self._item(f"{key}-A{year % 100:02d}{number:02d}", day)
            for number, day in enumerate(registered, 1)
        ]
        for item in items:
            if item.outcome == "merged":
                item.into = next(other.key for other in items if other is not item)
        adopted = assembly.day + self._random.randrange(3, 45)
        listed = [item for item in items if item.outcome_on > adopted] or items[-1:]
        for item in listed:
            if happens(self._random, _COMMITMENT_SHARE):
                item.commitment = self._commitment(item, adopted)
        return Plan(f"{key}-P{year}", year, items, assembly.day, adopted, listed)

    def _item(self, key: str, day: int) -> Item:
        planted, random = self._planted, self._random
        outcome, months = first_of(random, planted.outcomes)
        outcome_on = day + max(1, days(months))
        item = Item(key, names.agenda(random), day, outcome, outcome_on)
        if outcome == "addressed":
            item.route = random.choice(_ROUTES)
        attendees = self._schedule.first_within(day, day + 30)
        if attendees is not None and attendees.attendees:
            item.proposer = min(attendees.attendees)
        return item

    def _commitment(self, item: Item, adopted: int) -> Commitment:
        planted, random = self._planted, self._random
        outcome, months = first_of(random, planted.promises)
        made = adopted + random.randrange(1, 40)
        is_dated = random.random() >= _UNDATED_SHARE
        return Commitment(
            key=f"{item.key}-C",
            made=made,
            due=made + random.choice(DUE_DAYS) if is_dated else None,
            outcome=outcome,
            outcome_on=made + max(1, days(months)),
        )
