"""The planted world: the whole life of each community, imagined from a seed.

A life is made of schedule, bodies, residents, leaders, plans, projects and support, each from its
own dice, so more communities leave the others as they were. `simulation.facts`
tells a life as facts; `simulation.truth` sums up what was planted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from simulation.bodies import Body, Supported, imagine_registered, settle_mergers
from simulation.calendar import Calendar
from simulation.chance import dice
from simulation.deliberation import Decision, Deliberating, LookBack
from simulation.hiring import Hired, hire
from simulation.leaders import Offices, Term
from simulation.learning import Courses, Training, practice_days
from simulation.parameters import PLANTED, Parameters
from simulation.places import REFERENCE, City, Place, place, read_cities
from simulation.plans import Plan, Planning
from simulation.projects import Link, Portfolio, Project, Sponsor
from simulation.residents import Population, Resident
from simulation.resources import Contribution, imagine_contributions
from simulation.schedule import Schedule, committee_activities
from simulation.sense import Survey, imagine_surveys
from simulation.support import Centre, Contact, Worker

_START_WITHIN_DAYS = 540  # communities begin within a year and a half of one another


@dataclass(frozen=True, slots=True)
class World:
    """What all lives share; `communities` and `years` may be as large as one likes."""

    seed: int
    communities: int
    calendar: Calendar
    cities: list[City]
    planted: Parameters

    def places(self) -> Iterator[Place]:
        """The communities in order."""
        per_region = self.planted.support.communities_per_region
        return (place(index, self.cities, per_region) for index in range(self.communities))

    def centre(self, one: Place) -> str:
        """The support organisation of a community: a large one and a small one in each region."""
        support = self.planted.support
        within = one.index % support.communities_per_region
        size = "L" if within < support.communities_of_large_centre else "S"
        return f"SO{one.region + 1:02d}-{size}"

    def experts(self, one: Place) -> list[str]:
        """The pool of experts of a community's support organisation."""
        return [f"{self.centre(one)}-E{number:02d}" for number in range(1, 11)]

    def lives(self) -> Iterator["Life"]:
        """Every community's life, one after another; only one is in memory."""
        return (live(self, one) for one in self.places())


@dataclass(slots=True)
class Life:
    """One community's life."""

    place: Place
    centre: str
    start: int
    population: int
    schedule: Schedule
    registered: list[Body]
    supported: list[Body]
    residents: list[Resident]
    terms: list[Term]
    plans: list[Plan]
    projects: list[Project]
    links: list[Link]
    workers: list[Worker]
    contacts: list[Contact]
    surveys: list[Survey]
    decisions: list[Decision]
    look_backs: list[LookBack]
    trainings: list[Training]
    hired: list[Hired]
    contributions: list[Contribution]


def imagine(
    seed: int,
    communities: int,
    years: int,
    *,
    reference: Path = REFERENCE,
    planted: Parameters = PLANTED,
) -> World:
    """A world by its seed; nothing is drawn before its lives are asked for."""
    calendar = Calendar(years)
    return World(seed, communities, calendar, read_cities(reference, calendar), planted)


def live(world: World, one: Place) -> Life:
    """Imagine a community's life, whole and the same for the same seed."""
    calendar, planted, key = world.calendar, world.planted, one.key
    random = dice(world.seed, key, "start")
    start = random.randrange(0, min(_START_WITHIN_DAYS, calendar.end // 6))
    population = random.randrange(450, 1_600)
    registered = imagine_registered(key, one.name, start)
    supported = Supported(dice(world.seed, key, "bodies"), calendar, planted.bodies)
    bodies = supported.imagine(key, one.name, start)
    settle_mergers(dice(world.seed, key, "mergers"), bodies, registered[0].key)
    schedule = _schedule(world, one, registered, supported, bodies)
    residents = _residents(world, one, start, schedule, bodies)
    planning = Planning(dice(world.seed, key, "plans"), calendar, planted.agenda, schedule)
    plans = planning.imagine(key)
    projects, links = _projects(world, one, schedule, plans, registered)
    centre = Centre(dice(world.seed, key, "support"), calendar, planted.support)
    workers = centre.workers(key, start)
    offices = Offices(dice(world.seed, key, "leaders"), calendar, planted.leadership)
    terms = offices.fill(registered, residents)
    deliberating = Deliberating(dice(world.seed, key, "deliberation"), planted.deliberation)
    deliberating.act(plans, schedule.activities)
    hiring = dice(world.seed, key, "hiring")
    return Life(
        place=one,
        centre=world.centre(one),
        start=start,
        population=population,
        schedule=schedule,
        registered=[body for body in registered if body.formed < calendar.end],
        supported=bodies,
        residents=residents,
        terms=terms,
        plans=plans,
        projects=projects,
        links=links,
        workers=workers,
        contacts=centre.contacts(start, workers, world.experts(one)),
        surveys=imagine_surveys(dice(world.seed, key, "sense"), calendar, planted.sense, start),
        decisions=deliberating.decide(plans),
        look_backs=deliberating.look_back(plans),
        trainings=_trainings(world, one, schedule, residents, terms),
        hired=hire(hiring, planted.self_run, key, schedule.activities, bodies),
        contributions=imagine_contributions(dice(world.seed, key, "resources"), projects),
    )


def _schedule(
    world: World, one: Place, registered: list[Body], supported: Supported, bodies: list[Body]
) -> Schedule:
    random = dice(world.seed, one.key, "schedule")
    committee = registered[0]
    activities = committee_activities(
        random, world.calendar, committee.formed, committee.key, one.name
    )
    for body in bodies:
        activities += supported.activities(body, one.name)
    return Schedule(activities)


def _residents(
    world: World, one: Place, start: int, schedule: Schedule, bodies: list[Body]
) -> list[Resident]:
    population = Population(
        dice(world.seed, one.key, "residents"),
        world.calendar,
        world.planted.participation,
        schedule,
    )
    residents = population.imagine(start, bodies)
    population.attend(residents)
    return residents


def _trainings(
    world: World, one: Place, schedule: Schedule, residents: list[Resident], terms: list[Term]
) -> list[Training]:
    courses = Courses(
        dice(world.seed, one.key, "learning"),
        world.calendar,
        world.planted.learning,
        practice_days(residents, schedule.activities, terms),
    )
    return courses.imagine(residents, schedule.signed)


def _projects(
    world: World, one: Place, schedule: Schedule, plans: list[Plan], registered: list[Body]
) -> tuple[list[Project], list[Link]]:
    portfolio = Portfolio(
        dice(world.seed, one.key, "projects"), world.calendar, world.planted.projects, schedule
    )
    # Each programme has bodies of its own: a village enterprise must not take two subsidies (D13).
    committee, council, women, cooperative = (body.key for body in registered)
    sponsors = (
        Sponsor(one.programme, (committee, cooperative)),
        Sponsor(one.partner_programme, (council, women)),
    )
    return portfolio.imagine(one.key, sponsors, plans)
