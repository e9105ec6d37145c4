"""Tells what a community does: the place itself, activities, sign-ins, support."""

from typing import Any, Final

from simulation.calendar import FIRST_YEAR
from simulation.lives import Life
from simulation.schedule import Activity
from simulation.telling import Story, Teller

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


def tell_place(teller: Teller, life: Life) -> None:
    """The community, its survey before support, its yearly population."""
    key, calendar = life.place.key, teller.calendar
    village = teller.about("community", key)
    start = calendar.year_of(life.start) - FIRST_YEAR
    village.tell(
        life.start, "identified", f"{key}-identified", name=life.place.name, **_people(life, start)
    )
    respondents = population(life, start)[0] // 8
    village.tell(
        life.start + 20,
        "baseline_surveyed",
        f"{key}-baseline",
        method="household-interview",
        respondents=respondents,
    )
    for index, year in enumerate(calendar.all_years):
        day = calendar.day(year, 1, 15)
        if day > life.start:
            number = f"{key}-pop-{year}"
            register, people = "resident-registration", _people(life, index)
            village.tell(day, "snapshot_observed", number, register=register, **people)


def _people(life: Life, years_after: int) -> dict[str, int]:
    registered, aged = population(life, years_after)
    return {"registered_residents": registered, "residents_aged_13_and_over": aged}


def tell_support(teller: Teller, life: Life) -> None:
    """Starts and ends of each funding source of each supported body."""
    for body in life.supported:
        village = teller.about(
            "community",
            life.place.key,
            programme=life.place.programme,
            supported=body.key,
            support_organisation=life.centre,
        )
        for number, spell in enumerate(body.spells, 1):
            sources = [("state", (spell.start, spell.end))]
            if spell.second_source:
                sources.append(("city", spell.second_source))
            for source, (start, end) in sources:
                stem = f"{body.key}-{source}-{number}"
                village.tell(start, "support_started", f"{stem}-start", funding_source=source)
                village.tell(end, "support_ended", f"{stem}-end", funding_source=source)


def tell_activities(teller: Teller, life: Life) -> None:
    """Every activity, with a sign-in for each who came where there is a list."""
    village = teller.about("community", life.place.key)
    for activity in life.schedule.activities:
        _tell_activity(village, life, activity)
        if activity.is_signed_in:
            _tell_sign_ins(teller, life, activity)


def _tell_activity(village: Story, life: Life, activity: Activity) -> None:
    key = activity_key(life, activity)
    organisers = tuple(resident_key(life, number) for number in activity.organisers)
    announced = {
        "activity": key,
        "title": activity.title,
        "kind": activity.kind,
        "venue": activity.venue,
        "organisations": (activity.body,),
    }
    if activity.is_assembly:
        village.tell(activity.day, "activity_planned", f"planned-{key}", **announced)
    village.tell(
        activity.day,
        "activity_held",
        key,
        **announced,
        organisers=organisers,
        projects=activity.projects,
        agendas=activity.agendas,
        programme=life.place.programme if activity.projects else None,
        facilitator_is_resident=bool(organisers),
        head_count=len(activity.attendees) + activity.extra_heads,
        is_signed_in=activity.is_signed_in,
    )


def _tell_sign_ins(teller: Teller, life: Life, activity: Activity) -> None:
    """The bulk of all facts, so without the generic path."""
    key, subject = activity_key(life, activity), f"community/{life.place.key}"
    for line, (number, role) in enumerate(activity.attendees.items(), 1):
        data: dict[str, Any] = {"resident": resident_key(life, number), "activity": key}
        if role != "attendee":
            data["role"] = role
            data["organisation"] = activity.body
        teller.add(activity.day, _PARTICIPATION, subject, f"{key}-{line:02d}", data)
