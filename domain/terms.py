"""What a programme allows, by version: the figures that rule D1 compares with.

They are data. `dure/wiring.py` passes in a lookup over `reference/`; where a programme states none,
the defaults of the policy study hold.
"""

from collections.abc import Callable
from datetime import date

import msgspec


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a programme's terms; the defaults are those of the policy study.

    Small projects are of *less than* 100 million won, hence `below_won` is itself too much.
    """

    version: str = "krihs-736"
    below_won: int = 100_000_000
    longest_months: int = 24


TermsOf = Callable[[str, date], Terms]
"""(programme key, day of the approval) -> the terms then in force."""


def default_terms(_programme: str, _day: date) -> Terms:
    """The study's terms, for every programme that states none of its own."""
    return Terms()
