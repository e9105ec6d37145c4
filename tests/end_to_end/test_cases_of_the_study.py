"""The comparison of cases says what the study says where the simulated truths say so, and else not.

Two worlds of the same seed: in one all four of the study's statements are planted, in the other
their opposites. Beside the sentences, what each case is judged by is held against the truth.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, Final, NamedTuple

import pytest

from simulation.worlds import WORLDS
from tests.end_to_end.planted import Planted, Warehouse
from warehouse.cases import Comparison, Line

pytestmark = pytest.mark.slow

SEED: Final = 5
COMMUNITIES: Final = 6  # one more than a set needs to say anything
YEARS: Final = 6  # leadership is judged after three, and villages begin within a year
SAID: Final = {
    "study": {
        "sense": ("holds", "The sense of community is strong"),
        "leaders": ("holds", "Resident organisations and leaders are hard to find"),
        "intermediaries": ("holds", "Intermediate support organisations are thin"),
        "linkage": ("holds", "Projects of one area are not linked"),
    },
    "contrary": {
        "sense": ("contrary", "The sense of community is not strong"),
        "leaders": ("contrary", "There are resident organisations and leaders"),
        "intermediaries": ("contrary", "Intermediate support organisations are formed"),
        "linkage": ("contrary", "Projects of one area are linked"),
    },
}


class Compared(NamedTuple):
    """A world with what is said of it."""

    planted: Planted
    warehouse: Warehouse
    lines: list[Line]

    def rows(self, relation: str) -> list[dict[str, Any]]:
        results = self.warehouse.results(self.planted.known_at)
        return results.rows(relation, self.planted.valid_at)


@pytest.fixture(scope="module")
def worlds() -> Iterator[dict[str, Compared]]:
    """Both worlds, loaded and compared."""
    with ExitStack() as stack:
        found = {}
        for name in SAID:
            planted = Planted(SEED, COMMUNITIES, YEARS, WORLDS[name])
            warehouse = stack.enter_context(planted.warehouse())
            results = warehouse.results(planted.known_at)
            lines = Comparison(results, planted.valid_at, "nation", "KR", "en").lines()
            found[name] = Compared(planted, warehouse, lines)
        yield found


@pytest.mark.parametrize("name", SAID)
def test_the_sentences_follow_what_was_planted(worlds: dict[str, Compared], name: str) -> None:
    together = {line.statement: line for line in worlds[name].lines if line.unit == "KR"}
    assert {one.n for one in together.values()} == {COMMUNITIES}
    for statement, (verdict, words) in SAID[name].items():
        assert together[statement].verdict == verdict, together[statement].says
        assert together[statement].says.startswith(words)


@pytest.mark.parametrize("name", SAID)
def test_each_case_is_judged_by_what_happened_in_it(worlds: dict[str, Compared], name: str) -> None:
    world = worlds[name]
    truth = world.planted.truth["cases"]
    linkage = world.planted.realised("R18")
    assert len(truth) == COMMUNITIES
    for row in world.rows("case_sense"):
        wanted = truth[row["community"]]["sense_share_of_range"]
        assert row["value"] == pytest.approx(wanted, abs=1e-9)
    for row in world.rows("case_leaders"):
        assert row["count_led"] == truth[row["community"]]["led_bodies"]
    for row in world.rows("case_intermediaries"):
        told = truth[row["community"]]
        assert row["is_in_every_quarter"] == told["every_quarter"]
        assert row["days_without_worker"] == told["days_without_worker"]
    for row in world.rows("case_linkage"):
        counts = linkage["community", row["community"]]
        assert (row["count_linked"], row["count_projects"]) == (
            counts.get("numerator", 0),
            counts["denominator"],
        )


def test_what_is_due_to_workers_is_what_became_of_them(worlds: dict[str, Compared]) -> None:
    """Each contract of a life has ended by the last day with one answer, or with none yet."""
    world = worlds["study"]
    end = world.planted.world.calendar.end
    date = world.planted.world.calendar.date
    wanted = set()
    for life in world.planted.world.lives():
        for worker in life.workers:
            if worker.until < end:
                outcome = worker.outcome if worker.outcome_on < end else None
                wanted.add((worker.key, date(worker.until), outcome))
    duties = [row for row in world.rows("worker_duty") if row["cause"] == "contract_ended"]
    assert {(row["worker"], row["ended_from"], row["answer"]) for row in duties} == wanted
