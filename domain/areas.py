"""Administrative areas: what a code is on a day, and of which municipality it is part.

Intake asks before it accepts a fact (rule H6), decisions ask whether two areas are nested (D3). The
table is read from `reference/`, made there by `dure.reference_tables`; the wiring passes it in.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec

from domain.area_lives import AreaLives, CodeLife, read_area_lives
from domain.dates import Occurred
from domain.facts import Area

YEARS_OF_GRACE: Final = 5  # support runs for four years under the code with which it began
REMEMBERED: Final = 65_536  # answers kept: a few hundred codes on the days of some months
_DIGITS: Final = {
    "mois-sgg": (5,),
    "mois-hdong": (10,),
    "mois-bdong": (10,),
    "kostat-sgg": (5, 6),  # six where the statistics office sums the districts of a city
}
_PREFIXED: Final = ("mois-hdong", "mois-bdong")  # the first five digits are the mois-sgg code
_UNIT_DIGITS: Final = 5
_UNIT: Final = "mois-sgg"
_SHORTEST_MONTH: Final = 28  # so that five years after a 29th of February is a day


class Standing(StrEnum):
    """How a code stands on the day of a fact; the last two breach rule H6."""

    IN_FORCE = "in_force"
    LATER_CODE = "later_code"
    EARLIER_CODE = "earlier_code"
    UNRESOLVED = "unresolved"
    OUTLIVED = "outlived"
    NEVER_EXISTED = "never_existed"


# A tuple, not a set: intake asks for every row, and the hash of a member is slow.
_BREACHES: Final = (Standing.OUTLIVED, Standing.NEVER_EXISTED)


class AreaResolution(msgspec.Struct, frozen=True):
    """What the table says of a code on a day.

    `municipality` is the code (mois-sgg) that the municipality has now, so that facts before and
    after a move meet; None for provinces and where it cannot be told. `sentence` is for the
    receipt, None where the code is in force.
    """

    scheme: str
    code: str
    standing: Standing
    municipality: str | None = None
    name: str | None = None
    sentence: str | None = None

    @property
    def is_accepted(self) -> bool:
        """Whether rule H6 holds."""
        return self.standing not in _BREACHES


class AreaTable:
    """The codes with their lives and successions; immutable once made.

    `version` names the table in publications, `digest` is the sha256 (hex) of its files.
    """

    def __init__(self, table: AreaLives) -> None:
        self.version = table.version
        self.digest = table.digest
        self._table = table
        self._predecessors = {
            (scheme, after): before for (scheme, before), after in table.successors.items()
        }
        self._opened = tuple(sorted(set(table.opened.values())))
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._resolve)

    @classmethod
    def load(cls, reference: Path) -> "AreaTable":
        """Read the table from the folder `reference`; raises ValueError for a code twice."""
        return AreaTable(read_area_lives(reference))

    def resolve(
        self, scheme: str, code: str, first: date, last: date | None = None
    ) -> AreaResolution:
        """What the code is on a day, or at any time of the days `first` to `last`.

        Total: every text gets an answer. A code is accepted (rule H6) when it serves the reader of
        the fact, that is when it names one place without doubt:

        - in force at some time of the interval;
        - created later: bodies write today's code for a founding of 2012, and it says where;
        - abolished at most five years before: systems go on with the code with which a programme
          began, and the table knows where it went. Not longer, because what was a code of the
          ministry until 1994 is a code of the statistics office for another place today (21110 was
          부산 중구, and is 부산 금정구), and a feed that mixes up the schemes must hear of it;
        - abolished by a reorganisation that the table knows without the new codes: it cannot say
          what would be right;
        - unknown, but of the scheme's form and newer than the list, or beginning like the codes
          that a known reorganisation opened: unresolved, whatever the day of the fact.

        What never existed, or was given up longer ago, is refused.
        """
        return self._remembered(scheme, code, first, last or first)

    def check(self, area: Area, occurred: Occurred) -> AreaResolution:
        """The resolution of a fact's area; an imprecise date needs to overlap the life only."""
        return self._remembered(area.scheme, area.code, occurred.first, occurred.last)

    def exists(self, area: Area, day: date) -> bool | None:
        """Whether the code was in force; None for what the table does not know."""
        life = self._table.lives.get((area.scheme, area.code))
        return None if life is None else life.created_on <= day < life.abolished_on

    def are_nested(self, one: Area, other: Area, day: date) -> bool | None:
        """Whether the areas are the same or one contains the other; None where that is not known.

        Each code counts as the one that its place had on the day: 군위 lies in 경상북도 until June
        2023 and in 대구 since, whichever of its codes is written.
        """
        if one == other:
            return True
        ours, theirs = self._lineage(one, day), self._lineage(other, day)
        if not ours or not theirs:
            return None
        if _contains(theirs, ours[0]) or _contains(ours, theirs[0]):
            return True
        is_vague = ours[0] is None or theirs[0] is None
        return None if is_vague and ours[1:2] == theirs[1:2] else False

    def _resolve(self, scheme: str, code: str, first: date, last: date) -> AreaResolution:
        life = self._table.lives.get((scheme, code))
        if life is None:
            return self._resolve_unknown(scheme, code, first, last)
        standing, sentence = self._standing(life, first, last)
        return AreaResolution(scheme, code, standing, life.municipality, life.name, sentence)

    def _standing(self, life: CodeLife, first: date, last: date) -> tuple[Standing, str | None]:
        where = f"{life.scheme} {life.code} ({life.name})"
        if last < life.created_on:
            return Standing.LATER_CODE, f"{where} is in force only since {life.created_on}"
        if first < life.abolished_on or life.abolished_on == date.max:
            return Standing.IN_FORCE, None
        if (life.scheme, life.code) in self._table.opened:
            what = "and what became of it is not in the area table"
            return Standing.UNRESOLVED, f"{where} was given up on {life.abolished_on}, {what}"
        successor = self._table.successors.get((life.scheme, life.code)) or life.municipality
        now = f"; its place is now {successor}" if successor and successor != life.code else ""
        sentence = f"{where} was given up on {life.abolished_on}{now}"
        if first < _years_after(life.abolished_on, YEARS_OF_GRACE):
            return Standing.EARLIER_CODE, sentence
        return Standing.OUTLIVED, f"{sentence}; write the code that was in force on {first}"

    def _resolve_unknown(self, scheme: str, code: str, first: date, last: date) -> AreaResolution:
        digits = _DIGITS.get(scheme)
        if digits is None:
            sentence = f"the area table has no scheme {scheme}"
            return AreaResolution(scheme, code, Standing.UNRESOLVED, sentence=sentence)
        if len(code) not in digits or not (code.isascii() and code.isdigit()):
            lengths = " or ".join(map(str, digits))
            sentence = f"{scheme} codes have {lengths} digits, {code} is none"
            return AreaResolution(scheme, code, Standing.NEVER_EXISTED, sentence=sentence)
        known_until = self._table.complete_until.get(scheme)
        if known_until is None or last >= known_until or self._is_opened(code):
            sentence = f"{scheme} {code} is not in the area table {self.version}".rstrip()
            municipality = self._municipality_around(scheme, code)
            return AreaResolution(scheme, code, Standing.UNRESOLVED, municipality, None, sentence)
        sentence = (
            f"{scheme} {code} did not exist on {first}: the area table {self.version} knows every "
            f"code until {known_until}; correct the code, or load a newer table"
        )
        return AreaResolution(scheme, code, Standing.NEVER_EXISTED, sentence=sentence)

    def _is_opened(self, code: str) -> bool:
        return code.startswith(self._opened)

    def _municipality_around(self, scheme: str, code: str) -> str | None:
        """The municipality of a code that is not in the table, by how its scheme makes codes."""
        if scheme == "kostat-sgg":
            return None
        unit = self._table.lives.get((_UNIT, code[:_UNIT_DIGITS])) if scheme in _PREFIXED else None
        if unit is None:  # a district's code begins like that of its city
            unit = self._table.lives.get((_UNIT, code[: _UNIT_DIGITS - 1] + "0"))
            opened = self._table.opened.get((unit.scheme, unit.code)) if unit else None
            if opened is None or not code.startswith(opened) or len(opened) < _UNIT_DIGITS - 1:
                return None
        return unit.municipality if unit else None

    def _lineage(self, area: Area, day: date) -> list[str | None]:
        """The area and what it lies in, nearest first; a first None is an area not in the table."""
        life = self._table.lives.get((area.scheme, area.code))
        own: list[str | None] = []
        if life is None:
            if area.scheme not in _PREFIXED:
                return []
            own, life = [None], self._table.lives.get((_UNIT, area.code[:_UNIT_DIGITS]))
        elif area.scheme == "kostat-sgg":
            life = self._table.lives.get((_UNIT, life.municipality or ""))
        if life is None:
            return []
        return own + list(self._upwards(life, day))

    def _upwards(self, life: CodeLife, day: date) -> Iterator[str]:
        """The code that a place had on the day, then those of what it lay in."""
        above: CodeLife | None = self._on(life, day)
        while above is not None:
            is_unit = above.code.endswith("0" * _UNIT_DIGITS)  # of ten digits
            yield above.code[:_UNIT_DIGITS] if is_unit else above.code
            parent = self._table.lives.get((_UNIT, above.parent))
            above = self._on(parent, day) if parent else None

    def _on(self, life: CodeLife, day: date) -> CodeLife:
        """The life of the same place that held on the day, or the nearest one that is known."""
        for steps, is_past in ((self._table.successors, False), (self._predecessors, True)):
            while day < life.created_on if is_past else day >= life.abolished_on:
                step = steps.get((life.scheme, life.code))
                if step is None or (life.scheme, step) not in self._table.lives:
                    break
                life = self._table.lives[life.scheme, step]
        return life


class SameCodeOnly(AreaTable):
    """The table that knows nothing: equal codes are one area, all else is left open."""

    def __init__(self) -> None:
        super().__init__(AreaLives())


def _contains(lineage: list[str | None], place: str | None) -> bool:
    return place is not None and place in lineage


def _years_after(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=min(day.day, _SHORTEST_MONTH))
