"""Tells of plans: agenda items, assemblies, and what the administration promised."""

from random import Random
from typing import Final

from simulation.lives import Life
from simulation.plans import Item, Plan
from simulation.tell_village import resident_key
from simulation.telling import Story, Teller

_MANUAL_YEAR: Final = 2016  # plans of later years follow the national manual


def tell_plans(teller: Teller, life: Life, random: Random) -> None:
    """Items, assembly and adoption of each year, in the plan's own story."""
    for plan in life.plans:
        story = teller.about("plan", plan.key, community=life.place.key)
        for item in plan.items:
            _tell_item(story, life, item)
            _tell_commitment(teller, life, plan, item)
        _tell_adoption(story, plan, random)


def _tell_item(story: Story, life: Life, item: Item) -> None:
    proposers = () if item.proposer is None else (resident_key(life, item.proposer),)
    story.tell(
        item.registered,
        "agenda_registered",
        f"{item.key}-registered",
        agenda=item.key,
        title=item.title,
        proposers=proposers,
        cites_reflection=item.cites,
    )
    outcome, day = f"{item.key}-outcome", item.outcome_on
    if item.outcome == "addressed":
        route, project = _route(life, item)
        story.tell(day, "agenda_addressed", outcome, agenda=item.key, route=route, project=project)
    elif item.outcome == "withdrawn":
        story.tell(day, "agenda_withdrawn", outcome, agenda=item.key, reason="제안자 철회")
    else:
        story.tell(day, "agenda_merged", outcome, agenda=item.key, into=item.into)


def _route(life: Life, item: Item) -> tuple[str, str | None]:
    """By a project only where one that cites the item had begun; by volunteers if they acted."""
    projects = [
        one.key
        for one in life.projects
        if item.key in one.agendas and one.started <= item.outcome_on and not one.is_declined
    ]
    if item.route == "small-project" and projects:
        return item.route, projects[0]
    is_of_city = item.route == "municipal-action" or item.acted_on is None
    return "municipal-action" if is_of_city else "volunteer-action", None


def _tell_commitment(teller: Teller, life: Life, plan: Plan, item: Item) -> None:
    promise = item.commitment
    if promise is None:
        return
    city = life.place.city.code(promise.made)
    story = teller.about("municipality", city, commitment=promise.key)
    story.tell(
        promise.made,
        "commitment_made",
        promise.key,
        due_on=None if promise.due is None else teller.calendar.date(promise.due).isoformat(),
        community=life.place.key,
        plan=plan.key,
        agenda=item.key,
        title=item.title,
    )
    number = f"{promise.key}-{promise.outcome}"
    story.tell(promise.outcome_on, f"commitment_{promise.outcome}", number)


def _tell_adoption(story: Story, plan: Plan, random: Random) -> None:
    assembly = f"{plan.key}-assembly"
    for rank, item in enumerate(plan.listed, 1):
        number = f"{item.key}-rank"
        story.tell(plan.assembly, "agenda_prioritised", number, agenda=item.key, rank=rank)
    attendance = random.randrange(40, 90)
    story.tell(
        plan.assembly,
        "assembly_held",
        assembly,
        assembly=assembly,
        attendance=attendance,
        quorum=30,
    )
    story.tell(
        plan.adopted,
        "adopted",
        f"{plan.key}-adopted",
        agendas=tuple(item.key for item in plan.listed),
        items=tuple(item.title for item in plan.listed),
        assembly=assembly,
        manual="MANUAL-1" if plan.year > _MANUAL_YEAR else None,
    )
