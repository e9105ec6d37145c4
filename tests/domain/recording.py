"""Facts into a ledger and out of it, in few words."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from domain.community import Community
from domain.correction import Correction
from domain.dates import Occurred
from domain.drafts import Draft, correction, draft, withdrawal
from domain.facts import FactKey
from domain.history import effective, heads
from domain.ledger import Ledger

SOURCE = "urn:dure:feed:test"
SUBJECT = "community/K1"
NOW = datetime(2025, 4, 1, tzinfo=UTC)
KEY = FactKey(SOURCE, "a")


class Watch:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


Open = Callable[..., Ledger]


def held(activity: str) -> Community.ActivityHeld:
    return Community.ActivityHeld(occurred=Occurred.parse("2025-03-02"), activity=activity)


def reported(id_: str, activity: str = "A1", subject: str = SUBJECT, **more: Any) -> Draft:
    return draft(SOURCE, id_, subject, held(activity), **more)


def append(ledger: Ledger, *drafts: Draft, **more: Any) -> range:
    with ledger.writing() as writing:
        return writing.append(drafts, **more)


def correct(ledger: Ledger, id_: str, activity: str, about: str = "a") -> None:
    """Correct the fact `about`, whatever has become of it."""
    key = FactKey(SOURCE, about)
    with ledger.writing() as writing:
        target = writing.targets(writing.known([key]))[key.source, key.id]
        writing.append([correction(SOURCE, id_, target, key, held(activity))])


def withdraw(ledger: Ledger, id_: str, about: str = "a") -> None:
    key = FactKey(SOURCE, about)
    fact = Correction.Withdrawn(occurred=Occurred.parse("2025-03-05"), fact=key)
    with ledger.writing() as writing:
        target = writing.targets(writing.known([key]))[key.source, key.id]
        writing.append([withdrawal(SOURCE, id_, target, fact)])


def holding(ledger: Ledger) -> list[str]:
    """The activities that hold."""
    facts = [effective(entry) for entry in heads(ledger.entries(SUBJECT))]
    return [fact.activity for fact in facts if isinstance(fact, Community.ActivityHeld)]
