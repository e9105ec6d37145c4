"""Tells the work and the things that residents give to their projects unasked."""

from simulation.lives import Life
from simulation.telling import Teller


def tell_resources(teller: Teller, life: Life) -> None:
    """Each contribution on its day."""
    for one in life.contributions:
        story = teller.about("small_project", one.project.key, community=life.place.key)
        story.tell(
            one.day,
            "resource_contributed",
            f"{one.project.key}-{one.kind}",
            kind=one.kind,
            value_won=one.won,
            contributor=one.project.organisation,
            is_required=False,
        )
