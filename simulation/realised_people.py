"""Who came together in a life, counted from the life itself: O26, A8, A9, A10, R16 and R17.

As `simulation.realised` counts the other indicators; `simulation.truth` adds both up.
"""

from collections import Counter

from simulation.lives import Life
from simulation.windows import Counts, Windows


def realised_people(life: Life, windows: Windows) -> dict[str, Counts]:
    """The counts of one community, by indicator."""
    return {
        "O26": _volume(life, windows),
    }


def _volume(life: Life, windows: Windows) -> Counts:
    """Heads at the activities of 12 months, with and without sign-in."""
    counts: Counts = Counter(signed_in=0, without_sign_in=0)
    for activity in life.schedule.activities:
        if windows.back(12) <= activity.day < windows.end:
            kind = "signed_in" if activity.is_signed_in else "without_sign_in"
            counts[kind] += len(activity.attendees) + activity.extra_heads
    return counts
