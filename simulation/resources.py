"""What residents give to their projects unasked: work, and things (S24).

Own money that the programme requires is told with the project itself (`simulation.tell_projects`).
"""

from dataclasses import dataclass
from random import Random
from typing import Final

from simulation.chance import happens
from simulation.projects import Project

_GIVING: Final = {"labour": 0.6, "in-kind": 0.3}  # the share of projects to which each is given
_LEAST_PERCENT: Final = 3  # of the approved sum
_MOST_PERCENT: Final = 15


@dataclass(frozen=True, slots=True)
class Contribution:
    """Work or things at the value that the body gives them."""

    project: Project
    kind: str
    day: int
    won: int


def imagine_contributions(random: Random, projects: list[Project]) -> list[Contribution]:
    """What is given while each approved project runs."""
    found = []
    for project in projects:
        for kind, share in _GIVING.items():
            day = project.started + random.randrange(20, 60)  # before any project is abandoned
            percent = random.randrange(_LEAST_PERCENT, _MOST_PERCENT)
            if happens(random, share) and not project.is_declined:
                won = project.approved_won * percent // 100
                found.append(Contribution(project, kind, day, won))
    return found
