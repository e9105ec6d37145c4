"""Who learns, and who then practises (C14): a course each quarter, for residents of two fates.

Everything that residents do is imagined already. The planted share of learners are chosen from
those who will organise, take a role or an office within a year of the course, the others from
those who will not; nothing but trainings is added to the lives.
"""

from collections import defaultdict
from dataclasses import dataclass
from random import Random
from typing import Final

from simulation.calendar import Calendar
from simulation.chance import happens
from simulation.leaders import Term
from simulation.parameters import Learning as Planted
from simulation.residents import Resident
from simulation.schedule import Activity

_QUARTERS: Final = (1, 4, 7, 10)
_AGAIN_AFTER_DAYS: Final = 1_100  # nobody learns twice within the three years around a window


@dataclass(frozen=True, slots=True)
class Training:
    """One resident's completed course."""

    day: int
    resident: int


def practice_days(
    residents: list[Resident], activities: list[Activity], terms: list[Term]
) -> dict[int, list[int]]:
    """The days on which each resident organised, took on a role or took office."""
    found: dict[int, list[int]] = defaultdict(list)
    for one in residents:
        found[one.number].extend(one.rungs)
    for activity in activities:
        for number in activity.organisers:
            found[number].append(activity.day)
    for term in terms:
        found[term.resident].append(term.start)
    return found


class Courses:
    """Imagines the trainings of one community."""

    def __init__(
        self, random: Random, calendar: Calendar, planted: Planted, practice: dict[int, list[int]]
    ) -> None:
        self._random = random
        self._calendar = calendar
        self._planted = planted
        self._practice = practice
        self._learnt: dict[int, int] = {}

    def imagine(self, residents: list[Resident], signed: list[Activity]) -> list[Training]:
        """A course day in each quarter; whoever came before in that quarter may take part."""
        trainings: list[Training] = []
        fates: list[bool] = []
        by_number = {one.number: one for one in residents}
        for first, day in self._course_days():
            came = {n for one in signed if first <= one.day <= day for n in one.attendees}
            able = sorted(n for n in came if by_number[n].first_day <= day)
            fates += [
                happens(self._random, self._planted.practised_share)
                for _ in range(self._planted.learners_per_quarter - len(fates))
            ]
            while fates and (learner := self._learner(able, day, practises=fates[0])) is not None:
                fates.pop(0)
                self._learnt[learner] = day
                trainings.append(Training(day, learner))
        return trainings

    def _course_days(self) -> list[tuple[int, int]]:
        """The first day of each quarter, and the day of its course."""
        found = []
        for year in self._calendar.all_years:
            for month in _QUARTERS:
                course = self._calendar.day(year, month + 2, self._random.randrange(5, 28))
                found.append((self._calendar.day(year, month), course))
        return found

    def _learner(self, able: list[int], day: int, *, practises: bool) -> int | None:
        until = self._calendar.years_after(day, 1)
        fit = [
            number
            for number in able
            if day - self._learnt.get(number, -_AGAIN_AFTER_DAYS) >= _AGAIN_AFTER_DAYS
            and any(day < one <= until for one in self._practice[number]) == practises
        ]
        return self._random.choice(fit) if fit else None
