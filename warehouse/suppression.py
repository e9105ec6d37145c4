"""Decides which cells stay hidden so that no small one can be computed from those that are shown.

Indicators hide their cells of fewer than five residents themselves (status `suppressed`). A total
less its other parts would give such a cell away, so `warehouse.cells` asks here which siblings
stay hidden too; `steady` does the same for the dates of one series.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from math import inf
from typing import Final, NamedTuple, TypeVar

FEWEST_RESIDENTS: Final = 5  # in a cell that is shown; the indicators' own limit
RULES: Final = "1"  # of this module; answers that were kept under others are computed anew
MOST_SOLVED: Final = 3_000  # hidden cells that hang together; a second at the most to solve for
MOST_WEIGHED: Final = 150  # of them, up to which every single one is tried without: that is slow
_PRIME: Final = 2**61 - 1  # arithmetic of the exact check: no rounding, no growing fractions

Key = TypeVar("Key", bound=Hashable)
Counts = tuple[int, ...]
"""How many residents a cell has, in each of its strata; of one number where it has none."""


class TooManyCellsError(Exception):
    """More hidden cells hang together than can be solved for."""


class Sum(NamedTuple):
    """A cell and those that add up to it, by their keys."""

    whole: Hashable
    parts: tuple[Hashable, ...]

    @property
    def cells(self) -> tuple[Hashable, ...]:
        """The whole and its parts."""
        return (self.whole, *self.parts)


def withheld(counts: Mapping[Key, Counts | None], sums: Iterable[Sum]) -> set[Key]:
    """The further cells to hide, given those that are small: they have no count.

    Afterwards no sum with a hidden cell leaves fewer than two unknown, nor so few residents that
    they might not be shown; none of the small cells follows from all sums together; and, where
    few hang together, no further cell is hidden that could be shown. Hidden first is what gives
    rise to the fewest others, then what has the fewest residents, ties by the order of the keys'
    texts. Sums of which a cell is missing say nothing. Raises TooManyCellsError where nobody can
    say what follows.
    """
    usable = [one for one in sums if all(cell in counts for cell in one.cells)]
    table = _Table(counts, usable)  # type: ignore[arg-type]  # keys go in and come out as they are
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
    return before is not None and after is not None and _is_few(abs(after - before))


def _is_few(residents: int) -> bool:
    return 0 < residents < FEWEST_RESIDENTS


class _Table:
    """Cells with the sums that bind them; which are hidden grows and shrinks."""

    def __init__(self, counts: Mapping[Hashable, Counts | None], sums: Sequence[Sum]) -> None:
        self._counts = counts
        self._nobody = (0,) * max((len(one) for one in counts.values() if one), default=1)
        self.small = {cell for cell, count in counts.items() if count is None}
        self.hidden = set(self.small)
        self._sums_of: dict[Hashable, list[Sum]] = defaultdict(list)
        for one in sums:
            for cell in one.cells:
                self._sums_of[cell].append(one)

    def hide_what_sums_tell(self) -> None:
        """Hide cells until no sum alone, and then none together, give a small one away."""
        new = set(self.hidden)
        while new:
            self._hide_within({one for cell in new for one in self._sums_of[cell]})
            new = self._given_away(self.small) - self.hidden
            self.hidden |= new

    def show_what_is_superfluous(self) -> None:
        """Show again what is not needed, the greatest first: one that was hidden early may be."""
        for cell in sorted(self.hidden - self.small, key=self._cost, reverse=True):
            if cell in self.hidden and len(self._hanging(cell, MOST_WEIGHED)) <= MOST_WEIGHED:
                shown = self._following(cell)
                self.hidden -= shown
                if not shown.isdisjoint(self.small) or self._is_told_around(shown):
                    self.hidden |= shown

    def _following(self, cell: Hashable) -> set[Hashable]:
        """A hidden cell, and those that would be known with it, one after the other."""
        following, waiting = {cell}, [cell]
        while waiting:
            for one in self._sums_of[waiting.pop()]:
                left = self.hidden.intersection(one.cells) - following
                if len(left) == 1:
                    following |= left
                    waiting += left
        return following

    def _is_told_around(self, shown: Iterable[Hashable]) -> bool:
        sums = {one for cell in shown for one in self._sums_of[cell]}
        near = self.hidden.intersection(chain.from_iterable(one.cells for one in sums))
        return any(map(self._tells, sums)) or bool(self._given_away(near))

    def _hide_within(self, waiting: set[Sum]) -> None:
        while waiting:
            for one in sorted(waiting, key=str):
                waiting.discard(one)
                while self._tells(one) and (cell := self._cheapest([one])) is not None:
                    self.hidden.add(cell)
                    waiting.update(self._sums_of[cell])

    def _tells(self, one: Sum) -> bool:
        """Whether a sum alone gives away a hidden cell, or hidden cells that are few together."""
        parts = [cell for cell in one.parts if cell in self.hidden]
        if one.whole in self.hidden:
            return not parts
        if not parts or not self._adds_up(one):
            return False
        return len(parts) == 1 or any(map(_is_few, self._rest(one)))

    def _rest(self, one: Sum) -> list[int]:
        """How many residents the hidden parts of a shown whole have together, in each stratum."""
        shown = (self._count(cell) for cell in one.parts if cell not in self.hidden)
        taken = map(sum, zip(*shown, self._nobody, strict=True))
        return [whole - part for whole, part in zip(self._count(one.whole), taken, strict=True)]

    def _adds_up(self, one: Sum) -> bool:
        """Whether these can be the parts of that whole: else nothing follows from it.

        Somebody active in two villages is one resident of their town.
        """
        return one.whole in self.hidden or min(self._rest(one)) >= 0

    def _given_away(self, starts: Iterable[Hashable]) -> set[Hashable]:
        """Cells to hide because sums together give small ones away; one beside each of these."""
        chosen: set[Hashable] = set()
        for cells in self._components(starts):
            if len(cells) > MOST_SOLVED:
                msg = f"{len(cells)} hidden cells hang together"
                raise TooManyCellsError(msg)
            sums = {one for cell in cells for one in self._sums_of[cell]}
            usable = sorted(filter(self._adds_up, sums), key=str)
            for cell in sorted(solvable(cells, usable) & self.small, key=str):
                around = self._sums_of[cell]
                if chosen.isdisjoint(chain.from_iterable(one.cells for one in around)):
                    found = self._cheapest(around) or self._cheapest(usable)
                    chosen |= set() if found is None else {found}
        return chosen

    def _components(self, starts: Iterable[Hashable]) -> Iterator[set[Hashable]]:
        """The hidden cells that hang together by sums, those of each start once."""
        seen: set[Hashable] = set()
        for start in sorted(starts, key=str):
            if start not in seen:
                found = self._hanging(start)
                seen |= found
                yield found

    def _hanging(self, start: Hashable, most: float = inf) -> set[Hashable]:
        """The hidden cells that hang together with one, or rather more than `most` of them."""
        found, waiting, asked = {start}, [start], set[Sum]()
        while waiting and len(found) <= most:
            for one in self._sums_of[waiting.pop()]:
                if one not in asked:
                    asked.add(one)
                    new = self.hidden.intersection(one.cells) - found
                    found |= new
                    waiting += new
        return found

    def _cheapest(self, sums: Iterable[Sum]) -> Hashable | None:
        """The shown cell of some sums that costs least: further cells first, then residents."""
        shown = {cell for one in sums for cell in one.cells} - self.hidden
        of_somebody = [cell for cell in shown if any(self._count(cell))]  # hiding nobody is idle
        return min(of_somebody, key=self._cost, default=None)

    def _cost(self, cell: Hashable) -> tuple[int, int, str]:
        """In how many sums it would be the first hidden, how many it counts, its key as a tie."""
        alone = sum(self.hidden.isdisjoint(one.cells) for one in self._sums_of[cell])
        return alone, sum(self._count(cell)), str(cell)

    def _count(self, cell: Hashable) -> Counts:
        return self._counts[cell] or self._nobody


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
