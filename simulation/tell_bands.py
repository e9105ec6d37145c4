"""Tells how many residents each coarse band has, and plants what that means for A10.

Bands of who comes are drawn with consent in `simulation.tell_bodies`; these are the village's.
"""

from typing import Final

from simulation.lives import Life
from simulation.tell_bodies import AGE_BANDS, SEXES
from simulation.tell_village import population
from simulation.telling import Teller

_SHARES: Final = {
    "sex": {"female": 0.51, "male": 0.49},
    "age_band": {"13-39": 0.32, "40-64": 0.42, "65-": 0.26},
}
_DRAWN_FROM: Final = {"sex": SEXES, "age_band": AGE_BANDS}
_AFTER_DAYS: Final = 30


def tell_bands(teller: Teller, life: Life) -> None:
    """One reading of the register for each band, a month after the community began."""
    village = teller.about("community", life.place.key, register="resident-registration")
    aged = population(life, 0)[1]
    for kind, shares in _SHARES.items():
        for band, share in shares.items():
            village.tell(
                life.start + _AFTER_DAYS,
                "snapshot_observed",
                f"{life.place.key}-band-{band}",
                band_kind=kind,
                band=band,
                residents_in_band=round(aged * share),
            )


def least_ratios() -> dict[str, float]:
    """The least share of any band among those who come, over its share of the residents."""
    return {
        kind: min(drawn.count(band) / len(drawn) / share for band, share in _SHARES[kind].items())
        for kind, drawn in _DRAWN_FROM.items()
    }
