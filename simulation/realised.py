"""What happened in a life, counted from the life itself for each indicator at the world's last day.

`simulation.truth` adds the counts up; the same counts over the clean facts must be equal.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from simulation.chance import DAYS_PER_MONTH
from simulation.implied import HORIZONS
from simulation.lives import Life
from simulation.projects import IN_TIME_DAYS, SMALL_MONTHS, SMALL_WON, Project
from simulation.realised_after_support import after_support
from simulation.realised_process import realised_process
from simulation.residents import ROLES
from simulation.tell_village import population
from simulation.windows import Counts, Windows


def realised(life: Life, windows: Windows) -> dict[str, Counts]:
    """The counts of one community, by indicator; S23 is listed body by body (`support_ends`)."""
    return {
        "P1": _planned_first(life, windows),
        "P2": _agenda(life, windows),
        "A6": _reach(life, windows),
        "A7": _retention(life),
        "C11": _ladder(life, windows),
        "C13": _leadership(life, windows),
        "R18": _linkage(life, windows),
        "I20": _promises(life, windows),
        "I21": _continuity(life, windows),
        "I22": _sizes(life, windows),
        "S24": after_support(life, windows),
        "O25": _completion(life, windows),
        **realised_process(life, windows),
    }


def approved(life: Life, windows: Windows) -> Iterator[Project]:
    """The projects that were approved and have started."""
    for project in life.projects:
        if not project.is_declined and project.started < windows.end:
            yield project


def _planned_first(life: Life, windows: Windows) -> Counts:
    started = [one for one in approved(life, windows) if one.started >= windows.back(36)]
    return Counter(denominator=len(started), numerator=sum(one.plan_is_first for one in started))


def _agenda(life: Life, windows: Windows) -> Counts:
    """Of items with two years behind them: how many were addressed within the two years."""
    two_years = 24 * DAYS_PER_MONTH
    items = [
        item
        for plan in life.plans
        for item in plan.items
        if item.registered + two_years <= windows.end - 1
    ]
    addressed = [
        item
        for item in items
        if item.outcome == "addressed" and item.outcome_on - item.registered <= two_years
    ]
    return Counter(items=len(items), addressed_24=len(addressed))


def _reach(life: Life, windows: Windows) -> Counts:
    came: set[int] = set()
    for activity in life.schedule.signed:
        if activity.day >= windows.back(12):
            came.update(activity.attendees)
    aged = population(life, windows.calendar.years - 1)[1]
    return Counter(numerator=len(came), denominator=aged)


def _retention(life: Life) -> Counts:
    """How many would stay so long, whatever became of them by the last day."""
    counts: Counts = Counter(residents=len(life.residents))
    for month in HORIZONS:
        counts[f"stay_{month}"] = sum(one.stay_months >= month for one in life.residents)
    return counts


def _ladder(life: Life, windows: Windows) -> Counts:
    """Of those who came three years ago or earlier: how many climbed within three years."""
    three_years = round(36 * DAYS_PER_MONTH)
    seen = [one for one in life.residents if one.first_day + three_years < windows.end]
    counts: Counts = Counter(residents=len(seen))
    for rung, role in enumerate(ROLES):
        counts[f"{role}_36"] = sum(one.reached(rung) - one.first_day <= three_years for one in seen)
    return counts


def _leadership(life: Life, windows: Windows) -> Counts:
    """Days in leadership posts within 36 months: their sum, and the sum of squares by person."""
    held: Counter[int] = Counter()
    for term in life.terms:
        days = min(term.until, windows.end) - max(term.start, windows.back(36))
        if days > 0:
            held[term.resident] += days
    return Counter(
        leader_days=sum(held.values()),
        squared_leader_days=sum(days * days for days in held.values()),
        leaders=len(held),
    )


def _linkage(life: Life, windows: Windows) -> Counts:
    """Projects under way within 24 months, and those with a link that is more than paper."""
    active = {
        one.key
        for one in approved(life, windows)
        if one.ended is None or one.ended >= windows.back(24)
    }
    linked = {
        project.key
        for link in life.links
        if link.kind == "linked" and link.confirmed + 1 < windows.end
        for project in (link.one, link.two)
    }
    return Counter(denominator=len(active), numerator=len(active & linked))


def _promises(life: Life, windows: Windows) -> Counts:
    """Promises made, and those of them without a due date."""
    made = [
        item.commitment
        for plan in life.plans
        for item in plan.items
        if item.commitment is not None and item.commitment.made < windows.end
    ]
    return Counter(made=len(made), undated=sum(one.due is None for one in made))


def _continuity(life: Life, windows: Windows) -> Counts:
    """Contact in each quarter of 12 months; workers whose contract ended in the year before."""
    quarters = [*(windows.back(months) for months in (12, 9, 6, 3)), windows.end]
    days = [contact.day for contact in life.contacts]
    is_covered = all(any(first <= day < last for day in days) for first, last in pairwise(quarters))
    ended = [one for one in life.workers if windows.back(24) <= one.until < windows.back(12)]
    counts: Counts = Counter(communities=1, every_quarter=int(is_covered), workers=len(ended))
    for month in (6, 12):
        counts[f"followed_up_{month}"] = sum(
            one.outcome != "left_field" and one.outcome_on - one.until <= month * DAYS_PER_MONTH
            for one in ended
        )
    return counts


def _sizes(life: Life, windows: Windows) -> Counts:
    """Projects started within 36 months, those of them that are small, and what they got."""
    started = [one for one in approved(life, windows) if one.started >= windows.back(36)]
    won = [_granted(one, windows) for one in started]
    small = [
        one
        for one, sum_won in zip(started, won, strict=True)
        if sum_won < SMALL_WON and one.planned_months <= SMALL_MONTHS
    ]
    return Counter(projects=len(started), small=len(small), won=sum(won))


def _granted(project: Project, windows: Windows) -> int:
    """The sum that was approved last."""
    if project.changed is not None and project.changed[0] < windows.end:
        return project.changed[1]
    return project.approved_won


def _completion(life: Life, windows: Windows) -> Counts:
    """Projects whose planned end fell in the last 24 months, at least 180 days ago."""
    latest = windows.end - 1 - IN_TIME_DAYS
    due = [one for one in approved(life, windows) if windows.back(24) <= one.planned_end <= latest]
    in_time = [
        one
        for one in due
        if one.settled is not None and one.settled <= one.planned_end + IN_TIME_DAYS
    ]
    abandoned = [one for one in due if one.abandoned is not None]
    return Counter(projects=len(due), settled_in_time=len(in_time), abandoned=len(abandoned))


def support_ends(life: Life, windows: Windows) -> Iterator[dict[str, str | None]]:
    """Each spell of support that ended, and what became of the body by the last day.

    `outcome` is dissolved, silent, merged, restarted or alive; `until` is null while it is alive.
    """
    iso = windows.calendar.iso
    for body in life.supported:
        for spell, after in zip(body.spells, [*body.spells[1:], None], strict=True):
            if spell.last_end >= windows.end:
                continue
            until = body.end if after is None else after.start
            outcome = body.ending if after is None else "restarted"
            is_over = until is not None and until < windows.end
            yield {
                "community": life.place.key,
                "body": body.key,
                "support_ended": iso[spell.last_end],
                "until": iso[until] if is_over and until is not None else None,
                "outcome": outcome if is_over else "alive",
            }
