"""The order of a project's steps (D6): each after the one that it needs, and no two that exclude.

`domain.small_project` says which step needs which; imprecise dates get the benefit of the doubt.
"""

from collections.abc import Sequence

from domain.contest_errors import DecidedOtherwiseError, StepOutOfOrderError
from domain.facts import Fact
from domain.spells import told


def check_follows(subject: str, fact: Fact, needed: str, steps: Sequence[Fact]) -> None:
    """What a step needs is recorded, and is not certain to have come later."""
    if all(fact.occurred.is_before(step.occurred) for step in steps):
        raise StepOutOfOrderError(
            subject=subject,
            step=_name(fact),
            day=told(fact.occurred),
            needed=needed,
            recorded=f"of {told(steps[0].occurred)}" if steps else "not recorded",
        )


def check_not_decided_otherwise(subject: str, fact: Fact, others: Sequence[Fact]) -> None:
    """An application is selected or declined, not both."""
    for other in others:
        raise DecidedOtherwiseError(
            subject=subject,
            step=_name(fact),
            day=told(fact.occurred),
            earlier=_name(other),
            decided=told(other.occurred),
        )


def _name(fact: Fact) -> str:
    return type(fact).__name__.lower()
