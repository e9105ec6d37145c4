"""Every event type of dure by its topic: the allow-list of what the ledger may load."""

from types import MappingProxyType
from typing import Final

from domain.community import Community
from domain.correction import Correction
from domain.errors import MisuseError
from domain.facts import WIRE_PREFIX, Fact
from domain.feed import Feed
from domain.manual import Manual
from domain.municipality import Municipality
from domain.plan import Plan
from domain.programme import Programme
from domain.publication import Publication
from domain.resident import Resident
from domain.resident_organisation import ResidentOrganisation
from domain.small_project import SmallProject
from domain.support_organisation import SupportOrganisation
from domain.worker import Worker

AGGREGATES: Final = (
    Community,
    Resident,
    ResidentOrganisation,
    Plan,
    SmallProject,
    Programme,
    SupportOrganisation,
    Worker,
    Municipality,
    Manual,
    Feed,
    Publication,
    Correction,
)


def facts_of(aggregate: type) -> list[type[Fact]]:
    """The event classes nested in an aggregate, in the order they are written."""
    return [
        member
        for member in vars(aggregate).values()
        if isinstance(member, type) and issubclass(member, Fact)
    ]


FACT_TYPES: Final = MappingProxyType(
    {fact.TOPIC: fact for aggregate in AGGREGATES for fact in facts_of(aggregate)}
)
WIRE_TYPES: Final = MappingProxyType(
    {WIRE_PREFIX + topic: fact for topic, fact in FACT_TYPES.items()}
)
PERSON_SUBJECTS: Final = frozenset(
    aggregate.NAME for aggregate in AGGREGATES if getattr(aggregate, "SUBJECT_IS_PERSON", False)
)
OWN_AGGREGATES: Final = frozenset({Feed.NAME, Publication.NAME})


def kind_of(stated: str) -> type[Fact]:
    """The event class that a person means: the prefix `dure.` and the version may be left out.

    Raises MisuseError for one that there is not.
    """
    topic = stated.removeprefix(WIRE_PREFIX)
    if topic in FACT_TYPES:
        return FACT_TYPES[topic]
    unversioned = {known.rpartition(".")[0]: kind for known, kind in FACT_TYPES.items()}
    if topic not in unversioned:
        msg = f"{stated!r} is no type of fact; `dure schema` lists them"
        raise MisuseError(msg)
    return unversioned[topic]
