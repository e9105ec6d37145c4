"""Tells of small projects, from proposal to the visit after their end, and of their links."""

from typing import Final

from simulation.lives import Life
from simulation.projects import Link, Project
from simulation.telling import Story, Teller

_FIRST_INSTALMENT_PERCENT: Final = 70
_SPENT_PERCENT: Final = 97
OWN_SHARE: Final = 10  # a tenth of the grant is the usual own contribution


def tell_projects(teller: Teller, life: Life) -> None:
    """All projects of a life, and their links."""
    for project in life.projects:
        story = teller.about("small_project", project.key, community=life.place.key)
        story.tell(
            project.proposed,
            "proposed",
            f"{project.key}-proposed",
            programme=project.programme,
            call=f"{project.programme}-{project.year}",
            title=project.title,
            organisation=project.organisation,
            plan=project.plan,
            agendas=project.agendas,
            requested_won=project.approved_won * 6 // 5,
        )
        if project.is_declined:
            number, why = f"{project.key}-declined", "예산 부족"
            story.tell(
                project.selected, "declined", number, programme=project.programme, reason=why
            )
        else:
            _tell_run(story, project)
            _tell_end(story, project, life.centre)
    for link in life.links:
        _tell_link(teller, link)


def _tell_run(story: Story, project: Project) -> None:
    """Approval, start, a change, and the money of the grant and of the residents."""
    approved = {
        "programme": project.programme,
        "plan": project.plan,
        "agendas": project.agendas,
        "approved_won": project.approved_won,
        "planned_months": project.planned_months,
        "organisation": project.organisation,
    }
    story.tell(project.selected, "selected", f"{project.key}-selected", **approved)
    story.tell(project.started, "started", f"{project.key}-started", **approved)
    if project.changed:
        day, won = project.changed
        number = f"{project.key}-changed"
        story.tell(day, "changed", number, approved_won=won, reason="자재비 상승")
    _tell_payments(story, project)
    story.tell(
        project.started + 15,
        "resource_contributed",
        f"{project.key}-own",
        kind="money",
        value_won=project.approved_won // OWN_SHARE,
        contributor=project.organisation,
        is_required=True,
    )


def payments(project: Project) -> list[tuple[int, int]]:
    """Days and won: two instalments that add up to the approved sum, none after an end."""
    first = project.approved_won * _FIRST_INSTALMENT_PERCENT // 100
    middle = project.started + (project.planned_end - project.started) // 2
    planned = ((project.started + 10, first), (middle, project.approved_won - first))
    return [one for one in planned if project.ended is None or one[0] < project.ended]


def _tell_payments(story: Story, project: Project) -> None:
    for instalment, (day, won) in enumerate(payments(project), 1):
        story.tell(
            day,
            "grant_paid",
            f"{project.key}-paid-{instalment}",
            amount_won=won,
            funding_source=project.programme,
            instalment=instalment,
        )


def _tell_end(story: Story, project: Project, centre: str) -> None:
    if project.abandoned is not None:
        number = f"{project.key}-abandoned"
        story.tell(project.abandoned, "abandoned", number, reason="추진 주체 해산")
    if project.completed is not None:
        story.tell(project.completed, "completed", f"{project.key}-completed")
    if project.settled is not None:
        won = project.changed[1] if project.changed else project.approved_won
        spent = won * _SPENT_PERCENT // 100
        number = f"{project.key}-settled"
        story.tell(project.settled, "settled", number, spent_won=spent, returned_won=won - spent)
    if project.followed_up is not None:
        number = f"{project.key}-visited"
        story.tell(project.followed_up, "follow_up_visited", number, is_in_use=True, visitor=centre)


def _tell_link(teller: Teller, link: Link) -> None:
    """Proposed by one owner; confirmed by both, unless the link stayed half."""
    one, two = link.one, link.two
    teller.about("programme", one.programme).tell(
        link.proposed,
        "link_proposed",
        f"{link.key}-proposed",
        link=link.key,
        project=one.key,
        other_project=two.key,
        other_programme=two.programme,
        purpose="공간과 인력을 함께 쓰기",
    )
    owners = [(one, two)] if link.kind == "half" else [(one, two), (two, one)]
    for after, (own, other) in enumerate(owners):
        teller.about("programme", own.programme).tell(
            link.confirmed + after,
            "link_confirmed",
            f"{link.key}-confirmed-{after + 1}",
            link=link.key,
            project=own.key,
            other_project=other.key,
            confirmed_by=own.programme,
            shared_asset=link.shared_asset,
        )
