"""Rows to measure with: participations of communities as a regional body would deliver them."""

from pathlib import Path

COMMUNITIES = 500
RESIDENTS = 200
MONTHS = 120


def event(number: int, community: bytes | None = None) -> bytes:
    """The CloudEvent of a participation, about 330 bytes, in one community or in each in turn."""
    community = community or b"C%03d" % (number % COMMUNITIES)
    month = number * 7 % MONTHS
    resident = number * 13 % RESIDENTS
    day = f"{2015 + month // 12}-{month % 12 + 1:02d}-{number % 28 + 1:02d}"
    return (
        b'{"specversion":"1.0","id":"p%d","source":"urn:dure:feed:bench",'
        b'"type":"dure.community.participation_recorded.v1","subject":"community/%b",'
        b'"data":{"occurred":"%s","area":{"scheme":"mois-sgg","code":"47110"},'
        b'"resident":"%b-R%04d","activity":"%b-A%b","role":"attendee"}}\n'
        % (number, community, day.encode(), community, resident, community, day.encode())
    )


def write_ndjson(path: Path, numbers: range, community: bytes | None = None) -> None:
    """An NDJSON file of the participations of these numbers."""
    with path.open("wb") as file:
        file.writelines(event(number, community) for number in numbers)
