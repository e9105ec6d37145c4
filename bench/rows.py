"""Rows to measure with: participations of communities as a regional body would deliver them."""

from collections.abc import Iterator
from pathlib import Path

COMMUNITIES = 500
RESIDENTS = 200
MONTHS = 120


def event(number: int) -> bytes:
    """The CloudEvent of one participation, about 330 bytes."""
    community = number % COMMUNITIES
    month = number * 7 % MONTHS
    resident = number * 13 % RESIDENTS
    day = f"{2015 + month // 12}-{month % 12 + 1:02d}-{number % 28 + 1:02d}"
    return (
        b'{"specversion":"1.0","id":"p%d","source":"urn:dure:feed:bench",'
        b'"type":"dure.community.participation_recorded.v1","subject":"community/C%03d",'
        b'"data":{"occurred":"%s","area":{"scheme":"mois-sgg","code":"47110"},'
        b'"resident":"C%03d-R%04d","activity":"C%03d-A%s","role":"attendee"}}\n'
        % (number, community, day.encode(), community, resident, community, day.encode())
    )


def write_ndjson(path: Path, rows: int) -> None:
    """An NDJSON file of so many participations."""
    with path.open("wb") as file:
        file.writelines(_events(rows))


def _events(rows: int) -> Iterator[bytes]:
    for number in range(rows):
        yield event(number)
