"""Decides which cells stay hidden so that no small one can be computed from those that are shown.

Indicators hide their cells of fewer than five residents themselves (status `suppressed`). A total
less its other parts would give such a cell away, so `warehouse.results` asks here which siblings
stay hidden too, before it keeps an answer; `steady` does the same for the dates of one series.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeVar

FEWEST_RESIDENTS: Final = 5  # in a cell that is shown; the indicators' own limit
MOST_EXACT: Final = 150  # hidden cells that hang together and are solved for; a third of a second
_PRIME: Final = 2**61 - 1  # arithmetic of the exact check: no rounding, no growing fractions
RULES: Final = "1"  # of this module; answers that were kept under others are computed anew

Key = TypeVar("Key", bound=Hashable)


class Sum(NamedTuple):
    """A cell and those that add up to it, by their keys."""

    whole: Hashable
    parts: tuple[Hashable, ...]

    @property
    def cells(self) -> tuple[Hashable, ...]:
        """The whole and its parts."""
        return (self.whole, *self.parts)


def withheld(
    counts: Mapping[Key, int | None], sums: Iterable[Sum], dear: Collection[Key] = ()
) -> set[Key]:
    """The further cells to hide, given those that are small: they have no count.

    Afterwards no sum with a hidden cell leaves fewer than two unknown, nor fewer residents than
    a shown cell must have; none of the small cells follows from all sums together; and no further
    cell is hidden that could be shown. Hidden last are those that are `dear`, first what gives
    rise to the fewest others, then what has the fewest residents, ties by the order of the keys'
    texts. The check of all sums together is left out where more than MOST_EXACT hidden cells hang
    together: there each sum alone is safe. Sums of which a cell is missing say nothing.
    """
    usable = [one for one in sums if all(cell in counts for cell in one.cells)]
    table = _Table(counts, usable, set(dear))  # type: ignore[arg-type]  # keys go in and come out as they are
    table.hide_what_sums_tell()
    table.show_what_is_superfluous()
    return table.hidden - table.small  # type: ignore[return-value]  # the same


def solvable(hidden: Iterable[Hashable], sums: Iterable[Sum]) -> set[Hashable]:
    """The hidden cells that follow from the sums when all others are shown.

    Gauss-Jordan over the hidden cells: one is known when a row of the reduced system has it alone.
    """
    wanted = set(hidden)
    pivots: dict[Hashable, dict[Hashable, int]] = {}
    for one in sums:
        row = {cell: 1 for cell in one.parts if cell in wanted}
        if one.whole in wanted:
            row[one.whole] = row.get(one.whole, 0) - 1
        _eliminate(row, pivots)
    return {cell for cell, row in pivots.items() if len(row) == 1}


def steady(counts: Sequence[int | None]) -> list[bool]:
    """Which points of a series over time may be shown so that no step between them is small.

    Two dates whose counts differ by one to four residents tell of so few who came or went. The
    last point is always kept, and as many as possible of those before it; None is hidden anyway.
    """
    best: dict[int, tuple[int, int | None]] = {}  # place -> (points kept up to it, the one before)
    places = [place for place, count in enumerate(counts) if count is not None]
    for place in places:
        before = [
            (best[other][0], other)
            for other in best
            if not _is_small_step(counts[other], counts[place])
        ]
        most, previous = max(before, default=(0, None), key=lambda one: (one[0], one[1] or 0))
        best[place] = (most + 1, previous)
    kept: set[int] = set()
    at: int | None = places[-1] if places else None
    while at is not None:
        kept.add(at)
        at = best[at][1]
    return [place in kept for place in range(len(counts))]


def _is_small_step(before: int | None, after: int | None) -> bool:
    return before is not None and after is not None and 0 < abs(after - before) < FEWEST_RESIDENTS


class _Table:
    """Cells with the sums that bind them; which are hidden grows and shrinks."""

    def __init__(
        self,
        counts: Mapping[Hashable, int | None],
        sums: Sequence[Sum],
        dear: Collection[Hashable] = (),
    ) -> None:
        self._counts = counts
        self._dear = dear
        self._sums = sums
        self.small = {cell for cell, count in counts.items() if count is None}
        self.hidden = set(self.small)
        self._sums_of: dict[Hashable, list[Sum]] = defaultdict(list)
        for one in sums:
            for cell in one.cells:
                self._sums_of[cell].append(one)

    def hide_what_sums_tell(self) -> None:
        """Hide cells until no sum alone, and then none together, give a small one away."""
        waiting = {one for cell in self.hidden for one in self._sums_of[cell]}
        while waiting:
            for one in sorted(waiting, key=str):
                waiting.discard(one)
                while self._tells(one) and (cell := self._cheapest([one])) is not None:
                    self.hidden.add(cell)
                    waiting.update(self._sums_of[cell])
            if not waiting and (cell := self._given_away()) is not None:
                self.hidden.add(cell)
                waiting.update(self._sums_of[cell])

    def show_what_is_superfluous(self) -> None:
        """Show again what is not needed, the greatest first: one hidden early may be."""
        for cell in sorted(self.hidden - self.small, key=self._cost, reverse=True):
            self.hidden.discard(cell)
            if any(map(self._tells, self._sums_of[cell])) or self._given_away(cell) is not None:
                self.hidden.add(cell)

    def _tells(self, one: Sum) -> bool:
        """Whether a sum alone gives away a hidden cell, or hidden cells that are few together."""
        parts = [cell for cell in one.parts if cell in self.hidden]
        if one.whole in self.hidden:
            return not parts
        if not parts:
            return False
        rest = self._count(one.whole) - sum(
            self._count(cell) for cell in one.parts if cell not in self.hidden
        )
        if rest < 0:  # then these parts do not add up to that whole, and nothing follows
            return False
        return len(parts) == 1 or rest < FEWEST_RESIDENTS

    def _given_away(self, about: Hashable | None = None) -> Hashable | None:
        """A cell to hide because sums together give a small one away; None when none do.

        Looked at is all that hangs together with a cell and its neighbours, or everything.
        """
        starts = self.small if about is None else {about, *self._near(about)} & self.hidden
        for cells in self._components(starts):
            sums = {one for cell in cells for one in self._sums_of[cell]}
            if solvable(cells, sorted(filter(self._adds_up, sums), key=str)) & self.small:
                found = self._cheapest(sums)
                if found is not None:
                    return found
        return None

    def _adds_up(self, one: Sum) -> bool:
        shown = sum(self._count(cell) for cell in one.parts if cell not in self.hidden)
        return one.whole in self.hidden or self._count(one.whole) >= shown

    def _components(self, starts: Iterable[Hashable]) -> Iterator[set[Hashable]]:
        """The hidden cells that hang together by sums, as far as they can be solved for."""
        seen: set[Hashable] = set()
        for start in sorted(starts, key=str):
            found, waiting = {start}, [start]
            while waiting and not found & seen and len(found) <= MOST_EXACT:
                new = self._near(waiting.pop()) & self.hidden - found
                found |= new
                waiting += new
            if not found & seen and len(found) <= MOST_EXACT:
                yield found
            seen |= found  # also of one too large: whatever leads there belongs to it

    def _near(self, cell: Hashable) -> set[Hashable]:
        return {other for one in self._sums_of[cell] for other in one.cells}

    def _cheapest(self, sums: Iterable[Sum]) -> Hashable | None:
        """The shown cell of some sums that costs least: further cells first, then residents."""
        shown = {cell for one in sums for cell in one.cells} - self.hidden
        of_somebody = [cell for cell in shown if self._count(cell)]  # hiding nobody hides nothing
        return min(of_somebody, key=self._cost, default=None)

    def _cost(self, cell: Hashable) -> tuple[bool, int, int, str]:
        """Whether it is dear, in how many sums it would be the first hidden, how many it counts."""
        alone = sum(self.hidden.isdisjoint(one.cells) for one in self._sums_of[cell])
        return cell in self._dear, alone, self._count(cell), str(cell)

    def _count(self, cell: Hashable) -> int:
        return self._counts[cell] or 0


def _eliminate(row: dict[Hashable, int], pivots: dict[Hashable, dict[Hashable, int]]) -> None:
    """Reduce a row by the pivots, and the pivots by it; drop it when nothing is left."""
    for cell in [cell for cell in row if cell in pivots]:
        _subtract(row, row.get(cell, 0), pivots[cell])
    if not row:
        return
    pivot = next(iter(row))
    inverse = pow(row[pivot], -1, _PRIME)
    for cell, value in row.items():
        row[cell] = value * inverse % _PRIME
    for other in pivots.values():
        _subtract(other, other.get(pivot, 0), row)
    pivots[pivot] = row


def _subtract(row: dict[Hashable, int], times: int, other: Mapping[Hashable, int]) -> None:
    if times == 0:
        return
    for cell, value in other.items():
        rest = (row.get(cell, 0) - times * value) % _PRIME
        if rest:
            row[cell] = rest
        else:
            row.pop(cell, None)
