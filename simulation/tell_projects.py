"""Tells of plans and their agenda, of small projects and links, and of the administration's word."""

from random import Random
from typing import Any, Final

from simulation import names
from simulation.lives import Life
from simulation.plans import Item, Plan
from simulation.projects import Link, Project
from simulation.tell_village import resident_key
from simulation.telling import Teller

_FIRST_INSTALMENT_PERCENT: Final = 70
_OWN_SHARE: Final = 10  # a tenth of the grant is the usual own contribution
_DECISION_METHODS: Final = (
    ("survey", "administration", 0, False),
    ("workshop", "committee", 3, False),
    ("joint_body", "joint_body", 2, True),
    ("resident_vote", "assembly", 4, True),
)


def tell_plans(teller: Teller, life: Life, random: Random) -> None:
    """Items, assembly, adoption, decisions and reflection of each year, in the plan's own story."""
    for number, plan in enumerate(life.plans):
        subject, community = f"plan/{plan.key}", life.place.key
        for item in plan.items:
            _tell_item(teller, life, plan, item)
        for rank, item in enumerate(plan.listed, 1):
            teller.fact(plan.assembly, "plan.agenda_prioritised.v1", subject, f"{item.key}-rank",
                        community=community, agenda=item.key, rank=rank)  # fmt: skip
        teller.fact(plan.assembly, "plan.assembly_held.v1", subject, f"{plan.key}-assembly",
                    community=community, assembly=f"{plan.key}-assembly",
                    attendance=random.randrange(40, 90), quorum=30)  # fmt: skip
        teller.fact(plan.adopted, "plan.adopted.v1", subject, f"{plan.key}-adopted",
                    community=community, agendas=tuple(item.key for item in plan.listed),
                    items=tuple(item.title for item in plan.listed),
                    assembly=f"{plan.key}-assembly",
                    manual="MANUAL-1" if plan.year > MANUAL_YEAR else None)  # fmt: skip
        _tell_decisions(teller, life, plan, random)
        _tell_reflection(teller, life, plan, number, random)


MANUAL_YEAR: Final = 2016  # plans from the year after follow the national manual


def _tell_item(teller: Teller, life: Life, plan: Plan, item: Item) -> None:
    subject, community = f"plan/{plan.key}", life.place.key
    proposers = () if item.proposer is None else (resident_key(life, item.proposer),)
    common = {"community": community, "agenda": item.key}
    teller.fact(item.registered, "plan.agenda_registered.v1", subject, f"{item.key}-registered",
                title=item.title, proposers=proposers, **common)  # fmt: skip
    outcome = f"{item.key}-outcome"
    if item.outcome == "addressed":
        route, project = _route(life, item)
        teller.fact(item.outcome_on, "plan.agenda_addressed.v1", subject, outcome,
                    route=route, project=project, **common)  # fmt: skip
    elif item.outcome == "withdrawn":
        teller.fact(item.outcome_on, "plan.agenda_withdrawn.v1", subject, outcome,
                    reason="제안자 철회", **common)  # fmt: skip
    else:
        teller.fact(item.outcome_on, "plan.agenda_merged.v1", subject, outcome,
                    into=item.into, **common)  # fmt: skip
    _tell_commitment(teller, life, plan, item)


def _route(life: Life, item: Item) -> tuple[str, str | None]:
    """By a small project only where one that cites the item had begun; otherwise residents act."""
    if item.route != "small-project":
        return item.route, None
    project = next(
        (
            one.key
            for one in life.projects
            if item.key in one.agendas and one.started <= item.outcome_on and not one.is_declined
        ),
        None,
    )
    return ("small-project", project) if project else ("volunteer-action", None)


def _tell_commitment(teller: Teller, life: Life, plan: Plan, item: Item) -> None:
    promise = item.commitment
    if promise is None:
        return
    subject = f"municipality/{life.place.city.code(promise.made)}"
    due = None if promise.due is None else teller.calendar.date(promise.due).isoformat()
    teller.fact(promise.made, "municipality.commitment_made.v1", subject, promise.key,
                commitment=promise.key, due_on=due, community=life.place.key, plan=plan.key,
                agenda=item.key, title=item.title)  # fmt: skip
    teller.fact(promise.outcome_on, f"municipality.commitment_{promise.outcome}.v1", subject,
                f"{promise.key}-{promise.outcome}", commitment=promise.key)  # fmt: skip


def _tell_decisions(teller: Teller, life: Life, plan: Plan, random: Random) -> None:
    for number in range(3):
        method, decider, alternatives, is_binding = random.choice(_DECISION_METHODS)
        day = plan.adopted + random.randrange(-120, 120)
        key = f"{plan.key}-D{number + 1}"
        teller.fact(day, "plan.decision_made.v1", f"plan/{plan.key}", key,
                    community=life.place.key, decision=key, decider=decider, method=method,
                    alternatives=alternatives, is_binding=is_binding, is_executed=is_binding,
                    outcome="가결")  # fmt: skip


def _tell_reflection(teller: Teller, life: Life, plan: Plan, number: int, random: Random) -> None:
    subject, community = f"plan/{plan.key}", life.place.key
    day = teller.calendar.day(plan.year, 12, 1) + random.randrange(0, 25)
    reflection, story = f"{plan.key}-R", f"{plan.key}-story"
    teller.fact(day, "plan.reflection_held.v1", subject, reflection, community=community,
                reflection=reflection, participants=random.randrange(8, 30))  # fmt: skip
    teller.fact(day, "plan.story_recorded.v1", subject, story, community=community, story=story,
                text=f"{life.place.name}의 {names.agenda(random)}: 함께 정하고 함께 돌보게 되었다.",
                domain_of_change="relationship")  # fmt: skip
    if number % 2:
        teller.fact(day + 60, "plan.revised.v1", subject, f"{plan.key}-revised", community=community,
                    agendas=tuple(item.key for item in plan.listed), cites_reflection=reflection)  # fmt: skip


def tell_projects(teller: Teller, life: Life) -> None:
    """Each project from proposal to the visit after its end, and the links between them."""
    for project in life.projects:
        subject = f"small_project/{project.key}"
        terms = _terms(life, project)
        teller.fact(project.proposed, "small_project.proposed.v1", subject, f"{project.key}-proposed",
                    call=f"{project.programme}-{project.year}", title=project.title,
                    organisation=project.organisation, plan=project.plan, agendas=project.agendas,
                    requested_won=project.approved_won * 6 // 5, **terms)  # fmt: skip
        if project.is_declined:
            teller.fact(project.selected, "small_project.declined.v1", subject,
                        f"{project.key}-declined", reason="예산 부족", **terms)  # fmt: skip
        else:
            _tell_run(teller, life, project)
    for link in life.links:
        _tell_link(teller, link)


def _terms(life: Life, project: Project) -> dict[str, Any]:
    return {"community": life.place.key, "programme": project.programme}


def _tell_run(teller: Teller, life: Life, project: Project) -> None:
    subject, key, community = f"small_project/{project.key}", project.key, life.place.key
    approved = {
        "plan": project.plan,
        "agendas": project.agendas,
        "approved_won": project.approved_won,
        "planned_months": project.planned_months,
        "organisation": project.organisation,
    } | _terms(life, project)
    teller.fact(project.selected, "small_project.selected.v1", subject, f"{key}-selected", **approved)
    teller.fact(project.started, "small_project.started.v1", subject, f"{key}-started", **approved)
    _tell_money(teller, life, project)
    if project.changed:
        day, won = project.changed
        teller.fact(day, "small_project.changed.v1", subject, f"{key}-changed", community=community,
                    approved_won=won, reason="자재비 상승")  # fmt: skip
    if project.abandoned is not None:
        teller.fact(project.abandoned, "small_project.abandoned.v1", subject, f"{key}-abandoned",
                    community=community, reason="추진 주체 해산")  # fmt: skip
    if project.completed is not None:
        teller.fact(project.completed, "small_project.completed.v1", subject, f"{key}-completed",
                    community=community)  # fmt: skip
    if project.settled is not None:
        won = project.changed[1] if project.changed else project.approved_won
        teller.fact(project.settled, "small_project.settled.v1", subject, f"{key}-settled",
                    community=community, spent_won=won * 97 // 100,
                    returned_won=won - won * 97 // 100)  # fmt: skip
    if project.followed_up is not None:
        teller.fact(project.followed_up, "small_project.follow_up_visited.v1", subject,
                    f"{key}-visited", community=community, is_in_use=True,
                    visitor=life.centre)  # fmt: skip


def _tell_money(teller: Teller, life: Life, project: Project) -> None:
    """Two instalments that add up to the approved sum, both before any end; a tenth of own money."""
    subject, key, community = f"small_project/{project.key}", project.key, life.place.key
    first = project.approved_won * _FIRST_INSTALMENT_PERCENT // 100
    middle = project.started + (project.planned_end - project.started) // 2
    for number, (day, won) in enumerate(
        ((project.started + 10, first), (middle, project.approved_won - first)), 1
    ):
        if project.ended is None or day < project.ended:
            teller.fact(day, "small_project.grant_paid.v1", subject, f"{key}-paid-{number}",
                        community=community, amount_won=won, funding_source=project.programme,
                        instalment=number)  # fmt: skip
    teller.fact(project.started + 15, "small_project.resource_contributed.v1", subject, f"{key}-own",
                community=community, kind="money", value_won=project.approved_won // _OWN_SHARE,
                contributor=project.organisation, is_required=True)  # fmt: skip


def _tell_link(teller: Teller, link: Link) -> None:
    """Proposed by one owner; confirmed by both, unless the link stayed half."""
    one, two = link.one, link.two
    teller.fact(link.proposed, "programme.link_proposed.v1", f"programme/{one.programme}",
                f"{link.key}-proposed", link=link.key, project=one.key, other_project=two.key,
                other_programme=two.programme, purpose="공간과 인력을 함께 쓰기")  # fmt: skip
    owners = [(one, two)] if link.kind == "half" else [(one, two), (two, one)]
    for number, (own, other) in enumerate(owners):
        teller.fact(link.confirmed + number, "programme.link_confirmed.v1",
                    f"programme/{own.programme}", f"{link.key}-confirmed-{number + 1}", link=link.key,
                    project=own.key, other_project=other.key, confirmed_by=own.programme,
                    shared_asset=link.shared_asset)  # fmt: skip
