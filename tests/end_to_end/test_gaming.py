"""Seeded gaming is found, and on clean facts nothing is: the patterns G1 to G6 over planted worlds.

Menu plates are finding D12, which `tests/simulation/test_replay.py` holds to what was planted.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final

import pytest

from tests.end_to_end.planted import Planted, Warehouse

pytestmark = pytest.mark.slow

SEEDS: Final = (1, 2)
COMMUNITIES: Final = 6
RULES: Final = {"G1", "G2", "G3", "G5", "G6"}  # G4 is in the lives themselves


@pytest.fixture(scope="module", params=SEEDS)
def clean(request: pytest.FixtureRequest) -> Iterator[tuple[Planted, Warehouse]]:
    planted = Planted(request.param, COMMUNITIES)
    with planted.warehouse() as warehouse:
        yield planted, warehouse


@pytest.fixture(scope="module", params=SEEDS)
def gamed(request: pytest.FixtureRequest) -> Iterator[tuple[Planted, Warehouse]]:
    planted = Planted(request.param, COMMUNITIES, is_gamed=True)
    with planted.warehouse() as warehouse:
        yield planted, warehouse


def paper_links(planted: Planted) -> Counter[tuple[str, str]]:
    """The links that are on paper only, as the lives have them."""
    return Counter(("G4", f"small_project/{key}") for key in planted.truth["paper_links"])


def test_clean_facts_show_no_pattern_but_the_links_that_are_paper(
    clean: tuple[Planted, Warehouse],
) -> None:
    planted, warehouse = clean
    wanted = paper_links(planted)
    assert wanted
    assert Counter(planted.findings("gaming_patterns", warehouse)) == wanted


def test_every_seeded_pattern_is_found_and_nothing_else(gamed: tuple[Planted, Warehouse]) -> None:
    planted, warehouse = gamed
    seeded = Counter((one.rule, one.subject) for one in planted.patterns() if one.rule != "D2")
    assert {rule for rule, _ in seeded} == RULES
    found = Counter(planted.findings("gaming_patterns", warehouse))
    assert found == seeded + paper_links(planted)
