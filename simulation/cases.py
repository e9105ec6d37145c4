"""What the comparison of cases should find in each life at the world's last day.

Counted from the life itself, as `simulation.realised` counts for indicators; `simulation.truth`
writes it beside the feeds. Linkage is R18's realised truth and is not told twice.
"""

from typing import Any, Final

from simulation.lives import Life
from simulation.sense import HIGHEST, LOWEST
from simulation.windows import Counts, Windows

_WINDOW_MONTHS: Final = 12


def case_truth(life: Life, windows: Windows, counts: dict[str, Counts]) -> dict[str, Any]:
    """Sense of community, bodies with a leader in office, contact and workers of one community.

    `counts` are what was realised for the indicators.
    """
    last = max(life.surveys, key=lambda survey: survey.day, default=None)
    in_office = {
        term.body for term in life.terms if term.start < windows.end and term.until >= windows.end
    }
    return {
        "sense_share_of_range": last and (last.mean - LOWEST) / (HIGHEST - LOWEST),
        "led_bodies": len(in_office),
        "every_quarter": bool(counts["I21"]["every_quarter"]),
        "days_without_worker": days_without_worker(life, windows),
    }


def days_without_worker(life: Life, windows: Windows) -> int:
    """Days of the last twelve months on which no worker was assigned, from the first one on."""
    first = max(windows.back(_WINDOW_MONTHS), min(one.appointed for one in life.workers))
    covered: set[int] = set()
    for worker in life.workers:
        covered.update(range(max(first, worker.appointed), min(worker.until + 1, windows.end)))
    return windows.end - first - len(covered)
