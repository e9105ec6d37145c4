"""What the indicators say of planted worlds against what was planted, seed by seed.

`planted` gives the worlds. As a program it writes the table of `docs/truth-recovery.md`:
`python -m tests.end_to_end.recovery FIRST_SEED LAST_SEED`.
"""

import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from statistics import fmean, stdev
from typing import Final, NamedTuple

from scipy.stats import binom

from tests.end_to_end.planted import NATION, Figure, Key, Planted, Warehouse

MONTHS: Final = (12, 24, 36)
RUNGS: Final = ("contributor", "organiser", "representative")
LEVELS: Final = ("inform", "consult", "involve", "collaborate", "empower")
CONFIDENCE: Final = 0.95
_RARE: Final = 1e-3  # a rate of misses that chance brings so seldom is a fault


class Sampled(NamedTuple):
    """A measure that estimates a planted parameter."""

    indicator: str
    measure: str
    parameter: str
    stratum: str = "all"


SAMPLED: Final = (
    Sampled("P1", "share", "share"),
    *(Sampled("P2", f"addressed_{months}", f"addressed_{months}") for months in (12, 24)),
    *(Sampled("P3", measure, measure) for measure in ("median_wait", "waiting_12")),
    *(Sampled("P4", level, level) for level in ("collaborate_empower", *LEVELS)),
    Sampled("P5", "followed", "followed"),
    *(Sampled("A7", f"s_{months}", f"s_{months}") for months in MONTHS),
    *(Sampled("A10", "least_ratio", kind, kind) for kind in ("sex", "age_band")),
    *(
        Sampled("C11", f"{rung}_{months}", f"{rung}_{months}")
        for rung in RUNGS
        for months in (24, 36)
    ),
    Sampled("C13", "median_tenure", "median_tenure_months"),
    Sampled("C14", "practised", "practised"),
    *(Sampled("C15", measure, measure) for measure in ("share_supported", "share_after_support")),
    Sampled("R18", "share", "share"),
    Sampled("I20", "kept_in_time", "fulfilled"),
    *(Sampled("I20", outcome, outcome) for outcome in ("renegotiated", "broken")),
    Sampled("I21", "every_quarter_share", "every_quarter_share"),
    *(Sampled("I21", f"followed_up_{months}", f"followed_up_{months}") for months in (6, 12)),
    *(Sampled("S23", f"s_{months}", f"s_{months}") for months in MONTHS),
    *(Sampled("S23", f"ended_{months}", f"ended_{months}") for months in MONTHS),
    *(Sampled("S23", f"merged_{months}", f"merged_{months}") for months in MONTHS),
    Sampled("S23", "rmst_36", "rmst_36"),
    Sampled("S24", "activity_rate_ratio", "activity_rate_ratio"),
    Sampled("O25", "settled_in_time", "settled_in_time"),
    Sampled("O25", "abandoned", "abandoned"),
)


class Estimate(NamedTuple):
    """One estimate of the nation with its interval, and the truth that it is about."""

    sampled: Sampled
    seed: int
    truth: float
    value: float
    interval: tuple[float, float]

    @property
    def is_recovered(self) -> bool:
        """Whether the planted parameter lies within the interval."""
        return self.interval[0] <= self.truth <= self.interval[1]

    @property
    def error(self) -> float:
        """The distance from the truth, in widths of the interval on the truth's side."""
        low, high = self.interval
        side = high - self.value if self.truth > self.value else self.value - low
        return abs(self.truth - self.value) / side


def planted_parameter(planted: Planted, sampled: Sampled) -> float:
    """The truth of a measure; moving out competes with climbing (C11), as its card says."""
    parameters = planted.parameter(sampled.indicator)
    if sampled.indicator == "C11":
        parameters = parameters["moving_out_competes"]
    found: float = parameters[sampled.parameter]
    return found


def estimates(planted: Planted, warehouse: Warehouse) -> Iterator[Estimate]:
    """Every sampled measure of the nation at the world's last day; each must be mature."""
    for sampled in SAMPLED:
        answers = warehouse.answers(sampled.indicator, planted.valid_at, planted.known_at)
        row = answers[Key(*NATION, sampled.measure, sampled.stratum)]
        assert row.value is not None, f"{sampled} is {row.status}"
        assert row.low is not None, f"{sampled} has no interval"
        assert row.high is not None, f"{sampled} has no interval"
        truth = planted_parameter(planted, sampled)
        yield Estimate(sampled, planted.seed, truth, row.value, (row.low, row.high))


def shift(wanted: Figure, found: Figure) -> float:
    """How far one estimate lies from another, in half widths of the other's interval."""
    assert wanted.value is not None
    assert found.value is not None
    if wanted.low is None or wanted.high is None:
        return abs(found.value - wanted.value)
    return abs(found.value - wanted.value) / ((wanted.high - wanted.low) / 2)


def fewest_recovered(trials: int, confidence: float = CONFIDENCE) -> int:
    """So many of as many intervals hold their truth unless something is wrong (binomial)."""
    return int(binom.ppf(_RARE, trials, confidence))


def table(found: Iterable[Estimate]) -> Iterator[str]:
    """The estimates of many seeds (two at least) as a Markdown table, one line per measure."""
    by_measure: dict[Sampled, list[Estimate]] = defaultdict(list)
    for one in found:
        by_measure[one.sampled].append(one)
    yield "| measure | planted | mean estimate | bias, in standard errors of the mean | recovered |"
    yield "|---|---|---|---|---|"
    for sampled, of_seeds in by_measure.items():
        truth, values = of_seeds[0].truth, [one.value for one in of_seeds]
        mean = fmean(values)
        error = stdev(values) / math.sqrt(len(values))
        bias = f"{(mean - truth) / error:+.1f}" if error else "none"
        recovered = sum(one.is_recovered for one in of_seeds)
        of_what = "" if sampled.stratum == "all" else f" by `{sampled.stratum}`"
        yield (
            f"| {sampled.indicator} `{sampled.measure}`{of_what} | {truth:.3f} | {mean:.3f} "
            f"| {bias} | {recovered} of {len(of_seeds)} |"
        )


def _study(first: int, last: int) -> Iterator[Estimate]:
    for seed in range(first, last + 1):
        planted = Planted(seed)
        with planted.warehouse() as warehouse:
            yield from estimates(planted, warehouse)


if __name__ == "__main__":
    _first, _last = map(int, sys.argv[1:])
    sys.stdout.writelines(f"{line}\n" for line in table(_study(_first, _last)))
