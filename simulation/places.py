"""Where the communities lie: small and medium-sized cities of the reference tables, and programmes.

A city's code is the one in force on the day, so facts of two provinces change their code within the
years, as the real ones did.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from simulation import names
from simulation.calendar import Calendar

REFERENCE: Final = Path(__file__).resolve().parents[1] / "reference"
SCHEME: Final = "mois-sgg"
PROGRAMMES: Final = (
    # Three ministries: Land, Infrastructure and Transport; Interior and Safety; Culture.
    "saetteul-village",
    "urban-regeneration",
    "urban-vitality",
    "village-enterprise",
    "village-workshop",
    "culture-city",
    "cultural-regeneration",
)
_PARTNER_STRIDE: Final = 3  # the partner programme is of another ministry
_CITY_STRIDE: Final = 13  # no common factor with the number of cities: provinces take turns
_LARGEST_POPULATION: Final = 500_000
_BEFORE: Final = -1_000_000  # a day before every code


@dataclass(frozen=True, slots=True)
class City:
    """A city with its codes: `(first day, code)` in order; the first holds from the beginning."""

    name: str
    codes: tuple[tuple[int, str], ...]

    def code(self, day: int) -> str:
        """The code in force on a day."""
        return next(code for since, code in reversed(self.codes) if since <= day)


@dataclass(frozen=True, slots=True)
class Place:
    """A community's identity: its key, name, city and the two programmes at work there."""

    index: int
    key: str
    name: str
    city: City
    programme: str
    partner_programme: str
    region: int


def read_cities(reference: Path, calendar: Calendar) -> list[City]:
    """The cities outside the capital region with fewer than 500,000 residents, by present code."""
    with (reference / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        chosen = [row for row in csv.DictReader(file) if _is_of_cohort(row)]
    history: dict[str, list[tuple[int, str]]] = {}
    unit: dict[str, str] = {}
    with (reference / "area_codes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["scheme"] == SCHEME and _is_of_these_years(row, calendar):
                unit[row["code"]] = row["municipality"]
                since = _day(calendar, row["created_on"])
                history.setdefault(row["municipality"], []).append((since, row["code"]))
    return [_city(row, history[unit[row["municipality"]]]) for row in chosen]


def _city(row: dict[str, str], codes: list[tuple[int, str]]) -> City:
    (_, first), *later = sorted(codes)
    return City(row["name"], ((_BEFORE, first), *later))


def _is_of_these_years(row: dict[str, str], calendar: Calendar) -> bool:
    """Whether the code is of a municipality and was in force on the world's first day or later."""
    is_gone = bool(row["abolished_on"]) and _day(calendar, row["abolished_on"]) <= 0
    return row["level"] == "municipality" and not is_gone


def _is_of_cohort(row: dict[str, str]) -> bool:
    return (
        row["kind"] == "si"
        and row["is_metropolitan"] == "false"
        and row["is_capital_region"] == "false"
        and int(row["population"]) < _LARGEST_POPULATION
    )


def _day(calendar: Calendar, text: str) -> int:
    if not text:
        return _BEFORE
    year, month, day = map(int, text.split("-"))
    return calendar.day(year, month, day)


def place(index: int, cities: list[City], communities_per_region: int) -> Place:
    """The n-th community of the world."""
    return Place(
        index=index,
        key=f"C{index + 1:02d}",
        name=names.village(index),
        city=cities[index * _CITY_STRIDE % len(cities)],
        programme=PROGRAMMES[index % len(PROGRAMMES)],
        partner_programme=PROGRAMMES[(index + _PARTNER_STRIDE) % len(PROGRAMMES)],
        region=index // communities_per_region,
    )
