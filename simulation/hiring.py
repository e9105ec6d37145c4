"""Activities that an outside contractor runs for a body (C15), beside those that residents run.

Before each of the residents' own activities as many are hired as fall short of the planted share,
like failures before a success: more while the body is supported. Nobody signs in and no heads are
counted, so that participation and the residents' own activities stay as they were.
"""

from dataclasses import dataclass
from random import Random

from simulation.bodies import Body
from simulation.chance import happens
from simulation.parameters import SelfRun as Planted
from simulation.schedule import Activity


@dataclass(frozen=True, slots=True)
class Hired:
    """One activity of a contractor on behalf of a body."""

    key: str
    day: int
    body: str


def hire(
    random: Random, planted: Planted, key: str, activities: list[Activity], bodies: list[Body]
) -> list[Hired]:
    """The hired activities of one community, in order of day."""
    supported = {body.key: body for body in bodies}
    found: list[Hired] = []
    for activity in activities:
        body = supported.get(activity.body)
        is_supported = body is not None and any(
            spell.start <= activity.day <= spell.last_end for spell in body.spells
        )
        share = planted.supported_share if is_supported else planted.own_share
        while not happens(random, share):
            found.append(Hired(f"{key}-H{len(found) + 1:04d}", activity.day, activity.body))
    return found
