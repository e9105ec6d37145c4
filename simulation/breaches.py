"""Breaches of the D rules, planted in subjects of their own and told beside the true lives.

They lie in the middle years, so that the windows of the latest indicators do not see them. Findings
should name every subject declared here; D2 is breached by the lives themselves (`simulation.truth`).
"""

from dataclasses import dataclass
from typing import Any, Final

from simulation.lives import Life, World
from simulation.tell_village import activity_key, resident_key
from simulation.telling import Event, Teller

_FEWEST_YEARS: Final = 8  # below, the middle years would lie in the windows of the latest values
_FEWEST_COMMUNITIES: Final = 2
_MIDDLE_YEAR: Final = 2018


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
        """The breaching facts of a life: of the first community, and of the second with it."""
        is_wanted = (
            self._world.calendar.years >= _FEWEST_YEARS
            and self._world.communities >= _FEWEST_COMMUNITIES
            and life.place.index < _FEWEST_COMMUNITIES
        )
        if not is_wanted:
            return []
        if self._first is None:
            self._first = life
            return []
        teller = Teller(self._world.calendar, self._first.place.city)
        other_teller = Teller(self._world.calendar, life.place.city)
        self._tell_projects(teller, self._first)
        self._tell_link(teller, other_teller, self._first, life)
        self._tell_people(teller, self._first)
        self._tell_plans(teller, other_teller, (self._first, life))
        return teller.in_order() + other_teller.in_order()

    def _note(self, rule: str, subject: str, what: str) -> None:
        self.breaches.append(Breach(rule, subject, what))

    def _day(self, month: int, dom: int) -> int:
        return self._world.calendar.day(_MIDDLE_YEAR, month, dom)

    def _tell_projects(self, teller: Teller, life: Life) -> None:
        """D1 in its three ways, and D6 twice."""
        for number, (won, months, paid, what) in enumerate(
            (
                (120_000_000, 10, 80_000_000, "approved at 100 million won or more"),
                (40_000_000, 30, 40_000_000, "planned for more than 24 months"),
                (20_000_000, 10, 26_000_000, "paid more than was approved"),
            ),
            1,
        ):
            key = f"{life.place.key}-X{number}"
            self._note("D1", f"small_project/{key}", what)
            self._tell_project(teller, life, key, {"approved_won": won, "planned_months": months})
            self._tell_paid(teller, life, key, self._day(5, 2), paid)
        late = f"{life.place.key}-X4"
        self._note("D6", f"small_project/{late}", "a grant was paid after completion")
        self._tell_project(teller, life, late, {"approved_won": 10_000_000, "planned_months": 6})
        self._tell_paid(teller, life, late, self._day(12, 20), 10_000_000)
        twice = f"{life.place.key}-X5"
        self._note("D6", f"small_project/{twice}", "completed and abandoned")
        self._tell_project(teller, life, twice, {"approved_won": 9_000_000, "planned_months": 6})
        teller.fact(self._day(12, 1), "small_project.abandoned.v1", f"small_project/{twice}",
                    f"{twice}-abandoned", community=life.place.key)  # fmt: skip

    def _tell_project(self, teller: Teller, life: Life, key: str, terms: dict[str, Any]) -> None:
        plan = next(plan for plan in reversed(life.plans) if plan.year < _MIDDLE_YEAR)
        approved = {
            "community": life.place.key,
            "programme": life.place.programme,
            "plan": plan.key,
            "agendas": (plan.listed[0].key,),
            "organisation": life.registered[0].key,
        } | terms
        subject = f"small_project/{key}"
        teller.fact(self._day(3, 20), "small_project.selected.v1", subject, f"{key}-selected", **approved)
        teller.fact(self._day(4, 10), "small_project.started.v1", subject, f"{key}-started", **approved)
        teller.fact(self._day(10, 10), "small_project.completed.v1", subject, f"{key}-completed",
                    community=life.place.key)  # fmt: skip
        teller.fact(self._day(11, 10), "small_project.settled.v1", subject, f"{key}-settled",
                    community=life.place.key)  # fmt: skip

    def _tell_paid(self, teller: Teller, life: Life, key: str, day: int, won: int) -> None:
        teller.fact(day, "small_project.grant_paid.v1", f"small_project/{key}", f"{key}-paid",
                    community=life.place.key, amount_won=won, instalment=1)  # fmt: skip

    def _tell_link(self, teller: Teller, other_teller: Teller, life: Life, other: Life) -> None:
        """D3: a project linked with itself, and one with a project of another city."""
        own, programme = f"{life.place.key}-X3", life.place.programme
        foreign = f"{other.place.key}-X1"
        self._tell_project(other_teller, other, foreign, {"approved_won": 8_000_000, "planned_months": 6})
        self._note("D3", f"programme/{programme}", f"project {own} linked with itself")
        self._note("D3", f"programme/{programme}", f"project {own} linked across cities")
        for name, two in (("self", own), ("far", foreign)):
            teller.fact(self._day(5, 20), "programme.link_proposed.v1", f"programme/{programme}",
                        f"{own}-L-{name}", link=f"{own}-L-{name}", project=own,
                        other_project=two)  # fmt: skip

    def _tell_people(self, teller: Teller, life: Life) -> None:
        """D4 an assignment after the contract, D5 two chairs at once, D7 a sign-in told twice."""
        worker, centre, key = f"{life.place.key}-WX", life.centre, life.place.key
        self._note("D4", f"worker/{worker}", "assigned after the contract had ended")
        teller.fact(self._day(1, 10), "worker.appointed.v1", f"worker/{worker}", f"{worker}-in",
                    support_organisation=centre,
                    contract_until=teller.calendar.iso[self._day(6, 30)])  # fmt: skip
        teller.fact(self._day(6, 30), "worker.contract_ended.v1", f"worker/{worker}", f"{worker}-out",
                    support_organisation=centre)  # fmt: skip
        teller.fact(self._day(9, 1), "worker.assigned.v1", f"worker/{worker}", f"{worker}-assigned",
                    support_organisation=centre, community=key)  # fmt: skip
        teller.fact(self._day(10, 1), "worker.redeployed.v1", f"worker/{worker}", f"{worker}-on",
                    support_organisation=centre)  # fmt: skip
        body = f"{key}-BX"
        self._note("D5", f"resident_organisation/{body}", "two chairs at once")
        chairs = [resident_key(life, one.number) for one in life.residents[:2]]
        for month, chair in zip((2, 6), chairs, strict=True):
            teller.fact(self._day(month, 1), "resident_organisation.leader_installed.v1",
                        f"resident_organisation/{body}", f"{body}-in-{month}", resident=chair)  # fmt: skip
            teller.fact(self._day(month + 6, 1), "resident_organisation.leader_stepped_down.v1",
                        f"resident_organisation/{body}", f"{body}-out-{month}", resident=chair)  # fmt: skip
        activity = next(
            one for one in life.schedule.signed if one.day >= self._day(4, 1) and one.attendees
        )
        number = next(iter(activity.attendees))
        self._note("D7", f"community/{key}", f"activity {activity_key(life, activity)} signed twice")
        teller.fact(activity.day, "community.participation_recorded.v1", f"community/{key}",
                    f"{activity_key(life, activity)}-X", resident=resident_key(life, number),
                    activity=activity_key(life, activity))  # fmt: skip

    def _tell_plans(
        self, teller: Teller, other_teller: Teller, lives: tuple[Life, Life]
    ) -> None:
        """D8 a claim beyond the facts, D11 a manual before its edition, D12 two plans of one menu."""
        life = lives[0]
        decided = f"{life.place.key}-PX"
        self._note("D8", f"plan/{decided}", "claims empower, is a notice")
        teller.fact(self._day(4, 5), "plan.decision_made.v1", f"plan/{decided}", f"{decided}-D",
                    community=life.place.key, decision=f"{decided}-D", decider="administration",
                    method="notice", claimed_level="empower")  # fmt: skip
        self._note("D11", "manual/MANUAL-1", f"version 2.0 adopted early by {life.place.key}")
        teller.fact(self._day(7, 1), "manual.adopted.v1", "manual/MANUAL-1",
                    f"MANUAL-1-2.0-{life.place.key}", version="2.0", adopter=life.place.key,
                    community=life.place.key)  # fmt: skip
        items = tuple(f"표준 사업 {number}" for number in range(1, 7))
        for writer, one in zip((teller, other_teller), lives, strict=True):
            plan = f"{one.place.key}-PM"
            self._note("D12", f"plan/{plan}", "all items word for word those of another community")
            writer.fact(self._day(11, 20), "plan.adopted.v1", f"plan/{plan}", f"{plan}-adopted",
                        community=one.place.key, items=items)  # fmt: skip
