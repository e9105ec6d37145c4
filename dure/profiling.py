"""Wires the profile of a unit on a home: kept results in, `warehouse.profile` out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from domain.errors import MisuseError
from dure.measuring import open_results
from dure.wiring import Home
from warehouse.cards import cards
from warehouse.cells import UnitKey
from warehouse.profile.figures import LIKENESS, Profile
from warehouse.profile.reading import Request, read_profile


@dataclass(frozen=True)
class Asked:
    """A question for a profile: `community/C01`, when, and in what similar units are alike."""

    unit: str
    valid_at: date | None = None
    known_at: datetime | None = None
    alike_in: tuple[str, ...] = LIKENESS


def profile(
    home: Home, asked: Asked, on_computing: Callable[[int], None] = lambda _answers: None
) -> Profile:
    """The profile of a unit; tells how many answers had to be computed because none were kept.

    Raises MisuseError for what is no unit, and for a likeness that there is not.
    """
    unit_type, _, unit_id = asked.unit.partition("/")
    if not unit_id:
        msg = f"{asked.unit!r} is no unit: write its type, a slash and its id, as community/C01"
        raise MisuseError(msg)
    unknown = set(asked.alike_in) - set(LIKENESS)
    if unknown:
        msg = f"units can be alike in {', '.join(LIKENESS)}, not in {', '.join(sorted(unknown))}"
        raise MisuseError(msg)
    with open_results(home, asked.valid_at, asked.known_at) as (results, day):
        request = Request(UnitKey(unit_type, unit_id), day, asked.alike_in)
        return read_profile(results, cards(), request, on_computing)
