"""How the values of each measure are read: shares, unless the measure is one of these."""

from typing import Final

from warehouse.report.words import Kind

_OTHERS: Final = {
    "effective_leaders": Kind.NUMBER,
    "median_longest_gap_days": Kind.DAYS,
    "median_tenure": Kind.MONTHS,
    "median_wait": Kind.MONTHS,
    "posts": Kind.COUNT,
    "programmes_per_area": Kind.NUMBER,
    "rmst_36": Kind.MONTHS,
    "successors_per_post": Kind.NUMBER,
}


SIZED: Final = frozenset({Kind.COUNT, Kind.NUMBER})  # kinds that grow with the size of a unit


def kind_of(measure: str) -> Kind:
    """The kind of a measure's values."""
    return _OTHERS.get(measure, Kind.SHARE)
