"""Tells the surveys of the sense of community."""

from simulation.lives import Life
from simulation.sense import SCALE
from simulation.telling import Teller


def tell_sense(teller: Teller, life: Life) -> None:
    """Each survey on its day."""
    village = teller.about("community", life.place.key)
    for number, survey in enumerate(life.surveys):
        village.tell(
            survey.day,
            "sense_surveyed",
            f"{life.place.key}-sense-{number}",
            scale=SCALE,
            mean=survey.mean,
            respondents=survey.respondents,
            standard_deviation=survey.standard_deviation,
        )
