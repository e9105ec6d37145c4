"""Given / when / then for decisions: `given(subject, *facts).when(decision).then_recorded(fact)`.

Every fact in a story becomes an entry as the ledger stores it, with fixed ids and times: positions
ascend in the order in which the facts are given, and a correction replaces the head of its fact.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from domain.areas import AreaTable
from domain.correction import Correction
from domain.dates import Occurred
from domain.decisions import decide
from domain.errors import RuleBreachedError
from domain.facts import Basis, Entry, Fact, FactKey, aggregate_id
from domain.history import chain
from domain.terms import TermsOf, default_terms

SOURCE = "urn:dure:feed:test"
RECORDING_STARTS = datetime(2025, 1, 1, tzinfo=UTC)


def on(stated: str) -> Occurred:
    """A date as the wire writes it: a day, a month or a year."""
    return Occurred.parse(stated)


def recorded_at(position: int) -> datetime:
    """The fixed instant at which the entry at `position` was recorded."""
    return RECORDING_STARTS + timedelta(days=position)


def key(number: int) -> FactKey:
    """The name of the fact given as number `number`, from 1."""
    return FactKey(SOURCE, f"fact-{number}")


def pseudonym(name: str) -> str:
    """A person as intake would name them."""
    return "p-" + sha256(name.encode()).hexdigest()[:20]


def stored(subject: str, facts: Iterable[Fact], *, after: int = 0) -> list[Entry]:
    """The facts as entries of one subject, recorded one a day from position `after` + 1."""
    entries: list[Entry] = []
    for position, fact in enumerate(facts, after + 1):
        supersedes = None
        if isinstance(fact, Correction.Corrected | Correction.Withdrawn):
            supersedes = chain(entries, fact.fact)[-1].position
        entries.append(
            Entry(
                originator_id=aggregate_id(subject),
                originator_version=position - after,
                source=SOURCE,
                id=f"fact-{position}",
                subject=subject,
                fact=fact,
                basis=Basis.REPORTED,
                recorded_at=recorded_at(position),
                digest="",
                supersedes=supersedes,
                position=position,
            )
        )
    return entries


class Decision:
    """A decision about a subject in the light of what is recorded."""

    def __init__(self, run: Callable[[], Fact | None]) -> None:
        self._run = run

    def then_recorded(self, fact: Fact) -> None:
        """The decision passes and this is what the ledger records."""
        assert self._run() == fact

    def then_nothing(self) -> None:
        """The decision passes and there is nothing to record."""
        assert self._run() is None

    def then_refused(self, error: type[RuleBreachedError], *said: str) -> None:
        """The decision is refused by this class, in a sentence that holds these values."""
        with pytest.raises(error) as refusal:
            self._run()
        assert refusal.type is error
        for value in said:
            assert value in str(refusal.value)


class Given:
    """The facts that hold, of one subject and of those around it."""

    def __init__(self, subject: str, facts: Sequence[Fact]) -> None:
        self._subject = subject
        self._stories = {subject: stored(subject, facts)}
        self._areas: AreaTable | None = None
        self._terms_of: TermsOf = default_terms

    def beside(self, subject: str, *facts: Fact) -> "Given":
        """What is recorded of another subject."""
        self._stories[subject] = stored(subject, facts, after=1000 * len(self._stories))
        return self

    def in_areas(self, areas: AreaTable) -> "Given":
        """The table of areas that the wiring passes in."""
        self._areas = areas
        return self

    def under(self, terms_of: TermsOf) -> "Given":
        """The programme terms that the wiring passes in."""
        self._terms_of = terms_of
        return self

    def when(self, fact: Fact) -> Decision:
        """This is decided."""
        held = self._stories[self._subject]

        def around(subject: str) -> Sequence[Entry]:
            return self._stories.get(subject, ())

        return Decision(
            lambda: decide(
                fact, self._subject, held, around, areas=self._areas, terms_of=self._terms_of
            )
        )


def given(subject: str, *facts: Fact) -> Given:
    """These facts are recorded of the subject, in this order."""
    return Given(subject, facts)
