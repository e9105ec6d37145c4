"""The planted parameters: every rate and share that the imagined lives follow.

`simulation.residents`, `bodies`, `projects`, `plans` and `support` draw from them; `simulation.truth`
says what they imply. The sizes lie near the anchors of the literature and are nobody's data.
"""

import math
from dataclasses import dataclass, field
from typing import Final

from simulation.chance import Hazard


@dataclass(frozen=True, slots=True)
class Participation:
    """Who comes, how long they stay and how far they climb (A6, A7, C11)."""

    founders: int = 26
    joining_per_month: float = 2.0
    come_once_share: float = 0.2
    leaving: Hazard = Hazard(((12.0, 0.045), (math.inf, 0.025)))
    moving_out: Hazard = Hazard.constant(0.0015)
    ladder: tuple[tuple[str, float], ...] = (
        ("contributor", 0.08),
        ("organiser", 0.06),
        ("representative", 0.05),
    )
    days_between: float = 72.0
    longest_days_between: int = 150  # far below the twelve silent months that mean leaving


@dataclass(frozen=True, slots=True)
class Bodies:
    """Supported bodies: how long they are supported, and what comes after (S23)."""

    supported: int = 16
    shortest_support_months: float = 18.0
    longest_support_months: float = 30.0
    second_source_share: float = 0.15
    ending: Hazard = Hazard(((12.0, 0.03), (math.inf, 0.02)))
    merging: Hazard = Hazard.constant(0.002)
    restarting: Hazard = Hazard.constant(0.003)
    dissolved_share: float = 0.3  # of those that end; the others fall silent
    days_between_activities: float = 64.0
    longest_days_between_activities: int = 100


@dataclass(frozen=True, slots=True)
class Leadership:
    """Terms of office in the registered bodies (C13)."""

    tenure_scale_months: float = 26.0
    tenure_shape: float = 1.6
    longest_vacancy_days: int = 45


@dataclass(frozen=True, slots=True)
class Agenda:
    """What becomes of agenda items (P2) and of the administration's commitments."""

    items_per_plan: int = 8
    addressed: Hazard = Hazard.constant(0.035)
    withdrawn: Hazard = Hazard.constant(0.008)
    merged: Hazard = Hazard.constant(0.004)
    fulfilled: Hazard = Hazard.constant(0.07)
    renegotiated: Hazard = Hazard.constant(0.015)
    broken: Hazard = Hazard.constant(0.01)


@dataclass(frozen=True, slots=True)
class Projects:
    """Small projects: planned first or not (P1), linked or not (R18), finished or not (O25)."""

    pairs_per_year: int = 2
    plan_first_share: float = 0.72
    plan_later_share: float = 0.14  # of all; the rest cites no plan
    linked_share: float = 0.42
    paper_link_share: float = 0.15  # confirmed by both, with nothing done together
    half_link_share: float = 0.10  # confirmed by one owner only
    abandoned_share: float = 0.08
    settled_in_time_share: float = 0.85  # of those not abandoned: by the planned end + 180 days
    settled_late_share: float = 0.10


@dataclass(frozen=True, slots=True)
class Support:
    """Support organisations: contact with communities, and workers after their contract (I21)."""

    communities_per_region: int = 14
    communities_of_large_centre: int = 11
    every_quarter_share: float = 0.85
    workers_per_community: int = 2
    re_educated: Hazard = Hazard.constant(0.06)
    redeployed: Hazard = Hazard.constant(0.08)
    left_field: Hazard = Hazard.constant(0.05)


@dataclass(frozen=True, slots=True)
class Parameters:
    """All of them."""

    participation: Participation = field(default_factory=Participation)
    bodies: Bodies = field(default_factory=Bodies)
    leadership: Leadership = field(default_factory=Leadership)
    agenda: Agenda = field(default_factory=Agenda)
    projects: Projects = field(default_factory=Projects)
    support: Support = field(default_factory=Support)


PLANTED: Final = Parameters()
