"""Breaches of the D rules, planted in subjects of their own and told beside the true lives.

They lie in a middle year, so that the windows of the latest indicators do not see them. Findings
should name every subject declared here; the lives themselves breach D2 (`simulation.truth`).
"""

from dataclasses import dataclass
from typing import Any, Final

from simulation.commons import MANUAL
from simulation.lives import Life, World
from simulation.tell_village import activity_key, resident_key
from simulation.telling import Event, Story, Teller

_FEWEST_YEARS: Final = 8  # below, the middle year would lie in the windows of the latest values
_FEWEST_COMMUNITIES: Final = 2
_YEAR: Final = 2018
_TOO_LARGE: Final = {"approved_won": 120_000_000, "planned_months": 10}
_TOO_LONG: Final = {"approved_won": 40_000_000, "planned_months": 30}
_COOLING_OFF: Final = "village-enterprise"  # two years without other subsidies
_ORDINARY: Final[dict[str, Any]] = {"approved_won": 20_000_000, "planned_months": 6}


@dataclass(frozen=True, slots=True)
class Breach:
    """What was planted: the rule, the subject that breaches it, and how."""

    rule: str
    subject: str
    what: str


class Planted:
    """Collects the breaches of a world while its lives pass by."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._first: Life | None = None
        self.breaches: list[Breach] = []

    def tell(self, life: Life) -> list[Event]:
        """The breaching facts: all with the second community, none in a world too small."""
        is_large = (
            self._world.calendar.years >= _FEWEST_YEARS
            and self._world.communities >= _FEWEST_COMMUNITIES
        )
        if is_large and life.place.index == 0:
            self._first = life
        if self._first is None or life.place.index != 1:
            return []
        teller = Teller(self._world.calendar, self._first.place.city)
        other_teller = Teller(self._world.calendar, life.place.city)
        self._tell_projects(teller, self._first)
        self._tell_bodies(teller, self._first)
        self._tell_links(teller, other_teller, (self._first, life))
        self._tell_worker(teller, self._first)
        self._tell_people(teller, self._first)
        self._tell_plan(teller, self._first)
        self._tell_menu(((teller, self._first), (other_teller, life)))
        return teller.in_order() + other_teller.in_order()

    def _note(self, rule: str, subject: str, what: str) -> None:
        self.breaches.append(Breach(rule, subject, what))

    def _day(self, month: int, dom: int) -> int:
        return self._world.calendar.day(_YEAR, month, dom)

    def _tell_projects(self, teller: Teller, life: Life) -> None:
        """D1 in its three ways, D6 in two, D10."""
        for number, (rule, terms, paid, what) in enumerate(
            (
                ("D1", _TOO_LARGE, (5, 80_000_000), "approved at 100 million won or more"),
                ("D1", _TOO_LONG, (5, 40_000_000), "planned for more than 24 months"),
                ("D1", _ORDINARY, (5, 26_000_000), "paid more than was approved"),
                ("D6", _ORDINARY, (12, 20_000_000), "a grant was paid after completion"),
                ("D6", _ORDINARY, (5, 20_000_000), "completed and abandoned"),
                ("D10", _ORDINARY, (5, 20_000_000), "followed up before it ended"),
            ),
            1,
        ):
            key, (month, won) = f"{life.place.key}-X{number}", paid
            story = self._tell_project(teller, life, key, terms)
            story.tell(self._day(month, 2), "grant_paid", f"{key}-paid", amount_won=won)
            self._note(rule, f"small_project/{key}", what)
            if what == "completed and abandoned":
                story.tell(self._day(12, 1), "abandoned", f"{key}-abandoned")
            if rule == "D10":
                story.tell(self._day(8, 1), "follow_up_visited", f"{key}-visited")

    def _tell_project(
        self, teller: Teller, life: Life, key: str, terms: dict[str, Any], *, later_days: int = 0
    ) -> Story:
        """A project that is in order but for its terms: planned first, completed, settled."""
        plan = next(plan for plan in reversed(life.plans) if plan.year < _YEAR)
        approved: dict[str, Any] = {
            "programme": life.place.programme,
            "plan": plan.key,
            "agendas": (plan.listed[0].key,),
            "organisation": life.registered[0].key,
            **terms,
        }
        story = teller.about("small_project", key, community=life.place.key)
        for month, dom, step in (
            (3, 20, "selected"),
            (4, 10, "started"),
            (10, 10, "completed"),
            (11, 10, "settled"),
        ):
            fields = approved if step in ("selected", "started") else {}
            story.tell(self._day(month, dom) + later_days, step, f"{key}-{step}", **fields)
        return story

    def _tell_bodies(self, teller: Teller, life: Life) -> None:
        """D9: a successor with a founding date of its own. D13: subsidies without the cool-off."""
        body = f"{life.place.key}-BX"
        story = teller.about("resident_organisation", body)
        new = teller.about("resident_organisation", f"{body}2", community=life.place.key)
        names = f"{life.place.name} 상가번영회", f"{life.place.name} 상인협동조합"
        key = life.place.key
        story.tell(self._day(1, 5), "formed", f"{body}-formed", community=key, name=names[0])
        story.tell(self._day(12, 28), "succeeded", f"{body}-succeeded", successor=f"{body}2")
        new.tell(self._day(12, 28), "formed", f"{body}2-formed", name=names[1])
        self._note("D9", f"resident_organisation/{body}2", "entered as formed when it succeeded")
        for number, programme in ((7, _COOLING_OFF), (8, life.place.programme)):
            terms = _ORDINARY | {"programme": programme, "organisation": body}
            later = 14 if number > 7 else 0  # noqa: PLR2004 - the second one, two weeks later
            self._tell_project(teller, life, f"{key}-X{number}", terms, later_days=later)
        self._note("D13", f"resident_organisation/{body}", "a second subsidy after two weeks")

    def _tell_links(self, teller: Teller, other: Teller, lives: tuple[Life, Life]) -> None:
        """D3: a project linked with itself, and one with a project of another city."""
        first, second = lives
        own, foreign = f"{first.place.key}-X3", f"{second.place.key}-X1"
        self._tell_project(other, second, foreign, _ORDINARY)
        programme = first.place.programme
        for name, two in (("itself", own), ("afar", foreign)):
            link = f"{own}-L-{name}"
            teller.about("programme", programme).tell(
                self._day(5, 20), "link_proposed", link, link=link, project=own, other_project=two
            )
            self._note("D3", f"programme/{programme}", f"project {own} linked with {two}")

    def _tell_worker(self, teller: Teller, life: Life) -> None:
        """D4: an assignment after the contract."""
        worker = f"{life.place.key}-WX"
        story = teller.about("worker", worker, support_organisation=life.centre)
        until = teller.calendar.iso[self._day(6, 30)]
        story.tell(self._day(1, 10), "appointed", f"{worker}-in", contract_until=until)
        story.tell(self._day(6, 30), "contract_ended", f"{worker}-out")
        story.tell(self._day(9, 1), "assigned", f"{worker}-assigned", community=life.place.key)
        story.tell(self._day(10, 1), "redeployed", f"{worker}-on")
        self._note("D4", f"worker/{worker}", "assigned after the contract had ended")

    def _tell_people(self, teller: Teller, life: Life) -> None:
        """D5: two chairs at once. D7: a sign-in told twice."""
        body = f"{life.place.key}-BX"
        for month, one in zip((2, 6), life.residents, strict=False):  # the first two residents
            chair = teller.about(
                "resident_organisation", body, resident=resident_key(life, one.number)
            )
            chair.tell(self._day(month, 1), "leader_installed", f"{body}-in-{month}")
            chair.tell(self._day(month + 6, 1), "leader_stepped_down", f"{body}-out-{month}")
        self._note("D5", f"resident_organisation/{body}", "two chairs at once")
        signed = [one for one in life.schedule.signed if one.attendees]
        activity = next(one for one in signed if one.day >= self._day(4, 1))
        key, number = activity_key(life, activity), next(iter(activity.attendees))
        teller.about("community", life.place.key).tell(
            activity.day,
            "participation_recorded",
            f"{key}-X",
            resident=resident_key(life, number),
            activity=key,
        )
        self._note("D7", f"community/{life.place.key}", f"activity {key} signed twice")

    def _tell_plan(self, teller: Teller, life: Life) -> None:
        """D8: a claim beyond the facts. D11: an edition of the manual before it was published."""
        key = life.place.key
        plan, decision = f"{key}-PX", f"{key}-PX-D"
        teller.about("plan", plan, community=key).tell(
            self._day(4, 5),
            "decision_made",
            decision,
            decision=decision,
            decider="administration",
            method="notice",
            claimed_level="empower",
        )
        self._note("D8", f"plan/{plan}", "claims empower, is a notice")
        teller.about("manual", MANUAL, version="2.0").tell(
            self._day(7, 1), "adopted", f"{MANUAL}-2.0-{key}", adopter=key, community=key
        )
        self._note("D11", f"manual/{MANUAL}", f"version 2.0 adopted by {key} before it was out")

    def _tell_menu(self, places: tuple[tuple[Teller, Life], ...]) -> None:
        """D12: two villages with one menu."""
        items = tuple(f"표준 사업 {number}" for number in range(1, 7))
        for teller, life in places:
            plan = f"{life.place.key}-PM"
            story = teller.about("plan", plan, community=life.place.key)
            story.tell(self._day(11, 20), "adopted", f"{plan}-adopted", items=items)
            self._note("D12", f"plan/{plan}", "the items of another village, word for word")
