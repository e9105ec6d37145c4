"""Support organisations: whom they visit and when, workers, contracts and what comes after."""

from dataclasses import dataclass
from random import Random
from typing import Final

from simulation.calendar import Calendar
from simulation.chance import days, first_of, happens
from simulation.parameters import Support as Planted

_QUARTERS: Final = ((1, 4), (4, 7), (7, 10), (10, 13))
_CONSULTATION_FIELDS: Final = ("bookkeeping", "facilitation", "business", "architecture", "law")
_POST_AFTER_COURSE: Final = 0.5
_VISIT_SHARE: Final = 0.75  # of contacts; experts come more rarely
_PURPOSES: Final = ("현장 모니터링", "회의 진행 지원", "갈등 상담", "사업계획 자문", "정산 지원")


@dataclass(frozen=True, slots=True)
class Contact:
    """A visit by a worker, or a consultation by an expert of the pool."""

    day: int
    is_visit: bool
    who: str
    what: str


@dataclass(slots=True)
class Worker:
    """A worker's one contract and the aftermath; days may lie past the end of the world."""

    key: str
    appointed: int
    until: int
    outcome: str
    outcome_on: int
    later_redeployed: int | None = None


class Centre:
    """Imagines what a support organisation does for one community."""

    def __init__(self, random: Random, calendar: Calendar, planted: Planted) -> None:
        self._random = random
        self._calendar = calendar
        self._planted = planted

    def workers(self, key: str, start: int) -> list[Worker]:
        """Yearly contracts, one after another, for each post of the community."""
        found: list[Worker] = []
        for post in range(self._planted.workers_per_community):
            day = start + self._random.randrange(0, 60)
            while day < self._calendar.end:
                number = len(found) + 1
                worker = self._worker(f"{key}-W{number:02d}", day)
                found.append(worker)
                vacancy = self._random.randrange(5, self._planted.longest_vacancy_days)
                day = worker.until + vacancy + post
        return sorted(found, key=lambda worker: worker.appointed)

    def _worker(self, key: str, day: int) -> Worker:
        planted, random = self._planted, self._random
        until = day + random.choice((330, 364, 364, 364))
        outcome, months = first_of(random, planted.aftermath)
        worker = Worker(key, day, until, outcome, until + max(1, days(months)))
        if outcome == "re_educated" and happens(random, _POST_AFTER_COURSE):
            worker.later_redeployed = worker.outcome_on + random.randrange(20, 200)
        return worker

    def contacts(self, start: int, workers: list[Worker], experts: list[str]) -> list[Contact]:
        """Contacts of each quarter; some years have one quarter without any."""
        found: list[Contact] = []
        for year in self._calendar.all_years:
            is_diligent = happens(self._random, self._planted.every_quarter_share)
            skipped = None if is_diligent else self._random.randrange(4)
            for quarter, (first_month, next_month) in enumerate(_QUARTERS):
                if quarter == skipped:
                    continue
                first = self._calendar.day(year, first_month)
                last = self._calendar.day(year + next_month // 13, (next_month - 1) % 12 + 1)
                for _ in range(self._random.choice((1, 2, 2, 3))):
                    day = self._random.randrange(first, last)
                    if day >= start:
                        found.append(self._contact(day, workers, experts))
        return sorted(found, key=lambda contact: contact.day)

    def _contact(self, day: int, workers: list[Worker], experts: list[str]) -> Contact:
        random = self._random
        present = [one.key for one in workers if one.appointed <= day <= one.until]
        if present and happens(random, _VISIT_SHARE):
            return Contact(
                day, is_visit=True, who=random.choice(present), what=random.choice(_PURPOSES)
            )
        return Contact(
            day,
            is_visit=False,
            who=random.choice(experts),
            what=random.choice(_CONSULTATION_FIELDS),
        )
