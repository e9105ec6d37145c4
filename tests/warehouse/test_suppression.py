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


def as_told(counts: Counts) -> dict[str, tuple[int, ...] | None]:
    """The counts as an indicator tells them: it hides the small ones itself."""
    return {
        cell: None if 0 < count < FEWEST_RESIDENTS else (count,) for cell, count in counts.items()
    }


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
        known = computable(hidden, sums)
        assert known & small or tells_of_few(counts, hidden - known, sums)


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
    told = {"whole": (30,), "a": None, "b": (10,), "c": (17,)}
    assert withheld(told, [Sum("whole", ("a", "b", "c"))]) == {"b"}


def test_two_small_cells_that_are_few_together_need_a_third() -> None:
    """Of a rest of two in two villages there is one in each."""
    told = {"whole": (29,), "a": None, "b": None, "c": (10,), "d": (17,)}
    assert withheld(told, [Sum("whole", ("a", "b", "c", "d"))]) == {"c"}


def test_cells_that_only_several_sums_together_give_away_are_found() -> None:
    """Knowing x + y, y + z and x + z is knowing all three."""
    sums = [Sum("1", ("x", "y")), Sum("2", ("y", "z")), Sum("3", ("x", "z"))]
    told = {"x": None, "y": None, "z": None, "1": (6,), "2": (7,), "3": (7,)}
    assert solvable({"x", "y", "z"}, sums) == {"x", "y", "z"}
    assert withheld(told, sums)


def test_without_a_small_cell_everything_is_shown() -> None:
    assert not withheld({"whole": (12,), "a": (5,), "b": (7,)}, [Sum("whole", ("a", "b"))])


def test_parts_that_do_not_add_up_give_nothing_away() -> None:
    """Somebody active in two villages is one resident of the town."""
    assert not withheld({"whole": (9,), "a": None, "b": (10,)}, [Sum("whole", ("a", "b"))])


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


def test_a_unit_with_a_small_stratum_shows_none_of_its_strata_nor_which_it_has() -> None:
    """Of a village where nobody came first in a quarter, the quarter would tell just that."""
    told = [
        Counted(cell("community", "C"), 30, "mature"),
        Counted(cell("community", "C", "2020-Q1"), None, "suppressed"),
        Counted(cell("community", "C", "2020-Q2"), 27, "mature"),
        Counted(cell("nation", "KR"), 90, "mature"),
        Counted(cell("nation", "KR", "2020-Q1"), 33, "mature"),
        Counted(cell("nation", "KR", "2020-Q2"), 27, "mature"),
        Counted(cell("nation", "KR", "2020-Q3"), 30, "mature"),
        Counted(cell("community", "D"), 30, "mature"),
        Counted(cell("community", "D", "2020-Q3"), 30, "mature"),
        Counted(cell("community", "E"), 30, "mature"),
        Counted(cell("community", "E", "2020-Q1"), 30, "mature"),
    ]
    members = {UnitKey("community", key): frozenset(key) for key in "CDE"}
    members[UnitKey("nation", "KR")] = frozenset("CDE")
    hidden = to_hide(told, members)
    quarters = {"2020-Q1", "2020-Q2", "2020-Q3"}
    assert {one.stratum for one in hidden if one.unit_id == "C"} == quarters
    assert {one.unit_id for one in hidden} in ({"C", "D"}, {"C", "E"})
    assert not {one for one in hidden if one.stratum == "all"}


@st.composite
def stratified(
    draw: st.DrawFn,
) -> tuple[dict[UnitKey, frozenset[str]], dict[tuple[str, str], int]]:
    """Villages in towns and programmes, with how many residents came first in which quarter."""
    villages = [f"c{number}" for number in range(draw(st.integers(2, 6)))]
    members = {UnitKey("community", one): frozenset({one}) for one in villages}
    for unit_type, most in (("municipality", 3), ("programme", 2)):
        place = {one: draw(st.integers(1, most)) for one in villages}
        for number in set(place.values()):
            inside = frozenset(one for one in villages if place[one] == number)
            members[UnitKey(unit_type, f"{unit_type[0]}{number}")] = inside
    members[UnitKey("nation", "KR")] = frozenset(villages)
    quarters = [f"q{number}" for number in range(draw(st.integers(1, 4)))]
    few = st.sampled_from([0, 1, 4, 5, 8, 20, 30])
    return members, {(one, quarter): draw(few) for one in villages for quarter in quarters}


@given(stratified())
@settings(deadline=None)
def test_no_small_stratum_follows_from_all_that_is_shown(
    world: tuple[dict[UnitKey, frozenset[str]], dict[tuple[str, str], int]],
) -> None:
    """Every shown cell is a sum of villages' quarters; no small one lies in what they span."""
    members, residents = world
    quarters = sorted({quarter for _, quarter in residents})
    strata = {quarter: [quarter] for quarter in quarters} | {"all": quarters}
    cells = {
        cell(*unit, stratum): [(one, quarter) for one in inside for quarter in strata[stratum]]
        for unit, inside in members.items()
        for stratum in strata
    }
    counts = {one: sum(residents[atom] for atom in atoms) for one, atoms in cells.items()}
    small = {one for one, count in counts.items() if 0 < count < FEWEST_RESIDENTS}
    there = [one for one, count in counts.items() if count or one.stratum == "all"]
    told = [
        Counted(one, None if one in small else counts[one], "suppressed" if one in small else "")
        for one in there
    ]
    hidden = to_hide(told, members)
    assert small <= hidden
    place = {atom: number for number, atom in enumerate(residents)}
    vectors = {
        one: np.bincount([place[atom] for atom in atoms], minlength=len(place))
        for one, atoms in cells.items()
    }
    nothing = np.zeros(len(place))
    matrix = np.array([nothing, *(vectors[one] for one in cells if one not in hidden)])
    rank = np.linalg.matrix_rank(matrix)
    for one in small:
        assert np.linalg.matrix_rank(np.vstack([matrix, vectors[one]])) > rank


def test_where_too_many_cells_hang_together_none_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("warehouse.suppression.MOST_SOLVED", 1)
    told = [
        Counted(cell("community", "C"), None, "suppressed"),
        Counted(cell("community", "D"), 30, "mature"),
        Counted(cell("community", "E"), 30, "mature"),
        Counted(cell("nation", "KR"), 63, "mature"),
    ]
    members = {UnitKey("community", key): frozenset(key) for key in "CDE"}
    members[UnitKey("nation", "KR")] = frozenset("CDE")
    assert to_hide(told, members) == {one.cell for one in told}


def test_only_what_reads_facts_about_residents_counts_them() -> None:
    of_residents = {id_ for id_ in ("A6", "A7", "C11", "P1", "R18", "I21") if counted_by(id_)}
    assert of_residents == {"A6", "A7", "C11"}


def counted_by(id_: str) -> bool:
    found = card(id_)
    assert found is not None
    return counts_residents(found)


def test_an_answer_hides_a_small_village_and_what_would_tell_of_it(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        create_tables(connection)
        load_reference(connection, REFERENCE)
        build(connection)
        warehouse = Warehouse(connection)
        for key, residents in (("C0", 3), ("C1", 40), ("C2", 30)):
            put_village(warehouse, key, residents)
        reach = card("A6")
        assert reach is not None
        rows = Results(warehouse.connection, K, tmp_path).of(reach, T)
    hidden = {row.unit_id for row in rows if row.status == "suppressed"}
    assert {row.unit_id for row in rows if row.unit_type == "community"} - hidden == {"C1"}
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
