"""What the planted parameters imply for each indicator, under the estimator's own definition.

`simulation.truth` writes this beside the feeds; estimates should have it within their intervals.
"""

import math
from statistics import fmean
from typing import Any, Final

from simulation.chance import (
    DAYS_PER_MONTH,
    Hazard,
    cumulative_incidence,
    ladder_incidence,
    restricted_mean,
    weibull_median,
)
from simulation.parameters import DUE_DAYS, Parameters
from simulation.tell_bands import least_ratios

HORIZONS: Final = (12, 24, 36)
KEPT_DAYS: Final = 90  # after the due date
_FOLLOW_UP_MONTHS: Final = (6, 12)
_CURVE_MONTHS: Final = range(0, 61, 6)


def implied(planted: Parameters) -> dict[str, dict[str, Any]]:
    """The truth of each indicator in the population that the parameters describe.

    A6 and C12 have none: their values are counts of these residents, and so is the number of
    leaders (C13); nor have those about who comes together, which are counted whole.
    """
    leadership, projects = planted.leadership, planted.projects
    in_time = (1 - projects.abandoned_share) * projects.settled_in_time_share
    tenure = weibull_median(leadership.tenure_scale_months, leadership.tenure_shape)
    return {
        "P1": {"share": projects.plan_first_share},
        "P2": _agenda(planted),
        "P3": _waiting(planted),
        "P4": _depth(planted),
        "P5": {"followed": planted.deliberation.answered_soon_share},
        "A6": {},
        "A7": _retention(planted),
        "C11": _ladder(planted),
        "C12": {},
        "C13": {"median_tenure_months": tenure},
        "C14": {"practised": planted.learning.practised_share},
        "C15": {
            "share_supported": planted.self_run.supported_share,
            "share_after_support": planted.self_run.own_share,
        },
        "R18": {"share": projects.linked_share},
        "I20": _promises(planted),
        "I21": _continuity(planted),
        "I22": {"small_share": 1.0},
        "S23": _survival(planted),
        "S24": _momentum(planted),
        "O25": {"settled_in_time": in_time, "abandoned": projects.abandoned_share},
        "A10": least_ratios(),
        **{counted: {} for counted in ("A8", "A9", "R16", "R17", "O26")},
    }


def _agenda(planted: Parameters) -> dict[str, float]:
    """Cumulative incidences of the three ways out of the agenda."""
    causes = planted.agenda.outcomes
    return {
        f"{cause}_{month}": cumulative_incidence(causes, cause, month)
        for month in HORIZONS
        for cause in causes
    }


def _promises(planted: Parameters) -> dict[str, float]:
    """What becomes of promises by their due date and 90 days, over all that they may be due in."""
    causes = planted.agenda.promises
    spans = [(days + KEPT_DAYS) / DAYS_PER_MONTH for days in DUE_DAYS]
    return {
        cause: fmean(cumulative_incidence(causes, cause, span) for span in spans)
        for cause in causes
    }


def _waiting(planted: Parameters) -> dict[str, float]:
    """How long items wait for residents, whatever else would have become of them."""
    acting = planted.deliberation.acting
    return {"median_wait": acting.median(), "waiting_12": acting.survival(12)}


def _depth(planted: Parameters) -> dict[str, float]:
    """The share of each level, and of the two deepest."""
    levels = planted.deliberation.levels
    return {**levels, "collaborate_empower": levels["collaborate"] + levels["empower"]}


def _retention(planted: Parameters) -> dict[str, Any]:
    """Survival of participation; moving out censors."""
    participation = planted.participation
    stay = 1 - participation.come_once_share
    survival = {f"s_{month}": stay * participation.leaving.survival(month) for month in HORIZONS}
    curve = [[month, stay * participation.leaving.survival(month)] for month in _CURVE_MONTHS]
    return {**survival, "curve": curve}


def _ladder(planted: Parameters) -> dict[str, dict[str, float]]:
    """Twice: an estimator may censor at moving out, or count it as an exit like any other."""
    participation = planted.participation
    rates = tuple(rate for _, rate in participation.ladder)
    stay = 1 - participation.come_once_share
    readings: dict[str, tuple[Hazard, ...]] = {
        "moving_out_censors": (participation.leaving,),
        "moving_out_competes": (participation.leaving, participation.moving_out),
    }
    return {
        reading: {
            f"{role}_{month}": stay * reached
            for month in HORIZONS
            for (role, _), reached in zip(
                participation.ladder, ladder_incidence(rates, exits, month), strict=True
            )
        }
        for reading, exits in readings.items()
    }


def _continuity(planted: Parameters) -> dict[str, float]:
    """Contact in every quarter; re-education or redeployment, while leaving the field competes."""
    causes = planted.support.aftermath
    followed = {
        f"followed_up_{month}": cumulative_incidence(causes, "re_educated", month)
        + cumulative_incidence(causes, "redeployed", month)
        for month in _FOLLOW_UP_MONTHS
    }
    return {"every_quarter_share": planted.support.every_quarter_share, **followed}


def _momentum(planted: Parameters) -> dict[str, float]:
    """How long bodies live in months 13 to 24 after support, over the 12 months.

    Of those that by then neither merged nor got support again. On the day of its end a body is
    active once more.
    """
    bodies = planted.bodies
    causes = {"ended": bodies.ending, "merged": bodies.merging, "restarted": bodies.restarting}

    def ended(month: float) -> float:
        return cumulative_incidence(causes, "ended", month)

    stayed = math.exp(-sum(hazard.cumulative(24) for hazard in causes.values()))
    alive = fmean(stayed + ended(24) - ended(12 + (step + 0.5) / 10) for step in range(120))
    lowest = bodies.days_between_activities / 2
    longest = bodies.longest_days_between_activities - lowest
    pause = lowest + lowest * (1 - math.exp(-longest / lowest))
    last = (ended(24) - ended(12)) * pause / 12 / DAYS_PER_MONTH
    return {"activity_rate_ratio": (alive + last) / (stayed + ended(24))}


def _survival(planted: Parameters) -> dict[str, Any]:
    """Merged bodies are censored in `s_`, and compete in the incidences."""
    bodies = planted.bodies
    causes = {"ended": bodies.ending, "merged": bodies.merging}
    return {
        **{f"s_{month}": bodies.ending.survival(month) for month in HORIZONS},
        **{
            f"{cause}_{month}": cumulative_incidence(causes, cause, month)
            for month in HORIZONS
            for cause in causes
        },
        "rmst_36": restricted_mean(bodies.ending, 36),
        "curve": [[month, bodies.ending.survival(month)] for month in _CURVE_MONTHS],
    }
