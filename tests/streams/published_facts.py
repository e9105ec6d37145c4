"""Published facts for the tests of the stream, in the bytes that the ledger would give."""

from collections.abc import Sequence

from msgspec import Raw

from domain.community import Community
from domain.dates import Occurred
from domain.facts import Area
from domain.published import (
    Published,
    PublishedFact,
    content_digest,
    data_bytes,
    encode_published,
)
from streams.topic_log import headers_of
from warehouse.records import Record

LEDGER = "test-ledger"


def attendance(position: int, *, municipality: str | None = "47130", note: str = "") -> Published:
    """One participation, different for every position; `note` changes its content."""
    fact = Community.ParticipationRecorded(
        occurred=Occurred.parse(f"2025-03-{position % 28 + 1:02}"),
        area=None if municipality is None else Area("mois-sgg", municipality),
        resident=f"p-{position % 97:020}{note}",
        activity=f"A{position // 20}",
    )
    subject = f"community/K{position % 7}"
    data = data_bytes(fact)
    body = encode_published(
        PublishedFact(
            sequence=position,
            id=f"row-{position}",
            source="urn:dure:feed:test",
            type=fact.wire_type(),
            subject=subject,
            recordedtime="2025-04-01T00:00:00.000000Z",
            basis="reported",
            digest=content_digest(fact.TOPIC, subject, data),
            data=Raw(data),
        )
    )
    return Published(position, body)


def attendances(*positions: int) -> list[Published]:
    """One participation at each position."""
    return [attendance(position) for position in positions]


def record(
    events: Sequence[Published],
    previous: int,
    *,
    offset: int = 0,
    partition: int = 0,
    ledger: str = LEDGER,
) -> Record:
    """The record in which a relay would send these events."""
    return Record(
        ledger,
        partition,
        offset,
        first=events[0].position,
        last=events[-1].position,
        previous=previous,
        count=len(events),
        body=b"[" + b",".join(event.body for event in events) + b"]",
    )


def chain(*sizes: int, gap_after: int | None = None) -> list[Record]:
    """Consecutive records of these sizes, as a topic holds them, offsets from 0."""
    records, previous = [], 0
    for offset, size in enumerate(sizes):
        events = attendances(*range(previous + 1, previous + size + 1))
        records.append(record(events, previous, offset=offset))
        previous += size
    return records if gap_after is None else [r for r in records if r.offset != gap_after]


def headers(of: Record) -> list[tuple[str, bytes]]:
    """The headers with which the record travels."""
    return headers_of(of, None)
