"""From what is shown nobody can compute a cell of fewer than five; and no more is hidden."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.conftest import REFERENCE, Warehouse, instant
from warehouse.cards import card
from warehouse.cells import Cell, Counted, UnitKey, counts_residents, to_hide
from warehouse.reference import load_reference
from warehouse.relations import build
from warehouse.results import Results
from warehouse.suppression import FEWEST_RESIDENTS, Sum, solvable, steady, withheld
from warehouse.tables import create_tables

T, K = date(2024, 12, 31), instant("2025-02-01")
Counts = Mapping[str, int]


@st.composite
def nested(draw: st.DrawFn) -> tuple[Counts, list[Sum]]:
    """Communities with how many residents came, in towns, in provinces, and in two programmes."""
    of_towns = draw(
        st.lists(st.lists(st.integers(0, 12), min_size=1, max_size=4), min_size=1, max_size=4)
    )
    counts: dict[str, int] = {}
    sums: list[Sum] = []
    for town, residents in enumerate(of_towns):
        parts = tuple(f"c{town}{place}" for place in range(len(residents)))
        counts |= dict(zip(parts, residents, strict=True))
        sums.append(Sum(f"t{town}", parts))
    communities = list(counts)
    sums.append(Sum("province", tuple(one.whole for one in sums)))
    chosen = draw(st.lists(st.booleans(), min_size=len(communities), max_size=len(communities)))
    for name, taken in (("p", True), ("q", False)):
        parts = tuple(one for one, is_in in zip(communities, chosen, strict=True) if is_in is taken)
        if parts:
            sums.append(Sum(name, parts))
    for one in sums:
        counts[str(one.whole)] = sum(counts[str(part)] for part in one.parts)
    return counts, sums


def as_told(counts: Counts) -> dict[str, int | None]:
    """The counts as an indicator tells them: it hides the small ones itself."""
    return {cell: None if 0 < count < FEWEST_RESIDENTS else count for cell, count in counts.items()}


def computable(hidden: set[str], sums: Sequence[Sum]) -> set[str]:
    """The hidden cells that follow from the others: those whose unit vector adds no rank.

    Numbers of numpy, not the arithmetic that is tested.
    """
    order = sorted(hidden)
    if not order:
        return set()
    matrix = np.array(
        [[(cell in one.parts) * 1.0 - (cell == one.whole) * 1.0 for cell in order] for one in sums]
    )
    rank = np.linalg.matrix_rank(matrix)
    units = np.eye(len(order))
    return {
        cell
        for place, cell in enumerate(order)
        if np.linalg.matrix_rank(np.vstack([matrix, units[place]])) == rank
    }


def tells_of_few(counts: Counts, hidden: set[str], sums: Sequence[Sum]) -> bool:
    """Whether what is left of a shown whole is one cell, or fewer residents than may be shown."""
    for one in sums:
        left = [part for part in one.parts if part in hidden]
        if one.whole not in hidden and left:
            rest = sum(counts[str(part)] for part in left)
            if len(left) == 1 or rest < FEWEST_RESIDENTS:
                return True
    return False


@given(nested())
@settings(deadline=None)  # the first example imports numpy's algebra
def test_no_small_cell_follows_from_what_is_shown(table: tuple[Counts, list[Sum]]) -> None:
    counts, sums = table
    told = as_told(counts)
    small = {cell for cell, count in told.items() if count is None}
    hidden = small | withheld(told, sums)
    assert not computable(hidden, sums) & small
    assert not tells_of_few(counts, hidden, sums)


@given(nested())
@settings(deadline=None)
def test_no_cell_is_hidden_that_could_be_shown(table: tuple[Counts, list[Sum]]) -> None:
    counts, sums = table
    told = as_told(counts)
    small = {cell for cell, count in told.items() if count is None}
    further = withheld(told, sums)
    for cell in further:
        hidden = small | further - {cell}
        given_away = bool(computable(hidden, sums) & small)
        is_alone = any(
            one.whole == cell and cell not in hidden and not hidden.isdisjoint(one.parts)
            for one in sums
        )
        assert given_away or tells_of_few(counts, hidden, sums) or is_alone


@given(st.lists(st.integers(0, 15), min_size=1, max_size=7))
def test_of_one_total_as_few_cells_are_hidden_as_can_be(residents: list[int]) -> None:
    counts = {str(place): count for place, count in enumerate(residents)}
    one = Sum("whole", tuple(counts))
    counts["whole"] = sum(residents)
    told = as_told(counts)
    small = {cell for cell, count in told.items() if count is None}
    further = withheld(told, [one])
    shown = [cell for cell in counts if cell not in small and counts[cell]]
    fewest = next(
        size
        for size in range(len(shown) + 1)
        for chosen in combinations(shown, size)
        if not computable(small | set(chosen), [one]) & small
        and not tells_of_few(counts, small | set(chosen), [one])
    )
    assert len(further) == fewest


@given(nested())
@settings(deadline=None)
def test_the_solver_agrees_with_numpy(table: tuple[Counts, list[Sum]]) -> None:
    counts, sums = table
    hidden = {cell for cell, count in counts.items() if count % 3}
    assert solvable(hidden, sums) == computable(hidden, sums)


def test_the_smallest_sibling_stays_hidden_with_a_small_cell() -> None:
    told = {"whole": 30, "a": None, "b": 10, "c": 17}
    assert withheld(told, [Sum("whole", ("a", "b", "c"))]) == {"b"}


def test_two_small_cells_that_are_few_together_need_a_third() -> None:
    """Of a rest of two in two villages there is one in each."""
    told = {"whole": 29, "a": None, "b": None, "c": 10, "d": 17}
    assert withheld(told, [Sum("whole", ("a", "b", "c", "d"))]) == {"c"}


def test_cells_that_only_several_sums_together_give_away_are_found() -> None:
    """Knowing x + y, y + z and x + z is knowing all three."""
    sums = [Sum("1", ("x", "y")), Sum("2", ("y", "z")), Sum("3", ("x", "z"))]
    told = {"x": None, "y": None, "z": None, "1": 6, "2": 7, "3": 7}
    assert solvable({"x", "y", "z"}, sums) == {"x", "y", "z"}
    assert withheld(told, sums)


def test_without_a_small_cell_everything_is_shown() -> None:
    assert not withheld({"whole": 12, "a": 5, "b": 7}, [Sum("whole", ("a", "b"))])


def test_parts_that_do_not_add_up_give_nothing_away() -> None:
    """Somebody active in two villages is one resident of the town."""
    assert not withheld({"whole": 9, "a": None, "b": 10}, [Sum("whole", ("a", "b"))])


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([], []),
        ([20], [True]),
        ([20, 21], [False, True]),
        ([20, 20], [True, True]),
        ([20, 22, 30, 33, 36], [False, True, True, False, True]),
        ([None, 20, None, 24], [False, False, False, True]),
        ([10, 20, 12, 31], [True, True, True, True]),
    ],
)
def test_a_step_of_fewer_than_five_is_not_shown(
    counts: list[int | None], shown: list[bool]
) -> None:
    assert steady(counts) == shown


@given(st.lists(st.none() | st.integers(0, 40), max_size=9))
def test_as_many_points_are_shown_as_can_be(counts: list[int | None]) -> None:
    def is_safe(places: Sequence[int]) -> bool:
        steps = pairwise(counts[place] or 0 for place in places)
        return all(abs(after - before) not in range(1, FEWEST_RESIDENTS) for before, after in steps)

    shown = [place for place, is_shown in enumerate(steady(counts)) if is_shown]
    there = [place for place, count in enumerate(counts) if count is not None]
    assert is_safe(shown)
    assert shown[-1:] == there[-1:]
    most = max(
        (
            size
            for size in range(len(there) + 1)
            for chosen in combinations(there[:-1], max(size - 1, 0))
            if size and is_safe([*chosen, there[-1]])
        ),
        default=0,
    )
    assert len(shown) == most


def cell(unit_type: str, unit_id: str, stratum: str = "all") -> Cell:
    return Cell(unit_type, unit_id, "s_12", stratum)


def test_a_town_of_one_village_hides_what_the_village_hides() -> None:
    told = [
        Counted(cell("community", "C"), None, "suppressed"),
        Counted(cell("municipality", "M"), 9, "mature"),
    ]
    members = {
        UnitKey("community", "C"): frozenset("C"),
        UnitKey("municipality", "M"): frozenset("C"),
    }
    assert to_hide(told, members) == {told[0].cell, told[1].cell}


def test_a_stratum_without_a_cell_counts_nobody() -> None:
    """A village where nobody came first in that quarter has no row for it."""
    told = [
        Counted(cell("community", "C", "2020-Q1"), None, "suppressed"),
        Counted(cell("community", "C"), 30, "mature"),
        Counted(cell("community", "D"), 30, "mature"),
        Counted(cell("community", "C", "2020-Q2"), 27, "mature"),
        Counted(cell("municipality", "M"), 60, "mature"),
        Counted(cell("community", "D", "2020-Q2"), 30, "mature"),
        Counted(cell("municipality", "M", "2020-Q1"), 3, "maturing"),
        Counted(cell("municipality", "M", "2020-Q2"), 57, "mature"),
    ]
    members = {
        UnitKey("community", "C"): frozenset("C"),
        UnitKey("community", "D"): frozenset("D"),
        UnitKey("municipality", "M"): frozenset("CD"),
    }
    hidden = to_hide(told, members)
    assert cell("municipality", "M", "2020-Q1") in hidden  # three residents, whoever wrote it
    assert cell("community", "C", "2020-Q2") in hidden  # the rest of all of C
    assert not {one for one in hidden if one.stratum == "all"}


def test_only_what_reads_facts_about_residents_counts_them() -> None:
    of_residents = {id_ for id_ in ("A6", "A7", "C11", "P1", "R18", "I21") if counted_by(id_)}
    assert of_residents == {"A6", "A7", "C11"}


def counted_by(id_: str) -> bool:
    found = card(id_)
    assert found is not None
    return counts_residents(found)


@pytest.mark.parametrize("others", [[40], [40, 30]])
def test_an_answer_hides_a_small_village_and_what_would_tell_of_it(
    tmp_path: Path, others: list[int]
) -> None:
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        create_tables(connection)
        load_reference(connection, REFERENCE)
        build(connection)
        warehouse = Warehouse(connection)
        for number, residents in enumerate([3, *others]):
            put_village(warehouse, f"C{number}", residents)
        reach = card("A6")
        assert reach is not None
        rows = Results(warehouse.connection, K, tmp_path).of(reach, T)
    hidden = {row.unit_id for row in rows if row.status == "suppressed"}
    smallest = f"C{1 + others.index(min(others))}"
    assert {"C0"} < hidden
    assert smallest in hidden or "47130" in hidden
    for row in rows:
        if row.status == "suppressed":
            told = (row.value, row.numerator, row.denominator, row.n, row.observed_months)
            assert set(told) == {None}


def put_village(warehouse: Warehouse, key: str, residents: int) -> None:
    """A village where so many residents came once in each month of 2024."""
    village = {"subject_key": key, "area_scheme": "mois-sgg", "area_code": "47130"}
    named = {"name": key, "residents_aged_13_and_over": 200}
    warehouse.put("community_identification", named, on="2023-01-01", **village)
    for month in range(1, 13):
        day, activity = f"2024-{month:02d}-05", f"{key}-{month}"
        held = {"activity": activity, "organisers": ["p"], "is_signed_in": True}
        warehouse.put("activity", held, on=day, **village)
        came = [{"resident": f"{key}-{one}"} for one in range(residents)]
        warehouse.put("participation", *came, on=day, activity=activity, **village)
