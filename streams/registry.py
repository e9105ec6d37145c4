"""The feeds that are registered, read from the ledger: what intake must know to take a delivery."""

from itertools import chain
from typing import NamedTuple

from domain.feed import Feed
from domain.ledger import HOME_SOURCE, Ledger
from streams.mapping import Mapping
from streams.mapping_file import read_mapping

CLOUDEVENTS_MAPPING = "format: cloudevents\n"
_STATED = ("registered", "expected")  # in the ids of what an operator states of a feed


class RegisteredFeed(NamedTuple):
    """A feed as it was last registered, with what it is expected to deliver."""

    name: str
    source: str
    person_namespace: str
    mapping: Mapping
    municipality: str | None
    every: str | None
    kinds: tuple[str, ...]


def feed_source(name: str) -> str:
    """The URI under which a feed's facts are known, unless it states its own."""
    return f"urn:dure:feed:{name}"


def feed_names(ledger: Ledger) -> list[str]:
    """The names of all registered feeds, in the order they were first registered."""
    ids = ledger.recorded_ids(HOME_SOURCE, "feed:")
    return list(dict.fromkeys(id_.split(":")[1] for id_ in ids if ":registered:" in id_))


def find_feed(ledger: Ledger, name: str) -> RegisteredFeed | None:
    """A feed as it was last registered; None when it never was.

    Its deliveries are not read: through Kafka there may be thousands.
    """
    stated = (ledger.recorded(HOME_SOURCE, f"feed:{name}:{what}:") for what in _STATED)
    registered: Feed.Registered | None = None
    expected: Feed.ExpectationDeclared | None = None
    for entry in chain.from_iterable(stated):
        if isinstance(entry.fact, Feed.Registered):
            registered = entry.fact
        elif isinstance(entry.fact, Feed.ExpectationDeclared):
            expected = entry.fact
    if registered is None:
        return None
    return RegisteredFeed(
        name=name,
        source=registered.source,
        person_namespace=registered.person_namespace,
        mapping=read_mapping(registered.mapping or CLOUDEVENTS_MAPPING),
        municipality=registered.municipality,
        every=expected.every if expected else None,
        kinds=expected.kinds if expected else (),
    )
