"""The bands of similar units: who is alike, and how the values of those spread.

`reading` asks it with the units' likeness (relation `unit_likeness`) and their kept values.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from warehouse.cells import UnitKey
from warehouse.past import FEWEST_PEERS
from warehouse.profile.figures import Band

_DIGITS: Final = 2  # significant digits of a band's limits: with more, a value would name its unit
_QUANTILES: Final = (0.1, 0.25, 0.5, 0.75, 0.9)


def similar_units(
    unit: UnitKey, likeness: Mapping[UnitKey, Mapping[str, Any]], alike_in: Collection[str]
) -> set[UnitKey]:
    """The other units of the same type that are alike in everything asked.

    What is not told of a unit is like nothing; types of unit whose likeness is not told have none.
    """
    own = likeness.get(unit)
    if own is None:
        return set()
    asked = [name for name in alike_in if name in told_of(unit.unit_type)]
    return {
        other
        for other, row in likeness.items()
        if other != unit
        and other.unit_type == unit.unit_type
        and all(own[name] is not None and own[name] == row[name] for name in asked)
    }


def told_of(unit_type: str) -> tuple[str, ...]:
    """In what units of a type can be alike: only communities have a programme and a stage."""
    of_city = ("city_class", "independence")
    return {"community": ("programme", "stage", *of_city), "municipality": of_city}.get(
        unit_type, ()
    )


def band(values: Sequence[float]) -> Band | None:
    """The spread of the values of similar units; None of fewer than five, which would name them."""
    if len(values) < FEWEST_PEERS:
        return None
    ordered = sorted(values)
    return Band(len(ordered), *(_rounded(_quantile(ordered, share)) for share in _QUANTILES))


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Between the two values around that share of them, by distance (type 7 of Hyndman and Fan)."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")
