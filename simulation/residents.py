"""Residents: when they come first, how long they stay, how far they climb, and where they attend.

Times are drawn in months from the planted hazards and then moved to the nearest signed-in activity,
so first and last participation tell the drawn stay within a few days. While a resident stays, no
pause comes near the twelve silent months that mean leaving.
"""

from bisect import bisect_left
from dataclasses import dataclass
from random import Random
from typing import Final

from simulation.bodies import Body
from simulation.calendar import Calendar
from simulation.chance import DAYS_PER_MONTH, happens
from simulation.parameters import Participation as Planted
from simulation.schedule import Activity, Schedule

ROLES: Final = ("contributor", "organiser", "representative")
NEVER: Final = 10**9  # a day after every world
_SEASON: Final = (0.5, 0.6, 1.2, 1.4, 1.3, 1.1, 0.8, 0.7, 1.2, 1.4, 1.1, 0.7)  # of joining, mean 1
_BROWSE: Final = 4  # so many next activities are looked through for one of the own body
_ASSEMBLY_TURNOUT: Final = 0.5
_RUN_BY_TWO: Final = 0.35
_FOUNDING_DAYS: Final = 60


@dataclass(slots=True)
class Resident:
    """One resident's life in the community. Positions are of `Schedule.signed`; days are days.

    `stay_months` is the drawn time from first to last participation (0: came once);
    `move_months` the drawn time to moving out, which is reported only if it comes first.
    """

    number: int
    first: int
    first_day: int
    stay_months: float
    move_months: float
    last: int
    last_day: int
    home: str = ""
    rungs: tuple[int, ...] = ()  # days on which contributor, organiser, representative were reached
    rung_positions: tuple[int, ...] = ()
    joined: int | None = None

    @property
    def moved_out_on(self) -> int | None:
        """The day of moving out, when it came before losing interest."""
        if self.move_months >= self.stay_months:
            return None
        return self.first_day + round(self.move_months * DAYS_PER_MONTH)

    def reached(self, rung: int) -> int:
        """The day on which a rung was reached, far in the future if it never was."""
        return self.rungs[rung] if rung < len(self.rungs) else NEVER


class Population:
    """Imagines the residents of one community on its schedule."""

    def __init__(
        self, random: Random, calendar: Calendar, planted: Planted, schedule: Schedule
    ) -> None:
        self._random = random
        self._calendar = calendar
        self._planted = planted
        self._schedule = schedule

    def imagine(self, start: int, bodies: list[Body]) -> list[Resident]:
        """All residents who ever come, by day of first participation."""
        residents = []
        for number, arrival in enumerate(sorted(self._arrivals(start))):
            first = bisect_left(self._schedule.signed_days, arrival)
            if first < len(self._schedule.signed):
                residents.append(self._imagine_one(number, first, bodies))
        return residents

    def _arrivals(self, start: int) -> list[float]:
        random, calendar = self._random, self._calendar
        found = [start + random.uniform(0, _FOUNDING_DAYS) for _ in range(self._planted.founders)]
        per_day = self._planted.joining_per_month / DAYS_PER_MONTH
        highest = max(_SEASON)
        day = start + random.expovariate(per_day * highest)
        while day < calendar.end:  # thinning: an arrival of the high season is kept by the season
            if random.random() * highest < _SEASON[calendar.month[int(day)] - 1]:
                found.append(day)
            day += random.expovariate(per_day * highest)
        return found

    def _imagine_one(self, number: int, first: int, bodies: list[Body]) -> Resident:
        random, planted = self._random, self._planted
        first_day = self._schedule.signed_days[first]
        comes_once = happens(random, planted.come_once_share)
        stay = 0.0 if comes_once else planted.leaving.draw(random)
        move = planted.moving_out.draw(random)
        last = self._last_position(first, first_day, stay, move)
        days = self._schedule.signed_days
        resident = Resident(
            number=number,
            first=first,
            first_day=first_day,
            stay_months=stay,
            move_months=move,
            last=last,
            last_day=days[last]
            if last < len(days)
            else self._day_beyond(first_day, min(stay, move)),
        )
        if not comes_once:
            self._climb(resident)
            self._join(resident, bodies)
        return resident

    def _day_beyond(self, first_day: int, months: float) -> int:
        return first_day + int(min(months, 1200.0) * DAYS_PER_MONTH)

    def _last_position(self, first: int, first_day: int, stay: float, move: float) -> int:
        """The nearest activity to the end of the stay; whoever moves out comes until then."""
        if move < stay:
            end = first_day + move * DAYS_PER_MONTH
            if end >= self._calendar.end:
                return len(self._schedule.signed)
            return max(first, bisect_left(self._schedule.signed_days, end) - 1)
        end = first_day + stay * DAYS_PER_MONTH
        if end >= self._calendar.end:
            return len(self._schedule.signed)
        return self._schedule.nearest_signed(end, first)

    def _climb(self, resident: Resident) -> None:
        """Rung after rung, each from the day of the one below, until the stay ends."""
        months, positions = 0.0, []
        for _, rate in self._planted.ladder:
            months += self._random.expovariate(rate)
            if months >= min(resident.stay_months, resident.move_months):
                break
            day = resident.first_day + months * DAYS_PER_MONTH
            position = min(self._schedule.nearest_signed(day, resident.first), resident.last)
            if day >= self._calendar.end:
                break
            positions.append(position)
        resident.rung_positions = tuple(positions)
        resident.rungs = tuple(self._schedule.signed_days[position] for position in positions)

    def _join(self, resident: Resident, bodies: list[Body]) -> None:
        """Contributors join a body that lives on that day."""
        day = resident.reached(0)
        living = [body.key for body in bodies if body.lives_on(min(day, self._calendar.end - 1))]
        if living:
            resident.home = self._random.choice(living)
            resident.joined = None if day == NEVER else day

    def attend(self, residents: list[Resident]) -> None:
        """Write every resident into the sign-in sheets from the first activity to the last."""
        for resident in residents:
            self._attend_one(resident)
        for activity in self._schedule.signed:
            if activity.is_assembly:
                self._turn_out(activity, residents)
        self._organise(residents)

    def _attend_one(self, resident: Resident) -> None:
        schedule, random = self._schedule, self._random
        signed, signed_days = schedule.signed, schedule.signed_days
        mean = self._planted.days_between / 2
        longest = self._planted.longest_days_between
        last = min(resident.last, len(signed))
        position = resident.first
        while position < last:
            activity = signed[position]
            activity.attendees[resident.number] = self._role(resident, activity.day)
            target = activity.day + min(mean + random.expovariate(1 / mean), longest)
            position = bisect_left(signed_days, target, position + 1)
            for ahead in range(position, min(position + _BROWSE, last)):
                if signed[ahead].body == resident.home:
                    position = ahead
                    break
        for forced in (*resident.rung_positions, resident.last):
            if forced < len(signed):
                activity = signed[forced]
                activity.attendees[resident.number] = self._role(resident, activity.day)

    def _role(self, resident: Resident, day: int) -> str:
        rungs = resident.rungs
        return "contributor" if rungs and rungs[0] <= day else "attendee"

    def _turn_out(self, assembly: Activity, residents: list[Resident]) -> None:
        for resident in residents:
            stays = resident.first_day <= assembly.day <= resident.last_day
            if stays and happens(self._random, _ASSEMBLY_TURNOUT):
                role = self._role(resident, assembly.day)
                assembly.attendees.setdefault(resident.number, role)

    def _organise(self, residents: list[Resident]) -> None:
        """Organisers run the activity on which they became one, and others while they stay."""
        debuts: dict[int, list[Resident]] = {}
        signed = self._schedule.signed
        for resident in residents:
            if len(resident.rungs) > 1:
                activity = signed[resident.rung_positions[1]]
                debuts.setdefault(activity.number, []).append(resident)
        pool: list[Resident] = []
        for activity in self._schedule.activities:
            chosen = debuts.get(activity.number, [])
            pool.extend(chosen)
            self._choose(activity, pool, [resident.number for resident in chosen])

    def _choose(self, activity: Activity, pool: list[Resident], chosen: list[int]) -> None:
        wanted = 1 + happens(self._random, _RUN_BY_TWO)
        while pool and len(chosen) < wanted:
            index = int(self._random.random() ** 1.5 * len(pool))  # the early ones do more
            if pool[index].last_day < activity.day:
                pool[index] = pool[-1]
                pool.pop()
                continue
            if pool[index].number in chosen:
                break
            chosen.append(pool[index].number)
        activity.organisers = chosen
        if activity.is_signed_in:
            for number in chosen:
                activity.attendees[number] = "organiser"
