"""The planted parameters: every rate and share that the imagined lives follow.

`simulation.residents`, `bodies`, `projects`, `plans`, `support`, `deliberation`, `learning` and
`hiring` draw from them;
`simulation.implied` says what they imply. The sizes lie near the anchors of the literature and are
nobody's data. Hazards are per month.
"""

import math
from dataclasses import dataclass
from typing import Final

from simulation.chance import Hazard

DUE_DAYS: Final = range(180, 540)  # after which a promise is due, each as often


@dataclass(frozen=True, slots=True)
class Participation:
    """Who comes, how long they stay and how far they climb (A6, A7, C11)."""

    founders: int
    joining_per_month: float
    come_once_share: float
    leaving: Hazard
    moving_out: Hazard
    ladder: tuple[tuple[str, float], ...]  # each role with the rate at which it is reached
    days_between: float
    longest_days_between: int


@dataclass(frozen=True, slots=True)
class Bodies:
    """Supported bodies: how long they are supported, and what comes after (S23)."""

    supported: int
    shortest_support_months: float
    longest_support_months: float
    second_source_share: float
    ending: Hazard
    merging: Hazard
    restarting: Hazard
    dissolved_share: float  # of those that end; the others fall silent
    days_between_activities: float
    longest_days_between_activities: int


@dataclass(frozen=True, slots=True)
class Leadership:
    """Terms of office in the registered bodies, Weibull (C13)."""

    tenure_scale_months: float
    tenure_shape: float
    longest_vacancy_days: int
    led_bodies: int  # of the registered ones; nobody ever leads the others


@dataclass(frozen=True, slots=True)
class Sense:
    """The sense of community as surveys find it, in shares of the scale's range."""

    share_of_range: float
    spread_between_communities: float
    yearly_rise: float
    standard_deviation: float  # between residents, in points of the scale
    surveyed_share: float  # of the communities


@dataclass(frozen=True, slots=True)
class Agenda:
    """What becomes of agenda items (P2), and of the administration's promises about them."""

    items_per_plan: int
    outcomes: dict[str, Hazard]
    promises: dict[str, Hazard]


@dataclass(frozen=True, slots=True)
class Deliberation:
    """How deep decisions go (P4), what answers reflections (P5), how soon residents act (P3)."""

    decisions_per_plan: int
    levels: dict[str, float]
    answered_soon_share: float  # within 180 days
    answered_late_share: float
    acting: Hazard


@dataclass(frozen=True, slots=True)
class Learning:
    """Courses for residents, and how many of the learners practise within a year (C14)."""

    learners_per_quarter: int
    practised_share: float


@dataclass(frozen=True, slots=True)
class SelfRun:
    """Activities that residents run themselves, of supported bodies and of all others (C15)."""

    supported_share: float
    own_share: float


@dataclass(frozen=True, slots=True)
class Projects:
    """Small projects: planned first or not (P1), linked or not (R18), finished or not (O25)."""

    pairs_per_year: int
    plan_first_share: float
    plan_later_share: float  # of all; the rest cites no plan
    linked_share: float
    paper_link_share: float  # confirmed by both, with nothing done together
    half_link_share: float  # confirmed by one owner only
    abandoned_share: float
    settled_in_time_share: float  # of those not abandoned: by the planned end + 180 days
    settled_late_share: float


@dataclass(frozen=True, slots=True)
class Support:
    """Support organisations: contact with communities, workers after their contract (I21)."""

    communities_per_region: int
    communities_of_large_centre: int
    every_quarter_share: float
    workers_per_community: int
    longest_vacancy_days: int  # from a worker's last day to the next one's first, in one post
    aftermath: dict[str, Hazard]


@dataclass(frozen=True, slots=True)
class Parameters:
    """All of them."""

    participation: Participation
    bodies: Bodies
    leadership: Leadership
    agenda: Agenda
    deliberation: Deliberation
    learning: Learning
    self_run: SelfRun
    projects: Projects
    support: Support
    sense: Sense


PLANTED: Final = Parameters(
    participation=Participation(
        founders=26,
        joining_per_month=2.0,
        come_once_share=0.2,
        leaving=Hazard(((12.0, 0.045), (math.inf, 0.025))),
        moving_out=Hazard.constant(0.0015),
        ladder=(("contributor", 0.08), ("organiser", 0.06), ("representative", 0.05)),
        days_between=72.0,
        longest_days_between=150,  # far below the twelve silent months that mean leaving
    ),
    bodies=Bodies(
        supported=16,
        shortest_support_months=18.0,
        longest_support_months=30.0,
        second_source_share=0.15,
        ending=Hazard(((12.0, 0.03), (math.inf, 0.02))),
        merging=Hazard.constant(0.002),
        restarting=Hazard.constant(0.003),
        dissolved_share=0.3,
        days_between_activities=64.0,
        longest_days_between_activities=100,
    ),
    leadership=Leadership(
        tenure_scale_months=26.0, tenure_shape=1.6, longest_vacancy_days=45, led_bodies=4
    ),
    sense=Sense(
        share_of_range=0.72,
        spread_between_communities=0.04,
        yearly_rise=0.004,
        standard_deviation=0.8,
        surveyed_share=1.0,
    ),
    agenda=Agenda(
        items_per_plan=8,
        outcomes={
            "addressed": Hazard.constant(0.035),
            "withdrawn": Hazard.constant(0.008),
            "merged": Hazard.constant(0.004),
        },
        promises={
            "fulfilled": Hazard.constant(0.07),
            "renegotiated": Hazard.constant(0.015),
            "broken": Hazard.constant(0.01),
        },
    ),
    deliberation=Deliberation(
        decisions_per_plan=6,
        levels={
            "inform": 0.1,
            "consult": 0.25,
            "involve": 0.2,
            "collaborate": 0.25,
            "empower": 0.2,
        },
        answered_soon_share=0.55,
        answered_late_share=0.15,
        acting=Hazard(((6.0, 0.1), (math.inf, 0.05))),
    ),
    learning=Learning(learners_per_quarter=3, practised_share=0.5),
    self_run=SelfRun(supported_share=0.65, own_share=0.85),
    projects=Projects(
        pairs_per_year=2,
        plan_first_share=0.72,
        plan_later_share=0.14,
        linked_share=0.42,
        paper_link_share=0.15,
        half_link_share=0.10,
        abandoned_share=0.08,
        settled_in_time_share=0.85,
        settled_late_share=0.10,
    ),
    support=Support(
        communities_per_region=14,
        communities_of_large_centre=11,
        every_quarter_share=0.85,
        workers_per_community=2,
        longest_vacancy_days=40,
        aftermath={
            "re_educated": Hazard.constant(0.06),
            "redeployed": Hazard.constant(0.08),
            "left_field": Hazard.constant(0.05),
        },
    ),
)
