"""What was planted, indicator by indicator: the truth beside the feeds.

`parameter` is what the planted hazards and shares imply for the estimator's own definition;
`realised` is what happened in these lives by the last day, counted from the lives themselves and not
from the facts, for each community and the nation. Estimates have the parameter within their
intervals; counts of the clean facts equal the realised ones.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from simulation.calendar import Calendar
from simulation.chance import (
    DAYS_PER_MONTH,
    Hazard,
    cumulative_incidence,
    ladder_incidence,
    restricted_mean,
    weibull_median,
)
from simulation.lives import Life, World
from simulation.parameters import Parameters
from simulation.projects import IN_TIME_DAYS
from simulation.tell_village import population

HORIZONS: Final = (12, 24, 36)
_CURVE_MONTHS: Final = range(0, 61, 6)
_REPRESENTATIVE: Final = 2


@dataclass(slots=True)
class Truth:
    """Gathers the realised truth of lives as they pass; small next to the facts."""

    world: World
    units: dict[str, dict[str, str]] = field(default_factory=dict)
    realised: dict[str, dict[str, Counter[str]]] = field(default_factory=dict)
    support_ends: list[dict[str, Any]] = field(default_factory=list)
    unplanned_projects: list[str] = field(default_factory=list)

    def add(self, life: Life) -> None:
        """Count one life."""
        place = life.place
        self.units[place.key] = {
            "programme": place.programme,
            "partner_programme": place.partner_programme,
            "municipality": place.city.code(self.world.calendar.end - 1),
            "support_organisation": life.centre,
        }
        windows = Windows(self.world.calendar)
        for indicator, counts in (
            ("P1", _planned_first(life, windows)),
            ("P2", _agenda(life, windows)),
            ("A6", _reach(life, windows)),
            ("A7", _retention(life)),
            ("C11", _ladder(life, windows)),
            ("C13", _leadership(life, windows)),
            ("R18", _linkage(life, windows)),
            ("I21", _continuity(life, windows)),
            ("O25", _completion(life, windows)),
        ):
            self.realised.setdefault(indicator, {})[place.key] = counts
        self.support_ends += _support_ends(life, windows)
        self.unplanned_projects += [
            one.key
            for one in life.projects
            if not one.plan_is_first and not one.is_declined and one.selected < windows.end
        ]

    def write(self, path: Path, rest: dict[str, Any]) -> None:
        """Write the truth as JSON, with what the caller knows of breaches and deliveries."""
        calendar = self.world.calendar
        document = {
            "seed": self.world.seed,
            "communities": self.world.communities,
            "years": calendar.years,
            "from": calendar.first.isoformat(),
            "to": calendar.last.isoformat(),
            "days_per_month": DAYS_PER_MONTH,
            "units": self.units,
            "indicators": self.indicators(),
            "support_ends": self.support_ends,
            "unplanned_projects": self.unplanned_projects,
        }
        path.write_text(
            json.dumps(document | rest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )

    def indicators(self) -> dict[str, Any]:
        """Parameter and realised truth of each indicator."""
        document = {}
        for indicator, parameter in parameters_of(self.world.planted).items():
            by_community = self.realised.get(indicator, {})
            nation: Counter[str] = Counter()
            for counts in by_community.values():
                nation.update(counts)
            document[indicator] = {
                "parameter": parameter,
                "realised": {"nation": dict(nation), "community": by_community},
            }
        return document


@dataclass(frozen=True, slots=True)
class Windows:
    """The windows of the indicators at the world's last day, as first days."""

    calendar: Calendar

    @property
    def end(self) -> int:
        """The day after the last."""
        return self.calendar.end

    def back(self, months: int) -> int:
        """The first day of a window of so many months; all windows begin with a month."""
        last = self.calendar.last
        index = last.year * 12 + last.month - months
        return self.calendar.day(index // 12, index % 12 + 1)


def parameters_of(planted: Parameters) -> dict[str, dict[str, Any]]:
    """What the planted parameters imply, under the definitions of the indicators."""
    return {
        "P1": {"share": planted.projects.plan_first_share},
        "P2": _agenda_parameters(planted),
        "A6": {},
        "A7": _retention_parameters(planted),
        "C11": _ladder_parameters(planted),
        "C13": {
            "median_tenure_months": weibull_median(
                planted.leadership.tenure_scale_months, planted.leadership.tenure_shape
            )
        },
        "R18": {"share": planted.projects.linked_share},
        "I21": _continuity_parameters(planted),
        "S23": _survival_parameters(planted),
        "O25": {
            "settled_in_time": (1 - planted.projects.abandoned_share)
            * planted.projects.settled_in_time_share,
            "abandoned": planted.projects.abandoned_share,
        },
    }


def _agenda_parameters(planted: Parameters) -> dict[str, float]:
    agenda = planted.agenda
    causes = {
        "addressed": agenda.addressed,
        "withdrawn": agenda.withdrawn,
        "merged": agenda.merged,
    }
    return {
        f"{cause}_{month}": cumulative_incidence(causes, cause, month)
        for month in HORIZONS
        for cause in causes
    }


def _retention_parameters(planted: Parameters) -> dict[str, Any]:
    participation = planted.participation
    stay = 1 - participation.come_once_share
    survival = {f"s_{month}": stay * participation.leaving.survival(month) for month in HORIZONS}
    curve = [[month, stay * participation.leaving.survival(month)] for month in _CURVE_MONTHS]
    return {**survival, "curve": curve}


def _ladder_parameters(planted: Parameters) -> dict[str, dict[str, float]]:
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


def _continuity_parameters(planted: Parameters) -> dict[str, float]:
    support = planted.support
    causes = {
        "re_educated": support.re_educated,
        "redeployed": support.redeployed,
        "left_field": support.left_field,
    }
    followed = {
        f"followed_up_{month}": cumulative_incidence(causes, "re_educated", month)
        + cumulative_incidence(causes, "redeployed", month)
        for month in (6, 12)
    }
    return {"every_quarter_share": support.every_quarter_share, **followed}


def _survival_parameters(planted: Parameters) -> dict[str, Any]:
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


def _planned_first(life: Life, windows: Windows) -> Counter[str]:
    started = [
        one
        for one in life.projects
        if not one.is_declined and windows.back(36) <= one.started < windows.end
    ]
    return Counter(denominator=len(started), numerator=sum(one.plan_is_first for one in started))


def _agenda(life: Life, windows: Windows) -> Counter[str]:
    """Among items with two years behind them: how many were addressed within the two years."""
    counts: Counter[str] = Counter(items=0, addressed_24=0)
    for plan in life.plans:
        for item in plan.items:
            if item.registered + 24 * DAYS_PER_MONTH <= windows.end - 1:
                counts["items"] += 1
                is_early = item.outcome_on - item.registered <= 24 * DAYS_PER_MONTH
                counts["addressed_24"] += item.outcome == "addressed" and is_early
    return counts


def _reach(life: Life, windows: Windows) -> Counter[str]:
    came: set[int] = set()
    for activity in life.schedule.signed:
        if activity.day >= windows.back(12):
            came.update(activity.attendees)
    aged = population(life, windows.calendar.years - 1)[1]
    return Counter(numerator=len(came), denominator=aged)


def _retention(life: Life) -> Counter[str]:
    """How many would stay so long, whatever became of them by the last day."""
    counts: Counter[str] = Counter(residents=len(life.residents))
    for month in HORIZONS:
        counts[f"stay_{month}"] = sum(one.stay_months >= month for one in life.residents)
    return counts


def _ladder(life: Life, windows: Windows) -> Counter[str]:
    """Among those who came three years ago or earlier: how many climbed within three years."""
    three_years = round(36 * DAYS_PER_MONTH)
    seen = [one for one in life.residents if one.first_day + three_years < windows.end]
    counts: Counter[str] = Counter(residents=len(seen))
    for rung, role in enumerate(("contributor", "organiser", "representative")):
        counts[f"{role}_36"] = sum(one.reached(rung) - one.first_day <= three_years for one in seen)
    return counts


def _leadership(life: Life, windows: Windows) -> Counter[str]:
    """Days in leadership posts within 36 months: their sum, and the sum of squares by person."""
    first, end = windows.back(36), windows.end
    held: Counter[int] = Counter()
    posts = set()
    for term in life.terms:
        days = min(term.until, end) - max(term.start, first)
        if days > 0:
            held[term.resident] += days
            posts.add((term.body, term.post))
    return Counter(
        leader_days=sum(held.values()),
        squared_leader_days=sum(days * days for days in held.values()),
        leaders=len(held),
        posts=len(posts),
    )


def _linkage(life: Life, windows: Windows) -> Counter[str]:
    """Projects under way within 24 months, and those with a link that is more than paper."""
    active = {
        one.key
        for one in life.projects
        if not one.is_declined
        and one.started < windows.end
        and (one.ended is None or one.ended >= windows.back(24))
    }
    linked: set[str] = set()
    for link in life.links:
        if link.kind == "linked" and link.confirmed + 1 < windows.end:
            linked |= {link.one.key, link.two.key}
    return Counter(denominator=len(active), numerator=len(active & linked))


def _continuity(life: Life, windows: Windows) -> Counter[str]:
    """Contact in each quarter of the last 12 months; workers whose contract ended a year earlier."""
    quarters = [windows.back(months) for months in (12, 9, 6, 3)] + [windows.end]
    days = [contact.day for contact in life.contacts]
    is_covered = all(
        any(first <= day < last for day in days)
        for first, last in zip(quarters, quarters[1:], strict=False)  # each with the next
    )
    ended = [one for one in life.workers if windows.back(24) <= one.until < windows.back(12)]
    counts = Counter(communities=1, every_quarter=int(is_covered), workers=len(ended))
    for month in (6, 12):
        counts[f"followed_up_{month}"] = sum(
            one.outcome != "left_field" and one.outcome_on - one.until <= month * DAYS_PER_MONTH
            for one in ended
        )
    return counts


def _completion(life: Life, windows: Windows) -> Counter[str]:
    """Projects whose planned end fell in the last 24 months, at least 180 days ago."""
    due = [
        one
        for one in life.projects
        if not one.is_declined
        and one.started < windows.end
        and windows.back(24) <= one.planned_end <= windows.end - 1 - IN_TIME_DAYS
    ]
    settled = [
        one
        for one in due
        if one.settled is not None and one.settled <= one.planned_end + IN_TIME_DAYS
    ]
    abandoned = [one for one in due if one.abandoned is not None]
    return Counter(projects=len(due), settled_in_time=len(settled), abandoned=len(abandoned))


def _support_ends(life: Life, windows: Windows) -> list[dict[str, Any]]:
    """Each spell of support that ended, and what was true of the body on the last day."""
    found = []
    for body in life.supported:
        for spell, after in zip(body.spells, [*body.spells[1:], None], strict=True):
            if spell.last_end >= windows.end:
                continue
            ended = body.end if after is None else after.start
            kind = (body.ending or "alive") if after is None else "restarted"
            is_past = ended is not None and ended < windows.end
            found.append(
                {
                    "community": life.place.key,
                    "body": body.key,
                    "support_ended": windows.calendar.iso[spell.last_end],
                    "until": windows.calendar.iso[ended] if is_past and ended is not None else None,
                    "outcome": kind if is_past else "alive",
                }
            )
    return found
