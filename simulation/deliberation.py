"""How residents decide, look back and act on their agenda: decisions (P4), reflections (P5), P3.

Decisions and reflections surround the yearly plans (`simulation.plans`); an item is first acted on
at the activity nearest to the drawn day, which then names it, unless the item is settled before.
"""

from bisect import bisect_left
from dataclasses import dataclass
from random import Random
from typing import Final

from simulation.chance import DAYS_PER_MONTH, happens
from simulation.parameters import Deliberation as Planted
from simulation.plans import Item, Plan
from simulation.schedule import Activity

_METHODS: Final = {
    # method, decider, alternatives, whether it binds; what binds is carried out on the last level
    "inform": (("notice", "administration", 0, False),),
    "consult": (("survey", "administration", 0, False), ("hearing", "administration", 2, False)),
    "involve": (("workshop", "committee", 3, False), ("resident_vote", "assembly", 2, False)),
    "collaborate": (("joint_body", "joint_body", 2, True), ("resident_vote", "assembly", 3, True)),
    "empower": (("resident_vote", "assembly", 4, True),),
}
_AROUND_ASSEMBLY_DAYS: Final = (-80, 260)
_LOOKED_BACK_DAYS: Final = (60, 250)  # after the assembly: in December and in early summer
_SELECTED_AFTER_DAYS: Final = 30
SOON_DAYS: Final = 180
_NEW_ITEM_SHARE: Final = 0.4  # of answers; the others are revisions of the plan


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; `level` is what its facts support."""

    key: str
    plan: str
    day: int
    level: str
    method: str
    decider: str
    alternatives: int
    is_binding: bool


@dataclass(frozen=True, slots=True)
class LookBack:
    """A reflection, or a story selected; what answers it, if anything, cites it by its key."""

    key: str
    plan: str
    day: int
    is_story: bool
    answered_on: int | None
    is_answered_by_item: bool


class Deliberating:
    """Imagines what one community decides, how it looks back and when it acts."""

    def __init__(self, random: Random, planted: Planted) -> None:
        self._random = random
        self._planted = planted

    def decide(self, plans: list[Plan]) -> list[Decision]:
        """The decisions around each year's assembly."""
        return [
            self._decision(f"{plan.key}-D{number}", plan)
            for plan in plans
            for number in range(1, self._planted.decisions_per_plan + 1)
        ]

    def _decision(self, key: str, plan: Plan) -> Decision:
        levels = self._planted.levels
        level = self._random.choices(list(levels), list(levels.values()))[0]
        method, decider, alternatives, is_binding = self._random.choice(_METHODS[level])
        day = plan.assembly + self._random.randrange(*_AROUND_ASSEMBLY_DAYS)
        return Decision(key, plan.key, day, level, method, decider, alternatives, is_binding)

    def look_back(self, plans: list[Plan]) -> list[LookBack]:
        """Two reflections on each plan, and a month after the first a story that was selected."""
        found = []
        for plan in plans:
            first, second = (plan.assembly + after for after in _LOOKED_BACK_DAYS)
            for key, about, is_story in (
                (f"{plan.key}-R1", first, False),
                (f"{plan.key}-story", first + _SELECTED_AFTER_DAYS, True),
                (f"{plan.key}-R2", second, False),
            ):
                day = about + self._random.randrange(0, 25)
                answer = self._answer(key, day, plans)
                found.append(LookBack(key, plan.key, day, is_story, *answer))
        return found

    def _answer(self, key: str, day: int, plans: list[Plan]) -> tuple[int | None, bool]:
        """The day of an answer, soon, too late or never, and whether it is an item on an agenda."""
        random, planted = self._random, self._planted
        draw = random.random()
        soon = day + random.randrange(20, SOON_DAYS - 8)
        late = day + random.randrange(SOON_DAYS + 15, 400)
        is_by_item = happens(random, _NEW_ITEM_SHARE)
        if draw >= planted.answered_soon_share:
            is_late = draw < planted.answered_soon_share + planted.answered_late_share
            return (late if is_late else None), False
        new = [
            item
            for plan in plans
            for item in plan.items
            if day < item.registered < day + SOON_DAYS - 8 and not item.cites
        ]
        if not (is_by_item and new):
            return soon, False
        item = random.choice(new)
        item.cites = key
        return item.registered, True

    def act(self, plans: list[Plan], activities: list[Activity]) -> None:
        """Let activities name the items on which residents act there for the first time."""
        own = [one for one in activities if one.organisers]
        days = [one.day for one in own]
        for plan in plans:
            for item in plan.items:
                due = item.registered + self._planted.acting.draw(self._random) * DAYS_PER_MONTH
                if own and due < item.outcome_on and due <= days[-1]:
                    self._act_on(item, own[_nearest(days, due, item)])

    def _act_on(self, item: Item, activity: Activity) -> None:
        if activity.day >= item.registered:
            item.acted_on = activity.day
            activity.agendas = (*activity.agendas, item.key)


def _nearest(days: list[int], due: float, item: Item) -> int:
    """The position of the day nearest to the due one while the item is on the agenda."""
    after = min(bisect_left(days, due), len(days) - 1)
    around = [one for one in (after - 1, after) if one >= 0]
    fit = [one for one in around if item.registered <= days[one] <= item.outcome_on]
    return min(fit or around, key=lambda one: abs(days[one] - due))
