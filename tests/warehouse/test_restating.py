"""A restatement's parts add up to its difference, exactly, whatever the five values were."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, localcontext

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from warehouse.publication.restating import CAUSES, EXACT, Cause, Key, exact, restatements

KEY: Key = (date(2025, 12, 31), "A7", "municipality", "47130", "s_12")
VALUES = st.one_of(
    st.none(),
    st.floats(-1e9, 1e9).map(lambda value: float(f"{value:.12g}")),
    st.integers(0, 40).map(lambda count: float(f"{count / 7:.12g}")),
)


def states(*values: float | None) -> list[dict[Key, float | None]]:
    return [{KEY: value} for value in values]


@example([7.76715893686e-250, None, None, 1.0, 0.0])
@given(st.lists(VALUES, min_size=5, max_size=5))
def test_the_parts_add_up_to_the_whole_difference(values: Sequence[float | None]) -> None:
    found = list(restatements(states(*values)))
    before, after = values[0], values[-1]
    assert bool(found) == (before != after)
    for one in found:
        if before is not None and after is not None:
            assert list(one.parts) == list(CAUSES)
            with localcontext(EXACT):
                whole = exact(after) - exact(before)
                assert sum(one.parts.values(), Decimal(0)) == one.total == whole
        else:
            assert not one.parts
            assert one.total is None


def test_each_cause_has_the_difference_of_its_step() -> None:
    [one] = restatements(states(0.5, 0.6, 0.55, 0.55, 0.3))
    assert one.parts == {
        Cause.LATE_ARRIVALS: Decimal("0.1"),
        Cause.CORRECTIONS: Decimal("-0.05"),
        Cause.DEFINITION: Decimal(0),
        Cause.BOUNDARY: Decimal("-0.25"),
    }


def test_a_step_without_a_value_leaves_its_difference_to_the_next() -> None:
    [one] = restatements(states(0.5, None, 0.7, 0.7, 0.7))
    assert one.parts[Cause.LATE_ARRIVALS] == 0
    assert one.parts[Cause.CORRECTIONS] == Decimal("0.2")


@pytest.mark.parametrize(
    ("before", "after", "change"), [(None, 0.5, "appeared"), (0.5, None, "gone")]
)
def test_a_value_that_comes_or_goes_is_told_without_parts(
    before: float | None, after: float | None, change: str
) -> None:
    [one] = restatements(states(before, 0.4, 0.4, 0.4, after))
    assert (one.change, one.parts) == (change, {})


def test_a_figure_that_stays_is_no_restatement() -> None:
    assert not list(restatements(states(0.5, 0.9, 0.1, 0.7, 0.5)))
