"""Leaders: terms of office in the registered bodies, taken by residents who represent others.

A post waits for a representative who stays for the whole drawn term, so the lengths of terms follow
the planted distribution and no leader leaves the village in office.
"""

from dataclasses import dataclass
from random import Random
from typing import Final

from simulation.bodies import Body
from simulation.calendar import Calendar
from simulation.chance import days
from simulation.parameters import Leadership as Planted
from simulation.residents import Resident

_REPRESENTATIVE: Final = 2  # the rung
_PATIENCE_DAYS: Final = 30
_SUCCESSION_FROM_MONTH: Final = 48
_SUCCESSION_SHARE: Final = 0.5


@dataclass(slots=True)
class Term:
    """One term: `until` may lie past the end of the world."""

    body: str
    post: str
    resident: int
    start: int
    until: int
    previous: int | None


class Offices:
    """Fills the posts of the registered bodies of one community."""

    def __init__(self, random: Random, calendar: Calendar, planted: Planted) -> None:
        self._random = random
        self._calendar = calendar
        self._planted = planted

    def fill(self, bodies: list[Body], residents: list[Resident]) -> list[Term]:
        """The terms of all posts, by post and day."""
        able = [one for one in residents if len(one.rungs) > _REPRESENTATIVE]
        terms = []
        for body in bodies[: self._planted.led_bodies]:
            for post in body.posts:
                held = self._fill_post(body, post, able)
                if body.kind == "residents-council":
                    self._hand_over(body, held)
                terms += held
        return terms

    def _fill_post(self, body: Body, post: str, able: list[Resident]) -> list[Term]:
        random, planted = self._random, self._planted
        terms: list[Term] = []
        day = body.formed
        while day < self._calendar.end:
            months = random.weibullvariate(planted.tenure_scale_months, planted.tenure_shape)
            length = max(1, days(months))
            leader = self._await_leader(able, day, length, terms)
            if leader is None:
                break
            resident, start = leader
            previous = terms[-1].resident if terms else None
            terms.append(Term(body.key, post, resident, start, start + length, previous))
            day = start + length + random.randrange(1, planted.longest_vacancy_days)
        return terms

    def _await_leader(
        self, able: list[Resident], day: int, length: int, held: list[Term]
    ) -> tuple[int, int] | None:
        """Somebody who can take the whole term, and the day; None when nobody comes in time."""
        before = held[-1].resident if held else None
        while day < self._calendar.end:
            fit = [
                one.number
                for one in able
                if one.rungs[_REPRESENTATIVE] <= day
                and one.last_day >= day + length
                and one.number != before
            ]
            if fit:
                return self._random.choice(fit), day
            day += _PATIENCE_DAYS
        return None

    def _hand_over(self, body: Body, terms: list[Term]) -> None:
        """Half of the councils become self-government councils between two terms, once."""
        if self._random.random() >= _SUCCESSION_SHARE:
            return
        earliest = body.formed + days(_SUCCESSION_FROM_MONTH)
        for index, term in enumerate(terms[:-1]):
            if term.until >= earliest and term.until < self._calendar.end:
                body.succeeded_on = term.until
                body.successor = f"{body.key}-2"
                for later in terms[index + 1 :]:
                    later.body = body.successor
                return
