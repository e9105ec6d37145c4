"""The guard: assessment frameworks may be neither short-term nor result-only.

It stands in the only path to a publication, and hands out the two things that path is made of:

    framework = read_framework(path)
    checked = check(framework)                    the framework, refused or passed
    cleared = clear(checked, figures, known_at)   with its values at (T, K), refused or passed
    ...                                           publications take `Cleared` and nothing else

`Checked` and `Cleared` cannot be made elsewhere: their constructors raise for whoever does not hold
this module's seal. Nor is holding one enough: `opened` and `opened_clearance`, by which a
publication gets at what is inside, run the rules once more, so what was forged round the
constructor is refused where it is used. T is the framework's own assessment day, so that nobody
publishes a year of it under the name of the whole.

The rules about frameworks, F1 to F12, are in `warehouse.guard_rules`, those about values, F13 to
F17, in `warehouse.guard_values`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Final, NoReturn, final

from warehouse.framework_terms import Framework
from warehouse.guard_rules import FRAMEWORK_RULES, Refusal
from warehouse.guard_values import Figures, breaches_by_values

__all__ = [
    "Checked",
    "Cleared",
    "Figures",
    "GuardRefusedError",
    "Refusal",
    "check",
    "clear",
    "opened",
    "opened_clearance",
    "refusals",
    "value_refusals",
]

_SEAL: Final = object()


class GuardRefusedError(Exception):
    """The guard refuses; `refusals` says by which rules and what would satisfy each."""

    code: ClassVar[str] = "refused-by-guard"
    exit_code: ClassVar[int] = 1

    def __init__(self, framework: Framework, refusals: Sequence[Refusal]) -> None:
        self.refusals = tuple(refusals)
        told = "; ".join(f"{one.rule}: {one.says.en}" for one in refusals)
        super().__init__(f"the framework {framework.id} is refused: {told}")


class _Sealed:
    """What only this module makes."""

    def __init__(self, seal: object) -> None:
        if seal is not _SEAL:
            msg = f"only warehouse.guard makes {type(self).__name__}: call `check` and `clear`"
            raise TypeError(msg)

    def __init_subclass__(cls, **_: object) -> None:
        if cls.__module__ != __name__:
            msg = f"{cls.__name__} would go round the guard: nothing is derived from its types"
            raise TypeError(msg)

    def __reduce__(self) -> NoReturn:
        msg = "what the guard let pass is not kept: check again what was read again"
        raise TypeError(msg)


@final
class Checked(_Sealed):
    """A framework that breaches none of the rules about frameworks; `check` makes it."""

    def __init__(self, seal: object, framework: Framework) -> None:
        super().__init__(seal)
        self._framework = framework


@final
class Cleared(_Sealed):
    """A checked framework and its figures as known at K, which breach no rule about values."""

    def __init__(
        self, seal: object, checked: Checked, figures: Figures, known_at: datetime
    ) -> None:
        super().__init__(seal)
        self._checked = checked
        self._figures = figures
        self._known_at = known_at


def refusals(framework: Framework) -> list[Refusal]:
    """Every breach of the rules about frameworks, in the order of the rules; none passes."""
    return [refusal for rule in FRAMEWORK_RULES for refusal in rule.refusals(framework)]


def value_refusals(framework: Framework, figures: Figures, known_at: datetime) -> list[Refusal]:
    """Every breach of the rules about values: what is used must be there, and mature.

    `figures` hold, for each indicator and each of `framework.days()`, the rows of the units that
    the framework describes, as known at K; rows that lack are as if nothing was mature.
    """
    return list(breaches_by_values(framework, figures, known_at))


def check(framework: Framework) -> Checked:
    """The framework as publications take it. Raises GuardRefusedError."""
    _refuse_any(framework, refusals(framework))
    return Checked(_SEAL, framework)


def clear(checked: Checked, figures: Figures, known_at: datetime) -> Cleared:
    """A framework with its figures as publications take them. Raises GuardRefusedError."""
    framework = opened(checked)
    _refuse_any(framework, value_refusals(framework, figures, known_at))
    return Cleared(_SEAL, checked, figures, known_at)


def opened(checked: Checked) -> Framework:
    """The framework in a check, which is held to the rules once more; GuardRefusedError."""
    if type(checked) is not Checked:
        msg = f"a framework reaches a publication through warehouse.guard.check, not as {checked!r}"
        raise TypeError(msg)
    framework = checked._framework  # noqa: SLF001  # of this module
    _refuse_any(framework, refusals(framework))
    return framework


def opened_clearance(cleared: Cleared) -> tuple[Framework, Figures, datetime]:
    """Framework, figures and K of a clearance, held to all rules once more; GuardRefusedError."""
    if type(cleared) is not Cleared:
        msg = f"figures reach a publication through warehouse.guard.clear, not as {cleared!r}"
        raise TypeError(msg)
    framework = opened(cleared._checked)  # noqa: SLF001  # of this module
    figures, known_at = cleared._figures, cleared._known_at  # noqa: SLF001  # the same
    _refuse_any(framework, value_refusals(framework, figures, known_at))
    return framework, figures, known_at


def _refuse_any(framework: Framework, found: Sequence[Refusal]) -> None:
    if found:
        raise GuardRefusedError(framework, found)
