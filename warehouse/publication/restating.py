"""Restatements: how a published figure changed, split into its causes, which add up exactly.

The figures are computed in five states, each with one thing more of the later publication: what
arrived late, then what was corrected or withdrawn, then the definitions, then areas and boundaries.
Each cause has the difference between its state and the one before: another order would split
otherwise, so the order is part of what is said.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, Inexact
from enum import StrEnum
from typing import Final

from warehouse.publication.figures import Figure

Key = tuple[date, str, str, str, str]
Values = Mapping[Key, float | None]
"""The values of figures in one state; a figure without a value is there with None."""


class Cause(StrEnum):
    """Why a figure differs, in the order in which the differences are taken."""

    LATE_ARRIVALS = "late arrivals"
    CORRECTIONS = "corrections"
    DEFINITION = "definition"
    BOUNDARY = "boundary"


CAUSES: Final = tuple(Cause)
EXACT: Final = Context(prec=1_000, traps=[Inexact])  # digits from 1e308 to 5e-324: none is lost


@dataclass(frozen=True, slots=True)
class Restatement:
    """One figure that changed. Differences are exact decimals of the published numbers.

    Without a value before or after there is no difference to split; `change` says what happened.
    """

    key: Key
    before: float | None
    after: float | None
    parts: Mapping[Cause, Decimal]

    @property
    def change(self) -> str:
        """`restated`, or that the figure `appeared` or is `gone`."""
        if self.before is None:
            return "appeared"
        return "gone" if self.after is None else "restated"

    @property
    def total(self) -> Decimal | None:
        """The whole difference; the sum of its parts."""
        if self.before is None or self.after is None:
            return None
        return EXACT.subtract(exact(self.after), exact(self.before))


def values_of(figures: Sequence[Figure]) -> Values:
    """The values of figures by their keys."""
    return {figure.key: figure.value for figure in figures}


def exact(value: float) -> Decimal:
    """A published number as the decimal that is written in the file."""
    return Decimal(repr(value))


def restatements(states: Sequence[Values]) -> Iterator[Restatement]:
    """The figures whose value differs between the first and the last of the five states.

    A state in which a figure has no value takes that of the state before, so its cause explains
    nothing of it and the next one all: the parts add up all the same.
    """
    if len(states) != len(CAUSES) + 1:
        msg = f"a restatement has {len(CAUSES) + 1} states, not {len(states)}"
        raise ValueError(msg)
    for key in sorted({key for state in (states[0], states[-1]) for key in state}):
        before, after = states[0].get(key), states[-1].get(key)
        if before == after:
            continue
        parts = {}
        if before is not None and after is not None:
            parts = dict(zip(CAUSES, _steps([state.get(key) for state in states]), strict=True))
        yield Restatement(key, before, after, parts)


def _steps(values: Sequence[float | None]) -> Iterator[Decimal]:
    """The differences between neighbours; a missing value is that of its predecessor."""
    last = values[0]
    for value in values[1:]:
        held = last if value is None else value
        if held is None or last is None:  # the first and the last of the values are there
            msg = "a figure without a first value is not split"
            raise ValueError(msg)
        yield EXACT.subtract(exact(held), exact(last))
        last = held
