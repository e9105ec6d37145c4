"""Bodies of residents: those that a programme supports, and the registered ones with officers.

A supported body follows the planted hazards after its support ends: it ends (dissolved, or falls
silent), merges, or is supported again. Its last activity is on the day of its end, and before that
it never pauses for more than `longest_days_between_activities`.
"""

from dataclasses import dataclass, field
from random import Random
from typing import Final

from simulation import names
from simulation.calendar import Calendar
from simulation.chance import days, first_of, happens
from simulation.parameters import Bodies as Planted
from simulation.schedule import Activity, imagine_activity

_FIRST_SUPPORT_MONTH: Final = 8  # bodies need an organiser, and the first emerge within some months
_LAST_ROUND_MONTHS: Final = 20  # one body is under support through the last year, so contact is due


@dataclass(slots=True)
class SupportSpell:
    """One spell of support; a second funding source may outlast the first."""

    start: int
    end: int
    second_source: tuple[int, int] | None = None

    @property
    def ends(self) -> list[int]:
        """When each funding source ended."""
        return [self.end, self.second_source[1]] if self.second_source else [self.end]

    @property
    def last_end(self) -> int:
        """When the last funding source ended: the clock of survival starts."""
        return max(self.ends)


@dataclass(slots=True)
class Body:
    """A body of residents. `end` is None while it lives past the end of the world."""

    key: str
    name: str
    kind: str
    formed: int
    spells: list[SupportSpell] = field(default_factory=list)
    end: int | None = None
    ending: str = ""  # dissolved, silent or merged
    merged_into: str = ""
    succeeded_on: int | None = None
    successor: str = ""
    posts: tuple[str, ...] = ()

    def lives_on(self, day: int) -> bool:
        """Whether the body is there on a day."""
        return self.formed <= day and (self.end is None or day < self.end)


def imagine_registered(key: str, village: str, start: int) -> list[Body]:
    """The bodies that outlive the world and have officers; the first is the committee."""
    bodies = (
        ("추진위원회", "committee", 0, ("chair", "vice-chair", "secretary")),
        ("주민자치위원회", "residents-council", 40, ("chair",)),
        ("부녀회", "association", 25, ("chair", "treasurer")),
        ("상생협동조합", "cooperative", 200, ("chair", "auditor")),
    )
    return [
        Body(f"{key}-B{number:02d}", f"{village} {name}", kind, start + after, posts=posts)
        for number, (name, kind, after, posts) in enumerate(bodies, 1)
    ]


class Supported:
    """Imagines the supported bodies of one community."""

    def __init__(self, random: Random, calendar: Calendar, planted: Planted) -> None:
        self._random = random
        self._calendar = calendar
        self._planted = planted

    def imagine(self, key: str, village: str, start: int) -> list[Body]:
        """All of them, the first from some months after the community's start."""
        bodies = []
        shift = self._random.randrange(names.BODY_TYPES)
        for index, first in enumerate(sorted(self._support_starts(start))):
            formed = max(start + 60, first - self._random.randrange(20, 120))
            name, kind = names.body(village, index + shift)
            body = Body(f"{key}-B{index + 11:02d}", name, kind, formed)
            body.spells.append(self._spell(first))
            self._live(body)
            bodies.append(body)
        return [body for body in bodies if body.formed < self._calendar.end]

    def _support_starts(self, start: int) -> list[int]:
        """Three quarters start in the first half, one through the last year, the rest later."""
        end, count = self._calendar.end, self._planted.supported
        first = start + days(_FIRST_SUPPORT_MONTH)
        half = max(first + 1, end // 2)
        early = [self._random.randrange(first, half) for _ in range(count * 3 // 4)]
        late = max(half + 1, end * 9 // 10)
        rest = [self._random.randrange(half, late) for _ in range(count - len(early) - 1)]
        return [*early, *rest, max(first, end - days(_LAST_ROUND_MONTHS))]

    def _spell(self, start: int) -> SupportSpell:
        planted = self._planted
        months = self._random.uniform(
            planted.shortest_support_months, planted.longest_support_months
        )
        spell = SupportSpell(start, start + days(max(months, self._least_months(start))))
        if happens(self._random, planted.second_source_share):
            second = self._random.randrange(start + 60, spell.end)
            spell.second_source = (second, spell.end + self._random.randrange(30, 300))
        return spell

    def _least_months(self, start: int) -> float:
        """The last round goes on past the end of the world."""
        is_last_round = start >= self._calendar.end - days(_LAST_ROUND_MONTHS)
        return _LAST_ROUND_MONTHS + 4 if is_last_round else 0

    def _live(self, body: Body) -> None:
        """What happens after support, until an end or the end of the world."""
        planted = self._planted
        causes = {"ended": planted.ending, "merged": planted.merging}
        can_restart = True
        while True:
            supported_until = body.spells[-1].last_end
            if supported_until >= self._calendar.end:
                return
            hazards = causes | ({"restarted": planted.restarting} if can_restart else {})
            cause, months = first_of(self._random, hazards)
            day = supported_until + days(months)
            if day >= self._calendar.end:
                return
            if cause == "restarted":
                can_restart = False
                body.spells.append(SupportSpell(day, day + days(self._random.uniform(12, 18))))
                continue
            body.end = day
            body.ending = cause
            if cause == "ended":
                is_dissolved = happens(self._random, planted.dissolved_share)
                body.ending = "dissolved" if is_dissolved else "silent"
            return

    def activities(self, body: Body, village: str) -> list[Activity]:
        """What the body does from its forming on; on the day of its end it is active once more."""
        planted, random, calendar = self._planted, self._random, self._calendar
        found, day = [], body.formed
        until = calendar.end if body.end is None else body.end
        lowest = planted.days_between_activities / 2
        while day < until:
            found.append(imagine_activity(random, calendar, day, body.key, village))
            pause = lowest + random.expovariate(1 / lowest)
            day += round(min(pause, planted.longest_days_between_activities))
        if body.end is not None:
            found.append(imagine_activity(random, calendar, body.end, body.key, village))
        return found


def settle_mergers(random: Random, bodies: list[Body], fallback: str) -> None:
    """Choose for each merged body another that lives on that day."""
    for body in bodies:
        if body.ending == "merged" and body.end is not None:
            day = body.end
            living = [other.key for other in bodies if other is not body and other.lives_on(day)]
            body.merged_into = random.choice(living) if living else fallback
