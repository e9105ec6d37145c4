"""The published form of a fact: one CloudEvents JSON object, which is also what the ledger stores.

`domain.ledger` writes it, the relay and the warehouse read its bytes, `FactMapper` turns it back
into entries. Keys are in a fixed order, so equal entries have equal bytes.
"""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final, NamedTuple, cast
from uuid import UUID

import msgspec
from eventsourcing.persistence import Mapper, StoredEvent

from domain.errors import UnknownTopicError
from domain.facts import WIRE_PREFIX, Basis, Entry, Fact, decode_hook, encode_hook
from domain.upcasts import upcast
from domain.vocabulary import FACT_TYPES

INSTANT_FORMAT: Final = "%Y-%m-%dT%H:%M:%S.%fZ"

_encode = msgspec.json.Encoder(enc_hook=encode_hook).encode


class PublishedFact(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The CloudEvents attributes of a published fact, in the order they are written."""

    sequence: int
    specversion: str = msgspec.field(default_factory=lambda: "1.0")  # a factory, so it is written
    id: str
    source: str
    type: str
    subject: str
    recordedtime: str
    basis: str
    digest: str
    delivery: str | None = None
    row: int | None = None
    supersedes: int | None = None
    by: str | None = None
    time: str | None = None
    data: msgspec.Raw


decode_published: Final = msgspec.json.Decoder(PublishedFact).decode


class Published(NamedTuple):
    """One stored fact as the relay carries it: its log position and its bytes."""

    position: int
    body: bytes


def data_bytes(fact: Fact) -> bytes:
    """The canonical JSON of a fact's data: fields in class order, defaults left out."""
    return _encode(fact)


def content_digest(topic: str, subject: str, data: bytes) -> str:
    """The sha256 (hex) by which two deliveries of one fact are told equal."""
    return sha256(b"\0".join((topic.encode(), subject.encode(), data))).hexdigest()


def instant_text(instant: datetime) -> str:
    """RFC 3339 in UTC with microseconds, so that texts sort as the instants do."""
    return instant.astimezone(UTC).strftime(INSTANT_FORMAT)


def instant_of(text: str) -> datetime:
    """The instant that `instant_text` wrote."""
    return datetime.fromisoformat(text)  # strptime takes twenty times as long


def encode_published(published: PublishedFact) -> bytes:
    """The bytes that are stored, chained, relayed and loaded."""
    return _encode(published)


class FactMapper(Mapper):  # type: ignore[type-arg]  # the library's id type variable is bound by Ledger
    """Loads entries from stored rows. Only topics of this code base are resolved.

    The library would import whatever a row's topic names; a changed row must not run code.
    """

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """The entry of one stored row, upcast to the current version of its fact.

        Raises UnknownTopicError for a topic outside the vocabulary.
        """
        published = decode_published(stored_event.state)
        topic, data = upcast(stored_event.topic, msgspec.json.decode(published.data))
        return Entry(
            originator_id=cast("UUID", stored_event.originator_id),
            originator_version=stored_event.originator_version,
            source=published.source,
            id=published.id,
            subject=published.subject,
            fact=_fact(topic, data),
            basis=Basis(published.basis),
            recorded_at=instant_of(published.recordedtime),
            digest=published.digest,
            time=None if published.time is None else datetime.fromisoformat(published.time),
            delivery=published.delivery,
            row=published.row,
            supersedes=published.supersedes,
            position=published.sequence,
            by=published.by,
        )


def fact_of(wire_type: str, data: dict[str, Any]) -> Fact:
    """The current fact of a wire type and its data; raises UnknownTopicError, ValidationError."""
    topic, current = upcast(wire_type.removeprefix(WIRE_PREFIX), data)
    return _fact(topic, current)


def _fact(topic: str, data: dict[str, Any]) -> Fact:
    kind = FACT_TYPES.get(topic)
    if kind is None:
        msg = f"{topic!r} is no event type of dure; `dure schema` lists them"
        raise UnknownTopicError(msg)
    return msgspec.convert(data, kind, dec_hook=decode_hook)
