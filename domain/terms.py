"""What a programme allows, by version: the figures that rule D1 compares with, and the rest.

They are data. `dure/wiring.py` passes in a look-up over `reference/`; where a programme states
none, the defaults of the policy study hold.
"""

from collections.abc import Callable
from datetime import date

import msgspec

from domain.errors import ProjectTooLargeError, ProjectTooLongError
from domain.facts import Area


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a programme's terms; the defaults are those of the policy study.

    Small projects are of *less than* 100 million won, hence `below_won` is itself too much. Only
    size and time bind decisions; the others, None where the programme states none, say what an
    office may ask or must grant: the own contribution (자부담) and the part of the grant that may
    be paid before the work starts, in percent of the approved sum; months from the selection to the
    latest start; days from the end of the work to its settlement.
    """

    version: str = "krihs-736"
    below_won: int = 100_000_000
    longest_months: int = 24
    own_share_percent: int | None = None
    advance_percent: int | None = None
    preparation_months: int | None = None
    settlement_days: int | None = None
    settlement: str | None = None  # full or simplified

    def check_size(
        self, subject: str, approved_won: int | None, planned_months: int | None
    ) -> None:
        """A small project is of less money than `below_won` and of `longest_months` at most."""
        if approved_won is not None and approved_won >= self.below_won:
            raise ProjectTooLargeError(
                subject=subject,
                approved_won=approved_won,
                below_won=self.below_won,
                terms=self.version,
            )
        if planned_months is not None and planned_months > self.longest_months:
            raise ProjectTooLongError(
                subject=subject,
                planned_months=planned_months,
                longest_months=self.longest_months,
                terms=self.version,
            )


class TermsQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Whose terms are asked for: a programme's, on a day, in an area.

    `version` is what a call stated; then the day decides nothing but the ratio of the area's city.
    """

    programme: str
    day: date
    area: Area | None = None
    version: str | None = None

    def of_the_day(self) -> "TermsQuestion":
        """The same without the version: reported calls name it in words of their own."""
        return msgspec.structs.replace(self, version=None)


TermsOf = Callable[[TermsQuestion], Terms | None]
"""The terms that answer a question; None where the version that it states is not known."""


def default_terms(question: TermsQuestion) -> Terms | None:
    """The study's terms, for every programme that states none of its own."""
    default = Terms()
    return default if question.version in (None, default.version) else None
