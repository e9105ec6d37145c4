"""How deliveries go wrong: rows late, repeated, misstated and corrected, imprecise, lost.

A `Courier` carries the clean facts of one feed (`simulation.facts`) month by month to its
deliveries (`simulation.deliveries`) and counts what it did, so that verdicts and coverage can be
checked.
"""

from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from simulation.chance import happens
from simulation.telling import PROGRAMME_OFFICE, SUPPORT_CENTRE, Event, feed_of, source_of

NDJSON_FEEDS: Final = frozenset((PROGRAMME_OFFICE, SUPPORT_CENTRE))
_PUNCTUAL: Final = frozenset(
    # Whether a plan was recorded before its projects is what P1 judges: it comes first here.
    ("dure.plan.adopted.v1",)
)
_SIGN_IN: Final = "dure.community.participation_recorded.v1"
_GHOSTS: Final = frozenset(
    ("dure.support_organisation.visit_made.v1", "dure.small_project.resource_contributed.v1")
)
_TWICE_IN_ONE_FILE: Final = 0.5  # of repeated rows
_GHOST_MONTH: Final = 4  # one report a year of what never happened, withdrawn the month after
_EARLY_FROM_MONTH: Final = 24
_CODE_CHANGE_DAYS: Final = frozenset(
    ("11", "18")
)  # a day earlier the area code would not be in force
_TYPOS: Final = (
    "head_count",
    "amount_won",
    "value_won",
    "requested_won",
    "attendance",
    "respondents",
)


@dataclass(frozen=True, slots=True)
class Noise:
    """Shares of rows, of one feed."""

    late: float = 0.03
    repeated: float = 0.01
    misstated: float = 0.005
    imprecise: float = 0.0
    latest_months: int = 4
    contradicts: bool = False  # misstated rows come after the right ones, and are never right


class Courier:
    """Carries one feed. Months count from the first; `missing` ones are never delivered."""

    def __init__(self, random: Random, noise: Noise, missing: frozenset[int] = frozenset()) -> None:
        self._random = random
        self._noise = noise
        self._missing = missing
        self._due: dict[int, list[Event]] = {}
        self._is_early_planted = False
        self.counts: Counter[str] = Counter()

    def carry(self, month: int, events: list[Event]) -> list[Event] | None:
        """The rows of a month's delivery; None where there is no delivery."""
        if month in self._missing:
            self.counts["lost"] += len(events)
            self._due.setdefault(month + 1, [])[:0] = self._due.pop(month, [])
            return None
        rows = self._due.pop(month, [])
        has_ghost = month % 12 != _GHOST_MONTH
        for event in events:
            if not has_ghost and event["type"] in _GHOSTS:
                has_ghost = True
                rows += self._ghost(month, event)
            rows += self._hand_over(month, event)
        return self._counted(rows)

    def catch_up(self) -> list[Event]:
        """What is still due after the last month, in the order in which it became due."""
        rows = [event for month in sorted(self._due) for event in self._due[month]]
        self._due = {}
        return self._counted(rows)

    def _counted(self, rows: list[Event]) -> list[Event]:
        self.counts["rows"] += len(rows)
        return rows

    def _hand_over(self, month: int, event: Event) -> list[Event]:
        """The rows of this month for one fact; others become due in later months."""
        fate = self._fate()
        if fate == "late" and event["type"] not in _PUNCTUAL:
            return self._delay(month, event)
        if fate == "repeated":
            return self._repeat(month, event)
        if fate == "misstated" and event["type"] not in _PUNCTUAL:
            return self._misstate(month, event)
        if fate == "imprecise":
            self.counts["imprecise"] += 1
            return [_to_the_month(event)]
        return [event]

    def _fate(self) -> str | None:
        noise, draw = self._noise, self._random.random()
        for fate, share in (
            ("late", noise.late),
            ("repeated", noise.repeated),
            ("misstated", noise.misstated),
            ("imprecise", noise.imprecise),
        ):
            if draw < share:
                return fate
            draw -= share
        return None

    def _repeat(self, month: int, event: Event) -> list[Event]:
        """Twice in one file, or again in the next."""
        self.counts["repeated"] += 1
        if happens(self._random, _TWICE_IN_ONE_FILE):
            return [event, event]
        self._later(month + 1, event)
        return [event]

    def _delay(self, month: int, event: Event) -> list[Event]:
        months = self._random.randint(1, self._noise.latest_months)
        self.counts["late"] += 1
        wrong = misstated(event)
        is_wanted = months > 1 and month >= _EARLY_FROM_MONTH and not self._is_early_planted
        if is_wanted and wrong is not None and feed_of(event) in NDJSON_FEEDS:
            self._is_early_planted = True
            self.counts["early_corrections"] += 1
            self._later(month + 1, correction(event))
            event = wrong
        self._later(month + months, event)
        return []

    def _misstate(self, month: int, event: Event) -> list[Event]:
        """Wrong at first and corrected within months; or right, and contradicted later."""
        wrong = misstated(event)
        if wrong is None:
            return [event]
        due = month + self._random.randint(1, 3)
        if self._noise.contradicts:
            self.counts["contradicted"] += 1
            self._later(due, wrong)
            return [event]
        self.counts["corrected"] += 1
        self._later(due, correction(event) if feed_of(event) in NDJSON_FEEDS else event)
        return [wrong]

    def _ghost(self, month: int, event: Event) -> list[Event]:
        ghost = event | {"id": f"{event['id']}-ghost"}
        self.counts["withdrawn"] += 1
        self._later(month + 1, withdrawal(ghost))
        return [ghost]

    def _later(self, month: int, event: Event) -> None:
        self._due.setdefault(month, []).append(event)


def misstated(event: Event) -> Event | None:
    """The fact with a slip: a zero too many, a role forgotten, the day before; None if none fit."""
    data: dict[str, Any] = event["data"]
    for name in _TYPOS:
        if name in data:
            return event | {"data": data | {name: data[name] * 10}}
    if event["type"] == _SIGN_IN and data.get("role") == "contributor":
        return event | {"data": {key: data[key] for key in data if key != "role"}}
    day = data["occurred"][8:]
    if day == "01" or day in _CODE_CHANGE_DAYS:
        return None
    before = f"{data['occurred'][:8]}{int(day) - 1:02d}"
    return event | {"data": data | {"occurred": before}}


def correction(event: Event) -> Event:
    """The fact that puts a misstated one right."""
    fact = {"source": event["source"], "id": event["id"]}
    return _about(event, "corrected", "c", {"fact": fact, "replacement": event["data"]})


def withdrawal(event: Event) -> Event:
    """The fact that takes another back."""
    fact = {"source": event["source"], "id": event["id"]}
    return _about(event, "withdrawn", "w", {"fact": fact, "reason": "착오 보고"})


def _about(event: Event, verb: str, letter: str, data: dict[str, Any]) -> Event:
    return {
        "specversion": "1.0",
        "id": f"{event['id']}~{letter}",
        "source": source_of(feed_of(event)),
        "type": f"dure.fact.{verb}.v1",
        "subject": event["subject"],
        "data": data,
    }


def _to_the_month(event: Event) -> Event:
    data = event["data"]
    return event | {"data": data | {"occurred": data["occurred"][:7]}}
