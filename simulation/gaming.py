"""Seeded gaming: how figures are made to look better, told beside the true lives of a village.

Each pattern lies in a middle year and in the second community; `findings` should name every subject
declared here (G1 to G6, and D2 where projects of it have no plan). Menu plates (D12) are planted by
`simulation.breaches`. Paper links (G4) are part of the lives: `simulation.truth` lists them.
"""

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from simulation.calendar import FIRST_YEAR
from simulation.lives import Life, World
from simulation.names import VENUES
from simulation.tell_village import activity_key, resident_key
from simulation.telling import Event, Story, Teller

_FEWEST_YEARS: Final = 8  # below, the middle year would lie in the windows of the latest values
_YEAR: Final = 2018
_OF_COMMUNITY: Final = 1  # the second one
_BURST: Final = 60  # activities in the last days of the year
_FEWEST_ATTENDEES: Final = 10
_SLICES: Final = (45_000_000, 40_000_000, 35_000_000)


@dataclass(frozen=True, slots=True)
class Pattern:
    """What was planted: the rule, the subject that shows it, and how."""

    rule: str
    subject: str
    what: str


class Told(NamedTuple):
    """An event and the month, counted from the first, in whose delivery it comes."""

    month: int
    event: Event


class Gaming:
    """Collects the patterns of a world while its lives pass by."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.patterns: list[Pattern] = []

    def tell(self, life: Life) -> list[Told]:
        """The facts of all patterns with the second community; none in a world too short."""
        if life.place.index != _OF_COMMUNITY or self._world.calendar.years < _FEWEST_YEARS:
            return []
        punctual, late = (Teller(self._world.calendar, life.place.city) for _ in range(2))
        self._burst(punctual, life)
        self._clone(punctual, life)
        self._slice(punctual, life)
        self._seat_proxy(punctual, life)
        self._back_date(punctual, late, life)
        return [
            *(Told(_month(event), event) for event in punctual.in_order()),
            *(Told(_month(event) + 6, event) for event in late.in_order()),
        ]

    def _note(self, rule: str, subject: str, what: str) -> None:
        self.patterns.append(Pattern(rule, subject, what))

    def _day(self, month: int, dom: int) -> int:
        return self._world.calendar.day(_YEAR, month, dom)

    def _burst(self, teller: Teller, life: Life) -> None:
        """G1: a year's worth of activities in its last days, with nobody's name on a list."""
        village = teller.about("community", life.place.key)
        for number in range(_BURST):
            key = f"{life.place.key}-G1-{number:02d}"
            day = self._day(12, 20) + number % 10
            _hold(village, day, key, heads=30, is_signed_in=False)
        self._note("G1", f"community/{life.place.key}", f"{_BURST} activities in ten days")

    def _clone(self, teller: Teller, life: Life) -> None:
        """G2: the attendance list of a meeting, copied to a second meeting of the same day."""
        meeting = next(
            one
            for one in life.schedule.signed
            if one.day >= self._day(3, 1) and len(one.attendees) >= _FEWEST_ATTENDEES
        )
        village = teller.about("community", life.place.key)
        key = f"{activity_key(life, meeting)}-G2"
        _hold(village, meeting.day, key, heads=len(meeting.attendees), is_signed_in=True)
        for line, number in enumerate(meeting.attendees, 1):
            village.tell(
                meeting.day,
                "participation_recorded",
                f"{key}-{line}",
                resident=resident_key(life, number),
                activity=key,
            )
        self._note("G2", f"community/{life.place.key}", f"{key} is signed as the one before")

    def _slice(self, teller: Teller, life: Life) -> None:
        """G5: one project of 120 million won, asked for in three slices."""
        body = f"{life.place.key}-BG"
        teller.about("resident_organisation", body).tell(
            self._day(1, 5), "formed", f"{body}-formed", community=life.place.key, name="한마음회"
        )
        for number, won in enumerate(_SLICES, 1):
            self._approve(teller, life, f"{life.place.key}-G5-{number}", won, 15 * number)
        self._note("G5", f"resident_organisation/{body}", "three slices within a month and a half")

    def _seat_proxy(self, teller: Teller, life: Life) -> None:
        """G6: a chair whom nobody ever saw."""
        body = f"{life.place.key}-BG"
        chair = teller.about("resident_organisation", body, resident=f"{life.place.key}-proxy")
        chair.tell(self._day(1, 5), "leader_installed", f"{body}-in")
        chair.tell(self._day(12, 31) + 60, "leader_stepped_down", f"{body}-out")
        self._note("G6", f"resident_organisation/{body}", "the chair came to nothing")

    def _back_date(self, teller: Teller, late: Teller, life: Life) -> None:
        """G3: a plan dated before the approval, and handed in half a year after it."""
        plan, project = f"{life.place.key}-PG", f"{life.place.key}-G3"
        items = (f"{plan}-A1",)
        late.about("plan", plan, community=life.place.key).tell(
            self._day(2, 20), "adopted", f"{plan}-adopted", agendas=items
        )
        self._approve(teller, life, project, 9_000_000, 0, plan=plan, agendas=items)
        self._note("G3", f"small_project/{project}", "its plan was handed in half a year late")

    def _approve(  # what a project is approved with
        self, teller: Teller, life: Life, key: str, won: int, later: int, **cited: Any
    ) -> None:
        terms = {"programme": life.place.programme, "approved_won": won, "planned_months": 6}
        body = {} if cited else {"organisation": f"{life.place.key}-BG"}
        story = teller.about("small_project", key, community=life.place.key)
        for day, step in (
            (self._day(3, 20) + later, "selected"),
            (self._day(4, 10) + later, "started"),
        ):
            story.tell(day, step, f"{key}-{step}", **terms, **body, **cited)
        for day, step in ((self._day(10, 10), "completed"), (self._day(11, 10), "settled")):
            story.tell(day, step, f"{key}-{step}")
        self._note("D2", f"small_project/{key}", "no plan was there first")


def _hold(village: Story, day: int, key: str, *, heads: int, is_signed_in: bool) -> None:
    village.tell(
        day,
        "activity_held",
        key,
        activity=key,
        title="마을 활동",
        kind="other",
        venue=VENUES[0],
        head_count=heads,
        is_signed_in=is_signed_in,
    )


def _month(event: Event) -> int:
    occurred: str = event["data"]["occurred"]
    return (int(occurred[:4]) - FIRST_YEAR) * 12 + int(occurred[5:7]) - 1
