"""Tells of courses that residents completed, and of activities that contractors ran."""

from typing import Final

from simulation import names
from simulation.lives import Life
from simulation.tell_village import resident_key
from simulation.telling import Teller

_COURSE: Final = "마을활동가-기초"
_HOURS: Final = 16.0
_HIRED_KIND: Final = "learning"


def tell_trainings(teller: Teller, life: Life) -> None:
    """Each completed course."""
    for number, training in enumerate(life.trainings, 1):
        key = resident_key(life, training.resident)
        teller.about("resident", key, community=life.place.key).tell(
            training.day,
            "training_completed",
            f"{key}-training-{number}",
            training=_COURSE,
            hours=_HOURS,
        )


def tell_hired(teller: Teller, life: Life) -> None:
    """Each activity that a contractor ran for a body."""
    village = teller.about("community", life.place.key)
    for hired in life.hired:
        village.tell(
            hired.day,
            "activity_held",
            hired.key,
            activity=hired.key,
            title=f"{life.place.name} 위탁 교육",
            kind=_HIRED_KIND,
            venue=names.VENUES[0],
            organisations=(hired.body,),
            facilitator_is_resident=False,
            is_signed_in=False,
        )
