"""The indicators recover what the simulator planted: counts exactly, parameters in their intervals.

Clean worlds first; then one that comes through five noisy feeds; then the same as known earlier.
`docs/truth-recovery.md` has the same over twenty seeds.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from tests.end_to_end.granted import concentration
from tests.end_to_end.noisy import known_at, opened, received_by, simulate, take_in
from tests.end_to_end.planted import NATION, Answers, Key, Planted, Warehouse
from tests.end_to_end.recovery import LEVELS, SAMPLED, Estimate, estimates, fewest_recovered, shift
from warehouse.cards import cards

pytestmark = pytest.mark.slow

SEEDS: Final = (1, 2)
COMMUNITIES: Final = 10  # of which the nation's continuity of support (I21) is mature
NOISY: Final = Planted(11, communities=4)
PARTING: Final = datetime.fromisoformat("2021-06-30T00:00:00+09:00")
FARTHEST: Final = 3.29 / 1.96  # half widths of a 95 % interval that leave out one in a thousand
MOST_UNPAIRED: Final = 0.02  # what censoring and the fortnight between meetings may cost A7
MOST_MOVED: Final = 0.25  # half widths of the interval
# Nobody counts the heads at what a contractor runs, so only the least volume is known.
UNCOUNTED: Final = {("O26", "attendance"), ("O26", "attendance_without_sign_in")}
INDICATORS: Final = tuple(one.id for one in cards())


class Loaded(NamedTuple):
    """A planted world and the warehouse that holds it."""

    planted: Planted
    warehouse: Warehouse

    def answers(self, indicator: str) -> Answers:
        """All rows of an indicator at the world's last day, when all was delivered."""
        return self.warehouse.answers(indicator, self.planted.valid_at, self.planted.known_at)


@pytest.fixture(scope="module")
def worlds() -> Iterator[list[Loaded]]:
    """Clean worlds, from punctual feeds."""
    with ExitStack() as stack:
        planted = [Planted(seed, COMMUNITIES) for seed in SEEDS]
        yield [Loaded(one, stack.enter_context(one.warehouse())) for one in planted]


@pytest.fixture(scope="module")
def recovered(worlds: list[Loaded]) -> list[Estimate]:
    """The nation's estimates of everything that was planted."""
    return [one for loaded in worlds for one in estimates(*loaded)]


@pytest.fixture(scope="module")
def feeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The five feeds of the noisy world."""
    out = tmp_path_factory.mktemp("noisy") / "feeds"
    simulate(NOISY, out)
    return out


@pytest.fixture(scope="module")
def home(feeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """A home that took in all of them."""
    folder = tmp_path_factory.mktemp("noisy") / "home"
    take_in(feeds, folder)
    with opened(folder) as warehouse:
        yield warehouse


@pytest.fixture(scope="module")
def earlier_home(feeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """A home that took in only what had been received by the parting day."""
    folder = tmp_path_factory.mktemp("earlier")
    received_by(feeds, PARTING, folder / "feeds")
    take_in(folder / "feeds", folder / "home")
    with opened(folder / "home") as warehouse:
        yield warehouse


@pytest.mark.parametrize(
    ("indicator", "measure", "names"),
    [
        ("P1", "share", ("numerator", "denominator")),
        ("P4", "collaborate_empower", ("numerator", "denominator")),
        *(("P4", level, (level, "denominator")) for level in LEVELS),
        ("P5", "followed", ("numerator", "denominator")),
        ("A6", "reach", ("numerator", "denominator")),
        ("C12", "successors_per_post", ("numerator", "denominator")),
        ("C15", "share", ("share_own", "share_all")),
        ("C15", "share_year_before", ("year_before_own", "year_before_all")),
        ("C15", "share_supported", ("supported_own", "supported_all")),
        ("C15", "share_after_support", ("after_own", "after_all")),
        ("A8", "renewal", ("numerator", "denominator")),
        ("R18", "share", ("numerator", "denominator")),
        ("I20", "undated_share", ("undated", "made")),
        ("I21", "every_quarter_share", ("every_quarter", "communities")),
        ("I22", "small_share", ("small", "projects")),
        ("S24", "activity_rate_ratio", ("after", "before")),
        ("S24", "succession_success", ("successions", "changes")),
    ],
)
def test_a_census_counts_what_happened(
    worlds: list[Loaded], indicator: str, measure: str, names: tuple[str, str]
) -> None:
    for loaded in worlds:
        answers, count_mature = loaded.answers(indicator), 0
        for unit, counts in loaded.planted.realised(indicator).items():
            row = answers.get(Key(*unit, measure, "all"))
            if row is not None and row.status == "mature":
                count_mature += 1
                wanted = tuple(counts.get(name, 0) for name in names)
                assert (row.numerator, row.denominator) == wanted, unit
        is_of_others = indicator in {"I20", "I21", "I22"}  # communities are no units of them
        assert count_mature == (1 if is_of_others else COMMUNITIES + 1)


def test_heads_are_those_that_came(worlds: list[Loaded]) -> None:
    """O26 with and without sign-in, and their sum."""
    for loaded in worlds:
        answers = loaded.answers("O26")
        for unit, counts in loaded.planted.realised("O26").items():
            for kind in ("signed_in", "without_sign_in"):
                assert answers[Key(*unit, f"attendance_{kind}", "all")].value == counts[kind], unit
            assert answers[Key(*unit, "attendance", "all")].value == sum(counts.values()), unit


def test_attendances_are_as_uneven_as_they_were(worlds: list[Loaded]) -> None:
    """A9, from how many residents came how often."""
    for loaded in worlds:
        answers = loaded.answers("A9")
        for unit, counts in loaded.planted.realised("A9").items():
            if unit == NATION:
                continue
            came = sorted(
                int(name.removeprefix("came_"))
                for name, people in counts.items()
                for _ in range(people)
            )
            n, total = len(came), sum(came)
            gini = sum((2 * rank - n - 1) * times for rank, times in enumerate(came, 1))
            row = answers[Key(*unit, "gini", "all")]
            assert row.value is not None
            assert row.value == pytest.approx(gini / (n - 1) / total, abs=1e-9), unit
            assert (row.n, row.denominator) == (n, total)
            assert row.low is not None
            assert row.high is not None
            assert row.low < row.value < row.high


def test_the_network_is_that_of_who_met(worlds: list[Loaded]) -> None:
    """R16's density and largest component, and the weight across bodies of R17."""
    for loaded in worlds:
        network, bridging = loaded.answers("R16"), loaded.answers("R17")
        weights = loaded.planted.realised("R17")
        for unit, counts in loaded.planted.realised("R16").items():
            if unit == NATION:
                continue
            n = counts["residents"]
            density = network[Key(*unit, "density", "all")]
            largest = network[Key(*unit, "largest_component_share", "all")]
            across = bridging[Key(*unit, "across", "organisation")]
            assert density.n == n
            assert density.value == pytest.approx(2 * counts["ties"] / n / (n - 1)), unit
            assert largest.value == pytest.approx(counts["largest"] / n), unit
            if across.value is not None:
                wanted = weights[unit]["across"] / weights[unit]["weight"]
                assert across.value == pytest.approx(wanted), unit
        assert any(
            row.value is not None for key, row in bridging.items() if key.stratum == "organisation"
        )


def test_days_in_office_are_those_that_were_served(worlds: list[Loaded]) -> None:
    """C13's concentration is a census: the square of all days over the squares of each leader's."""
    for loaded in worlds:
        answers = loaded.answers("C13")
        for unit, counts in loaded.planted.realised("C13").items():
            row = answers[Key(*unit, "effective_leaders", "all")]
            assert row.numerator == counts["leader_days"] ** 2, unit
            assert row.denominator == counts["squared_leader_days"], unit
            assert row.n == counts["leaders"]


def test_resources_are_those_that_were_given(worlds: list[Loaded]) -> None:
    """S24's diversity of sources, and who gave without being asked."""
    for loaded in worlds:
        answers = loaded.answers("S24")
        for unit, counts in loaded.planted.realised("S24").items():
            won = {name: sum_won for name, sum_won in counts.items() if "/" in name}
            whole = sum(won.values())
            grants = sum(won[name] for name in won if name.startswith("grant/"))
            wanted = {
                "resource_diversity": 1 - sum(one**2 for one in won.values()) / whole**2,
                "public_grant_share": grants / whole,
                "free_own_share": counts["free"] / whole,
            }
            for measure, share in wanted.items():
                assert answers[Key(*unit, measure, "all")].value == pytest.approx(share), unit


def test_support_is_as_concentrated_as_what_was_granted(worlds: list[Loaded]) -> None:
    """I22 against the covariance of support and rank, one resident after the other's."""
    for loaded in worlds:
        row = loaded.answers("I22")[Key(*NATION, "support_concentration", "all")]
        assert row.n == COMMUNITIES  # each lies in a city of its own
        assert row.value == pytest.approx(concentration(loaded.planted), abs=1e-9)


def test_workers_are_followed_up_as_counted(worlds: list[Loaded]) -> None:
    """Nobody is censored within the twelve months, so the incidence is a plain share."""
    for loaded in worlds:
        answers = loaded.answers("I21")
        counts = loaded.planted.realised("I21")[NATION]
        for months in (6, 12):
            row = answers[Key(*NATION, f"followed_up_{months}", "all")]
            assert row.n == counts["workers"]
            assert row.value == pytest.approx(counts[f"followed_up_{months}"] / counts["workers"])


def test_learners_practise_as_they_did(worlds: list[Loaded]) -> None:
    """C14 is mature at the nation; whoever learnt twice in the window is one learner."""
    for loaded in worlds:
        row = loaded.answers("C14")[Key(*NATION, "practised", "all")]
        counts = loaded.planted.realised("C14")[NATION]
        assert (row.numerator, row.denominator) == (counts["numerator"], counts["denominator"])


def test_all_items_wait_for_residents(worlds: list[Loaded]) -> None:
    """P3's pool is every item that was registered."""
    for loaded in worlds:
        answers = loaded.answers("P3")
        for unit, counts in loaded.planted.realised("P3").items():
            assert answers[Key(*unit, "waiting_12", "all")].n == counts["items"], unit


def test_planted_parameters_lie_within_the_intervals(recovered: list[Estimate]) -> None:
    """As often as intervals of 95 % must hold them, and none far outside."""
    missed = [one for one in recovered if not one.is_recovered]
    assert len(recovered) - len(missed) >= fewest_recovered(len(recovered)), missed
    assert [one for one in recovered if one.error > FARTHEST] == []


def test_stays_are_those_that_were_drawn(worlds: list[Loaded]) -> None:
    """Beside the very stays that fate drew survival (A7) varies little, so no bias hides in it."""
    for loaded in worlds:
        answers = loaded.answers("A7")
        counts = loaded.planted.realised("A7")[NATION]
        for months in (12, 24, 36):
            row = answers[Key(*NATION, f"s_{months}", "all")]
            assert row.value == pytest.approx(
                counts[f"stay_{months}"] / counts["residents"], abs=MOST_UNPAIRED
            )


def test_every_sampled_measure_has_an_estimate_with_its_interval(
    recovered: list[Estimate],
) -> None:
    """Also where nothing happened."""
    assert len(recovered) == len(SAMPLED) * len(SEEDS)
    assert [one for one in recovered if not one.interval[0] < one.interval[1]] == []


@pytest.mark.parametrize("indicator", INDICATORS)
def test_precise_and_complete_facts_leave_nothing_open(
    worlds: list[Loaded], indicator: str
) -> None:
    for key, row in worlds[0].answers(indicator).items():
        if row.value is not None and row.bound_low is not None:
            assert row.bound_low == pytest.approx(row.value), key
            if (indicator, key.measure) not in UNCOUNTED:
                assert row.bound_high == pytest.approx(row.value), key


@pytest.mark.parametrize(
    ("indicator", "measure"),
    [
        ("P1", "share"),
        ("P4", "collaborate_empower"),
        ("P5", "followed"),
        ("A6", "reach"),
        ("C12", "successors_per_post"),
        ("R18", "share"),
    ],
)
def test_bounds_hold_what_happened_whatever_was_lost(
    feeds: Path, home: Warehouse, indicator: str, measure: str
) -> None:
    """A month of sign-ins is missing in the last year: who came then only is known to nobody."""
    answers = home.answers(indicator, NOISY.valid_at, known_at(feeds))
    for unit, counts in NOISY.realised(indicator).items():
        row = answers[Key(*unit, measure, "all")]
        assert row.bound_low is not None
        assert row.bound_high is not None
        share = counts["numerator"] / counts["denominator"]
        assert row.bound_low <= share <= row.bound_high, unit
        assert row.value == pytest.approx(share, rel=0.1), unit


def test_noisy_feeds_move_estimates_by_little(feeds: Path, home: Warehouse) -> None:
    """Late, repeated, misstated, imprecise and lost rows cost a fraction of the sampling error."""
    with replace(NOISY, is_gamed=True).warehouse() as clean:  # feeds tell of seeded gaming, too
        for indicator in sorted(
            {one.indicator for one in SAMPLED} - {"I21"}
        ):  # too few communities
            wanted = clean.answers(indicator, NOISY.valid_at, NOISY.known_at)
            found = home.answers(indicator, NOISY.valid_at, known_at(feeds))
            for one in (one for one in SAMPLED if one.indicator == indicator):
                key = Key(*NATION, one.measure, one.stratum)
                assert shift(wanted[key], found[key]) < MOST_MOVED, key


@pytest.mark.parametrize("indicator", INDICATORS)
def test_what_was_known_earlier_is_what_a_home_of_that_day_says(
    indicator: str, home: Warehouse, earlier_home: Warehouse
) -> None:
    for valid_at in (date(2021, 5, 31), date(2019, 12, 31)):
        now = home.answers(indicator, valid_at, PARTING)
        then = earlier_home.answers(indicator, valid_at, PARTING)
        assert now.keys() == then.keys()
        assert any(row.value is not None for row in now.values())
        for key, row in now.items():
            assert tuple(row) == pytest.approx(tuple(then[key]), nan_ok=True), key
