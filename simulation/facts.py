"""The planted world as facts: clean CloudEvents, community by community, without delivery noise.

`simulation.feeds` delivers them as five feeds; benches and tests load them as they are.
"""

from collections.abc import Iterator

from simulation.chance import dice
from simulation.commons import tell_commons
from simulation.lives import Life, World, imagine
from simulation.parameters import PLANTED, Parameters
from simulation.tell_bands import tell_bands
from simulation.tell_bodies import tell_bodies, tell_leaders, tell_residents
from simulation.tell_deliberation import tell_deliberation
from simulation.tell_learning import tell_hired, tell_trainings
from simulation.tell_plans import tell_plans
from simulation.tell_projects import tell_projects
from simulation.tell_resources import tell_resources
from simulation.tell_sense import tell_sense
from simulation.tell_support import tell_contacts, tell_workers
from simulation.tell_village import tell_activities, tell_place, tell_support
from simulation.telling import Event, Teller


def stream(
    seed: int, communities: int, years: int, *, planted: Parameters = PLANTED
) -> Iterator[Event]:
    """Inbound CloudEvents: first what is shared, then each community's story in order of day.

    Ids are unique within a source; the same arguments give the same events in the same order.
    """
    world = imagine(seed, communities, years, planted=planted)
    yield from tell_commons(world)
    for life in world.lives():
        yield from tell(world, life)


def tell(world: World, life: Life) -> list[Event]:
    """One community's story, about 5,000 facts in ten years."""
    teller = Teller(world.calendar, life.place.city)
    key = life.place.key
    tell_place(teller, life)
    tell_sense(teller, life)
    tell_bands(teller, life)
    tell_support(teller, life)
    tell_bodies(teller, life, dice(world.seed, key, "tell-bodies"))
    tell_leaders(teller, life)
    tell_residents(teller, life, dice(world.seed, key, "tell-residents"))
    tell_plans(teller, life, dice(world.seed, key, "tell-plans"))
    tell_deliberation(teller, life, dice(world.seed, key, "tell-deliberation"))
    tell_trainings(teller, life)
    tell_projects(teller, life)
    tell_resources(teller, life)
    tell_contacts(teller, life)
    tell_workers(teller, life)
    tell_activities(teller, life)
    tell_hired(teller, life)
    return teller.in_order()
