"""Tells what a community does: the place itself, activities, sign-ins, support, surveys."""

from random import Random
from typing import Any, Final

from simulation import names
from simulation.calendar import FIRST_YEAR
from simulation.lives import Life
from simulation.schedule import Activity
from simulation.telling import Teller

_AGED_13_AND_OVER: Final = 0.89
_YEARLY_DECLINE: Final = 0.985
_PARTICIPATION: Final = "community.participation_recorded.v1"


def resident_key(life: Life, number: int) -> str:
    """A resident's key: R001 of the village."""
    return f"{life.place.key}-R{number + 1:03d}"


def activity_key(life: Life, activity: Activity) -> str:
    """An activity's key: the centre's running number within the village."""
    return f"{life.place.key}-{activity.number:04d}"


def population(life: Life, years_after: int) -> tuple[int, int]:
    """Registered residents, and those aged 13 and over, some years after the world's first."""
    registered = round(life.population * _YEARLY_DECLINE**years_after)
    return registered, round(registered * _AGED_13_AND_OVER)


def tell_place(teller: Teller, life: Life, random: Random) -> None:
    """The community, its yearly population, surveys before and during."""
    key, subject = life.place.key, f"community/{life.place.key}"
    begun = population(life, teller.calendar.year_of(life.start) - FIRST_YEAR)
    teller.fact(life.start, "community.identified.v1", subject, f"{key}-identified",
                name=life.place.name, registered_residents=begun[0],
                residents_aged_13_and_over=begun[1])  # fmt: skip
    teller.fact(life.start + 20, "community.baseline_surveyed.v1", subject, f"{key}-baseline",
                method="household-interview", respondents=begun[0] // 8)  # fmt: skip
    for index, year in enumerate(teller.calendar.all_years):
        day = teller.calendar.day(year, 1, 15)
        if day > life.start:
            registered, aged = population(life, index)
            teller.fact(day, "community.snapshot_observed.v1", subject, f"{key}-pop-{year}",
                        register="resident-registration", registered_residents=registered,
                        residents_aged_13_and_over=aged)  # fmt: skip
    for number, day in enumerate(range(life.start + 60, teller.calendar.end, 730)):
        teller.fact(day, "community.sense_surveyed.v1", subject, f"{key}-sense-{number}",
                    scale=names.SENSE_SCALE, mean=round(2.9 + 0.15 * number + random.gauss(0, 0.1), 2),
                    respondents=random.randrange(60, 120), standard_deviation=0.8)  # fmt: skip


def tell_support(teller: Teller, life: Life) -> None:
    """Starts and ends of each funding source of each supported body."""
    subject = f"community/{life.place.key}"
    for body in life.supported:
        for number, spell in enumerate(body.spells, 1):
            sources = [("state", (spell.start, spell.end))]
            if spell.second_source:
                sources.append(("city", spell.second_source))
            for source, (start, end) in sources:
                fields = {
                    "programme": life.place.programme,
                    "supported": body.key,
                    "funding_source": source,
                    "support_organisation": life.centre,
                }
                stem = f"{body.key}-{source}-{number}"
                teller.fact(start, "community.support_started.v1", subject, f"{stem}-start", **fields)
                teller.fact(end, "community.support_ended.v1", subject, f"{stem}-end", **fields)


def tell_activities(teller: Teller, life: Life) -> None:
    """Every activity, with a sign-in for each who came where there is a list."""
    for activity in life.schedule.activities:
        _tell_activity(teller, life, activity)
        if activity.is_signed_in:
            _tell_sign_ins(teller, life, activity)


def _tell_activity(teller: Teller, life: Life, activity: Activity) -> None:
    key, subject = activity_key(life, activity), f"community/{life.place.key}"
    organisers = tuple(resident_key(life, number) for number in activity.organisers)
    teller.fact(
        activity.day,
        "community.activity_held.v1",
        subject,
        key,
        activity=key,
        title=activity.title,
        kind=activity.kind,
        venue=activity.venue,
        organisers=organisers,
        organisations=(activity.body,),
        projects=activity.projects,
        agendas=activity.agendas,
        programme=life.place.programme if activity.projects else None,
        facilitator_is_resident=bool(organisers),
        head_count=len(activity.attendees) + activity.extra_heads,
        is_signed_in=activity.is_signed_in,
    )
    if activity.is_assembly:
        teller.fact(
            activity.day,
            "community.activity_planned.v1",
            subject,
            f"planned-{key}",
            activity=key,
            title=activity.title,
            kind=activity.kind,
            venue=activity.venue,
            organisations=(activity.body,),
        )


def _tell_sign_ins(teller: Teller, life: Life, activity: Activity) -> None:
    """The bulk of all facts, so without the generic path."""
    day, key = activity.day, activity_key(life, activity)
    subject, area, iso = f"community/{life.place.key}", teller.area(day), teller.calendar.iso[day]
    for line, (number, role) in enumerate(activity.attendees.items(), 1):
        data: dict[str, Any] = {
            "occurred": iso,
            "area": area,
            "resident": resident_key(life, number),
            "activity": key,
        }
        if role != "attendee":
            data["role"] = role
            data["organisation"] = activity.body
        teller.add(day, _PARTICIPATION, subject, f"{key}-{line:02d}", data)
