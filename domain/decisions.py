"""The decision door: one function that refuses or lets pass, for any kind of fact.

`Ledger.decide` and `dure decide` call it before they record; reported facts do not come this way.
`project` builds the aggregate for the eventsourcing library's repository.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from msgspec import structs

from domain.aggregate import Aggregate, Around, Context
from domain.areas import AreaTable, SameCodeOnly
from domain.calls import Call
from domain.correction import Correction
from domain.errors import MisuseError
from domain.facts import Entry, Fact
from domain.programme import Programme
from domain.terms import TermsOf, default_terms
from domain.vocabulary import AGGREGATES

_ALL: Final[Sequence[type]] = AGGREGATES
_BY_NAME: Final[Mapping[str, type[Aggregate]]] = MappingProxyType(
    {kind.NAME: kind for kind in _ALL if issubclass(kind, Aggregate)}  # corrections have no subject
)


def decide(
    fact: Fact,
    subject: str,
    held: Sequence[Entry],
    around: Around,
    *,
    areas: AreaTable | None = None,
    terms_of: TermsOf = default_terms,
) -> Fact | None:
    """The fact to record for `subject`, or None when just that fact holds already.

    `held` are the stored entries of the subject, `around` reads those of another. Raises a
    RefusedError that names the breached rule, and MisuseError for a fact about another subject.
    """
    aggregate = aggregate_of(subject, held)
    if not isinstance(fact, Correction.Corrected | Correction.Withdrawn):
        owner = fact.TOPIC.partition(".")[0]
        if owner != aggregate.NAME:
            msg = f"{fact.TOPIC} is a fact about {owner}/..., not about {subject}"
            raise MisuseError(msg)
    context = Context(around, areas or SameCodeOnly(), terms_of)

    def call_of(programme: str, call: str) -> Call | None:
        return Programme.read(programme, context).call(call)

    return aggregate.decide(fact, structs.replace(context, call_of=call_of))


def aggregate_of(subject: str, entries: Iterable[Entry] = ()) -> Aggregate:
    """The aggregate of a subject such as `small_project/K`, holding its entries."""
    name, _, key = subject.partition("/")
    kind = _BY_NAME.get(name)
    if kind is None or not key:
        msg = f"{subject!r} is no subject: write one of {', '.join(_BY_NAME)}, a slash and a key"
        raise MisuseError(msg)
    return kind(subject, entries)


def project(aggregate: Aggregate | None, entries: Iterable[Entry]) -> Aggregate | None:
    """Bring an aggregate up to date, as `projector_func` of the library's `Repository.get`."""
    for entry in entries:
        if aggregate is None:
            aggregate = aggregate_of(entry.subject)
        aggregate.apply(entry)
    return aggregate
