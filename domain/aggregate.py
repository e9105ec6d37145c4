"""The base of every aggregate: it holds the entries of one subject, and decides by what holds.

Two doors lead in. Reported entries are appended by the ledger without loading anything. A decision
is checked here, against the facts that hold, and refused by a class of `domain.errors`; what passes
is recorded by the ledger like any other entry.

A decision is refused when no reading of the recorded facts lets its rule hold: imprecise dates
get the benefit of the doubt (the warehouse's findings show them as possible breaches), while a fact
that a rule requires must be on record. All facts count, later ones too, so a back-dated decision
meets the same rules.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import ClassVar, Final, Self, TypeVar, overload
from uuid import UUID

import msgspec

from domain.areas import AreaTable, SameCodeOnly
from domain.calls import CallOf, no_call
from domain.correction import Correction
from domain.errors import (
    CorrectsNothingError,
    InvalidReplacementError,
    PersonNotHiddenError,
    RuleBreachedError,
)
from domain.facts import Entry, Fact, aggregate_id
from domain.history import Held, as_of, chain, effective, replacement_of
from domain.rules import is_pseudonym, unhidden_person
from domain.terms import TermsOf, default_terms

Around = Callable[[str], Sequence[Entry]]
"""Reads the stored entries of another subject, empty if it has none."""

_EVERYTHING: Final = datetime.max.replace(tzinfo=UTC)

A = TypeVar("A", bound=Fact)
B = TypeVar("B", bound=Fact)
C = TypeVar("C", bound=Fact)


class Context(msgspec.Struct, frozen=True):
    """What a decision may look at beside its own aggregate; all of it is passed in."""

    around: Around = lambda _subject: ()
    areas: AreaTable = SameCodeOnly()
    terms_of: TermsOf = default_terms
    call_of: CallOf = no_call


class Aggregate:
    """One subject with its entries, as the eventsourcing library loads and saves it.

    Fulfils the library's protocol of mutable aggregates (9.5): `id`, `version`, `collect_events`.
    """

    NAME: ClassVar[str]
    KO: ClassVar[str]
    SUBJECT_IS_PERSON: ClassVar[bool] = False

    def __init__(self, subject: str, entries: Iterable[Entry] = ()) -> None:
        self.subject = subject
        self.entries: list[Entry] = []
        self._version = 0
        self._pending: list[Entry] = []
        self._holding: list[Fact] | None = None
        for entry in entries:
            self.apply(entry)

    @classmethod
    def read(cls, key: str, context: Context) -> Self:
        """Another aggregate as the ledger holds it, empty if nothing is recorded of it."""
        subject = f"{cls.NAME}/{key}"
        return cls(subject, context.around(subject))

    @property
    def id(self) -> UUID:
        """The ledger's id of the subject."""
        return aggregate_id(self.subject)

    @property
    def version(self) -> int:
        """The number of the last entry."""
        return self._version

    @version.setter
    def version(self, value: int) -> None:
        self._version = value

    def decide(self, fact: Fact, context: Context) -> Fact | None:
        """The fact to record, or None when just that holds already; raises RefusedError."""
        if isinstance(fact, Correction.Corrected | Correction.Withdrawn):
            return self._decide_correction(fact, context)
        fact = self.complete(fact, context)
        if fact in self.facts(type(fact)):
            return None
        self._check_persons(fact)
        self.check(fact, context)
        return fact

    def complete(self, fact: Fact, context: Context) -> Fact:
        """The decision with what follows from the rest of it filled in; most say all themselves."""
        del context
        return fact

    def check(self, fact: Fact, context: Context) -> None:
        """Refuse `fact` if it breaches a rule beside the facts that hold; most have no rule."""

    @overload
    def facts(self, kind: type[A], /) -> list[A]: ...
    @overload
    def facts(self, kind: type[A], other: type[B], /) -> list[A | B]: ...
    @overload
    def facts(self, kind: type[A], other: type[B], third: type[C], /) -> list[A | B | C]: ...
    def facts(self, *kinds: type[Fact]) -> Sequence[Fact]:
        """The facts of these classes that hold, corrections applied, in the order they occurred."""
        if self._holding is None:
            self._holding = [held.fact for held in as_of(self.entries, date.max, _EVERYTHING)]
        return [fact for fact in self._holding if isinstance(fact, kinds)]

    @property
    def is_known(self) -> bool:
        """Whether any fact holds."""
        return bool(self.facts(Fact))

    def record(self, entry: Entry) -> None:
        """Take in a new entry, which `collect_events` hands to the library to be stored."""
        self.apply(entry)
        self._pending.append(entry)

    def apply(self, entry: Entry) -> None:
        """Take in a stored entry. It only assigns: a check would make old streams unloadable."""
        self.entries.append(entry)
        self._holding = None
        self._version = entry.originator_version

    def collect_events(self) -> Sequence[Entry]:
        """The entries recorded since the last call, for the library to store."""
        collected, self._pending = self._pending, []
        return collected

    def as_of(self, day: date, known_at: datetime) -> tuple[Held, ...]:
        """What held on a day, as known at an instant."""
        return as_of(self.entries, day, known_at)

    def _decide_correction(
        self, correction: Correction.Corrected | Correction.Withdrawn, context: Context
    ) -> Fact | None:
        links = chain(self.entries, correction.fact)
        if not links:
            key = correction.fact
            raise CorrectsNothingError(subject=self.subject, id=key.id, source=key.source)
        is_withdrawn = isinstance(links[-1].fact, Correction.Withdrawn)
        if isinstance(correction, Correction.Withdrawn):
            return None if is_withdrawn else correction
        said = None if is_withdrawn else effective(links[-1])
        says = self._replacement(correction, links)
        if says == said:
            return None
        self._check_persons(says)
        others = (entry for entry in self.entries if entry not in links)
        type(self)(self.subject, others)._check_instead(says, said, context)  # noqa: SLF001  # the same class
        return correction

    def _check_persons(self, fact: Fact) -> None:
        if self.SUBJECT_IS_PERSON and not is_pseudonym(self.subject.partition("/")[2]):
            raise PersonNotHiddenError(place="the subject")
        if (field := unhidden_person(fact)) is not None:
            raise PersonNotHiddenError(place=field)

    def _check_instead(self, says: Fact, said: Fact | None, context: Context) -> None:
        """Refuse what a correction breaches anew; a breach that stood before is no reason."""
        try:
            self.check(says, context)
        except RuleBreachedError as breach:
            if said is None or not self._breaches(said, context, type(breach)):
                raise

    def _breaches(self, fact: Fact, context: Context, kind: type[RuleBreachedError]) -> bool:
        try:
            self.check(fact, context)
        except kind:
            return True
        except RuleBreachedError:
            return False
        return False

    def _replacement(self, correction: Correction.Corrected, links: Sequence[Entry]) -> Fact:
        topic = links[0].fact.TOPIC
        try:
            return replacement_of(correction, topic)
        except ValueError as problem:  # msgspec.ValidationError is one
            raise InvalidReplacementError(kind=topic, problem=problem) from problem
