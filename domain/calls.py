"""A call for small projects as the decisions of others see it: when it was open, and its terms.

`domain.programme` publishes calls; `domain.small_project` asks for the one that an application
names, through the `Context` of the decision.
"""

from collections.abc import Callable
from datetime import date

import msgspec

from domain.contest_errors import CallClosedError, CallNotPublishedError
from domain.dates import Occurred
from domain.facts import Area, Fact
from domain.spells import told


class Call(msgspec.Struct, frozen=True):
    """A published call; without `closes_on` it stays open, without `area` it is for all cities."""

    programme: str
    key: str
    published: Occurred
    closes_on: date | None = None
    terms_version: str | None = None
    area: Area | None = None


CallOf = Callable[[str, str], Call | None]
"""(programme key, call key) -> the call, None where it is not known to be published."""


def no_call(_programme: str, _call: str) -> Call | None:
    """For decisions that look at no calls."""
    return None


def check_open(subject: str, applied: Fact, call: Call | None, named: tuple[str, str]) -> None:
    """An application comes while the call is open; `named` are the programme and the call."""
    programme, key = named
    if call is None:
        raise CallNotPublishedError(subject=subject, call=key, programme=f"programme/{programme}")
    is_early = applied.occurred.is_before(call.published)
    if is_early or (call.closes_on is not None and applied.occurred.first > call.closes_on):
        raise CallClosedError(
            subject=subject,
            day=told(applied.occurred),
            call=key,
            opened=told(call.published),
            closes=call.closes_on or "no stated day",
        )
