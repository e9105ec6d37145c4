"""Tells of plans: agenda items, assemblies, decisions, and what the administration promised."""

from random import Random
from typing import Final

from simulation import names
from simulation.lives import Life
from simulation.plans import Item, Plan
from simulation.tell_village import resident_key
from simulation.telling import Story, Teller

_MANUAL_YEAR: Final = 2016  # plans of later years follow the national manual
_DECISIONS: Final = 3  # told of each plan
_DECISION_METHODS: Final = (
    ("survey", "administration", 0, False),
    ("workshop", "committee", 3, False),
    ("joint_body", "joint_body", 2, True),
    ("resident_vote", "assembly", 4, True),
)


def tell_plans(teller: Teller, life: Life, random: Random) -> None:
    """Items, assembly, adoption, decisions and reflection of each year, in the plan's own story."""
    for number, plan in enumerate(life.plans):
        story = teller.about("plan", plan.key, community=life.place.key)
        for item in plan.items:
            _tell_item(story, life, item)
            _tell_commitment(teller, life, plan, item)
        _tell_adoption(story, plan, random)
        _tell_decisions(story, plan, random)
        reflected = teller.calendar.day(plan.year, 12, 1) + random.randrange(0, 25)
        _tell_reflection(story, life, plan, reflected, random)
        if number % 2:
            _tell_revision(story, plan, reflected + 60)


def _tell_item(story: Story, life: Life, item: Item) -> None:
    proposers = () if item.proposer is None else (resident_key(life, item.proposer),)
    story.tell(
        item.registered,
        "agenda_registered",
        f"{item.key}-registered",
        agenda=item.key,
        title=item.title,
        proposers=proposers,
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
    """By a small project only where one that cites the item had begun; otherwise residents act."""
    if item.route != "small-project":
        return item.route, None
    projects = [
        one.key
        for one in life.projects
        if item.key in one.agendas and one.started <= item.outcome_on and not one.is_declined
    ]
    return ("small-project", projects[0]) if projects else ("volunteer-action", None)


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


def _tell_decisions(story: Story, plan: Plan, random: Random) -> None:
    for number in range(1, _DECISIONS + 1):
        method, decider, alternatives, is_binding = random.choice(_DECISION_METHODS)
        key = f"{plan.key}-D{number}"
        story.tell(
            plan.adopted + random.randrange(-120, 120),
            "decision_made",
            key,
            decision=key,
            decider=decider,
            method=method,
            alternatives=alternatives,
            is_binding=is_binding,
            is_executed=is_binding,
            outcome="가결",
        )


def _tell_reflection(story: Story, life: Life, plan: Plan, day: int, random: Random) -> None:
    reflection, told = f"{plan.key}-R", f"{plan.key}-story"
    participants = random.randrange(8, 30)
    story.tell(day, "reflection_held", reflection, reflection=reflection, participants=participants)
    text = f"{life.place.name}의 {names.agenda(random)}: 함께 정하고 함께 돌보게 되었다."
    domain = "relationship"
    story.tell(day, "story_recorded", told, story=told, text=text, domain_of_change=domain)


def _tell_revision(story: Story, plan: Plan, day: int) -> None:
    story.tell(
        day,
        "revised",
        f"{plan.key}-revised",
        agendas=tuple(item.key for item in plan.listed),
        cites_reflection=f"{plan.key}-R",
    )
