"""Small projects: each year pairs of one project of the village's programme and one of another.

Both of a pair run at the same time in the same village, so that every project could be linked and
the planted share of linked pairs is the share of linked projects (R18). Calls open in winter,
selection is in March, work starts in April.
"""

from dataclasses import dataclass, replace
from random import Random
from typing import Final

from simulation.calendar import Calendar
from simulation.chance import happens
from simulation.parameters import Projects as Planted
from simulation.plans import Plan
from simulation.schedule import Schedule

_PLANNED_MONTHS: Final = (6, 7, 8, 8, 9, 10, 12, 14, 18, 20)
_SMALLEST_WON: Final = 3_000_000
_LARGEST_WON: Final = 79_000_000  # a tenth more, by a change, stays below 100 million
_ROUND_WON: Final = 10_000
_MARGIN_DAYS: Final = 60  # a plan that comes first is also recorded first, by monthly deliveries
_LINK_KINDS: Final = ("linked", "paper", "half")
_VISITED_SHARE: Final = 0.5
_CHANGED_SHARE: Final = 0.08
_SHARED_ASSET_SHARE: Final = 0.3
IN_TIME_DAYS: Final = 180
SMALL_WON: Final = 100_000_000  # a small project is below
SMALL_MONTHS: Final = 24


@dataclass(slots=True)
class Project:
    """One small project; days past the end of the world have not happened yet."""

    key: str
    programme: str
    organisation: str
    title: str
    year: int
    plan: str
    plan_is_first: bool
    agendas: tuple[str, ...]
    proposed: int
    selected: int
    started: int
    planned_months: int
    planned_end: int
    approved_won: int
    changed: tuple[int, int] | None = None  # the day, and the sum approved from then on
    completed: int | None = None
    abandoned: int | None = None
    settled: int | None = None
    followed_up: int | None = None
    is_declined: bool = False

    @property
    def ended(self) -> int | None:
        """The day of completion or abandonment."""
        return self.completed if self.abandoned is None else self.abandoned


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a pair; `kind` is linked, paper or half."""

    key: str
    one: Project
    two: Project
    kind: str
    proposed: int
    confirmed: int
    shared_asset: str = ""
    dissolved: int | None = None


@dataclass(frozen=True, slots=True)
class Sponsor:
    """A programme and the bodies that carry its projects, and no other programme's."""

    programme: str
    organisations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Season:
    """A year's call: the plan adopted the autumn before, and the one to come, if it comes."""

    year: int
    last_plan: Plan
    coming_plan: Plan | None


class Portfolio:
    """Imagines the projects and links of one community."""

    def __init__(
        self, random: Random, calendar: Calendar, planted: Planted, schedule: Schedule
    ) -> None:
        self._random = random
        self._calendar = calendar
        self._planted = planted
        self._schedule = schedule

    def imagine(
        self, key: str, sponsors: tuple[Sponsor, Sponsor], plans: list[Plan]
    ) -> tuple[list[Project], list[Link]]:
        """All projects from the spring after the first plan on, and their links."""
        projects: list[Project] = []
        links: list[Link] = []
        for year in self._calendar.all_years:
            before = [plan for plan in plans if plan.year < year]
            if not before:
                continue
            same = next((plan for plan in plans if plan.year == year), None)
            season = Season(year, before[-1], same)
            for number in range(1, self._planted.pairs_per_year + 1):
                stem = f"{key}-S{year % 100:02d}{number}"
                one = self._project(f"{stem}a", season, sponsors[0])
                two = self._project(f"{stem}b", season, sponsors[1])
                projects += (one, two)
                link = self._link(f"{stem}-L", one, two)
                links += [link] if link else []
            declined = self._project(f"{key}-D{year % 100:02d}", season, sponsors[0])
            projects.append(replace(declined, is_declined=True))
        return projects, links

    def _project(self, key: str, season: Season, sponsor: Sponsor) -> Project:
        random, calendar, year = self._random, self._calendar, season.year
        plan, is_first = self._cite(season)
        started = calendar.day(year, 4) + random.randrange(0, 28)
        months = random.choice(_PLANNED_MONTHS)
        won = min(_LARGEST_WON, max(_SMALLEST_WON, random.lognormvariate(16.3, 0.6)))
        listed = plan.listed if plan else []
        cited = random.sample(listed, min(len(listed), random.choice((1, 1, 2))))
        project = Project(
            key=key,
            programme=sponsor.programme,
            organisation=random.choice(sponsor.organisations),
            title=f"{cited[0].title if cited else '마을 공동체 활성화'} 사업",
            year=year,
            plan=plan.key if plan else "",
            plan_is_first=is_first,
            agendas=tuple(item.key for item in cited),
            proposed=calendar.day(year, 2) + random.randrange(0, 25),
            selected=calendar.day(year, 3, 5) + random.randrange(0, 26),
            started=started,
            planned_months=months,
            planned_end=calendar.months_after(started, months),
            approved_won=int(won) // _ROUND_WON * _ROUND_WON,
        )
        self._run(project)
        return project

    def _cite(self, season: Season) -> tuple[Plan | None, bool]:
        """The plan that a project cites: the last one, the one to come, or none."""
        draw = self._random.random()
        if draw < self._planted.plan_first_share:
            return season.last_plan, True
        if draw < self._planted.plan_first_share + self._planted.plan_later_share:
            return season.coming_plan, False
        return None, False

    def _run(self, project: Project) -> None:
        """Completion and settlement by the planted shares, or abandonment."""
        random, planted = self._random, self._planted
        planned_days = project.planned_end - project.started
        if happens(random, planted.abandoned_share):
            project.abandoned = project.started + random.randrange(70, max(71, planned_days - 5))
            return
        draw = random.random()
        if draw < planted.settled_in_time_share:
            project.settled = project.planned_end + random.randrange(5, IN_TIME_DAYS - 8)
        elif draw < planted.settled_in_time_share + planted.settled_late_share:
            project.settled = project.planned_end + random.randrange(IN_TIME_DAYS + 15, 330)
        if project.settled is None:
            project.completed = project.planned_end + random.randrange(0, 40)
        else:
            wait = random.randrange(15, 60)
            project.completed = max(project.started + planned_days * 2 // 3, project.settled - wait)
            if happens(random, _VISITED_SHARE):
                project.followed_up = project.settled + random.randrange(150, 500)
        if happens(random, _CHANGED_SHARE):
            more = project.approved_won * 11 // 10 // _ROUND_WON * _ROUND_WON
            project.changed = (project.started + planned_days // 3, more)

    def _link(self, key: str, one: Project, two: Project) -> Link | None:
        """Perhaps a link: with something done together, on paper only, or half confirmed."""
        random, planted = self._random, self._planted
        shares = (planted.linked_share, planted.paper_link_share, planted.half_link_share)
        kind = random.choices((*_LINK_KINDS, None), (*shares, 1 - sum(shares)))[0]
        if kind is None:
            return None
        begun = max(one.started, two.started)
        confirmed = begun + random.randrange(20, 40)
        asset = ""
        if kind == "linked":
            joint = self._schedule.first_within(confirmed, confirmed + 25)
            if joint is None or happens(random, _SHARED_ASSET_SHARE):
                asset = "공유부엌"
            else:
                joint.projects = (one.key, two.key)
        return Link(key, one, two, kind, begun + random.randrange(5, 18), confirmed, asset)
