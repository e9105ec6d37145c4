"""How the values of each measure are read: shares, unless the measure is one of these."""

from typing import Final

from warehouse.report.words import Kind

_OTHERS: Final = {
    "activity_rate_ratio": Kind.NUMBER,
    "attendance": Kind.COUNT,
    "attendance_signed_in": Kind.COUNT,
    "attendance_without_sign_in": Kind.COUNT,
    "effective_leaders": Kind.NUMBER,
    "ei_index": Kind.NUMBER,
    "mean_effective_degree": Kind.NUMBER,
    "median_longest_gap_days": Kind.DAYS,
    "median_tenure": Kind.MONTHS,
    "median_wait": Kind.MONTHS,
    "median_won": Kind.COUNT,
    "per_10000_residents": Kind.NUMBER,
    "posts": Kind.COUNT,
    "programmes_per_area": Kind.NUMBER,
    "rmst_36": Kind.MONTHS,
    "successors_per_post": Kind.NUMBER,
    "support_concentration": Kind.NUMBER,
}
_MONTHS: Final = "_months"  # at the end of the name of every measure that counts them


SIZED: Final = frozenset({Kind.COUNT, Kind.NUMBER})  # kinds that grow with the size of a unit


def kind_of(measure: str) -> Kind:
    """The kind of a measure's values."""
    if measure.endswith(_MONTHS):
        return Kind.MONTHS
    return _OTHERS.get(measure, Kind.SHARE)
