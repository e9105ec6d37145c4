"""How the relay cuts the log into records, without a broker."""

from collections.abc import Iterator
from typing import Any

import pytest

from domain.published import Published
from streams import relay
from streams.cluster import Cluster
from streams.relay import BATCH_BYTES, BATCH_EVENTS, Relay
from tests.streams.published_facts import LEDGER, attendance, attendances
from warehouse.records import Record


class Log:
    """A log of published facts."""

    def __init__(self, events: list[Published]) -> None:
        self._events = events

    def published(self, after: int, limit: int) -> list[Published]:
        return [event for event in self._events if event.position > after][:limit]


def waiting(events: list[Published]) -> Iterator[tuple[Record, bytes | None]]:
    one = Relay(Log(events), Cluster("nowhere"), ledger=LEDGER, partition=0, topic="t")
    return one._waiting()


def test_the_log_is_cut_into_chained_records_of_a_thousand_events() -> None:
    events = attendances(*range(1, 2_501))
    records = [record for record, _ in waiting(events)]
    assert [(r.previous, r.first, r.last, r.count) for r in records] == [
        (0, 1, 1_000, BATCH_EVENTS),
        (1_000, 1_001, 2_000, BATCH_EVENTS),
        (2_000, 2_001, 2_500, 500),
    ]
    assert b"".join(record.body for record in records).count(b'{"sequence":') == 2_500


def test_positions_with_gaps_are_chained_by_what_precedes_them() -> None:
    [(record, _)] = waiting(attendances(3, 7, 8))
    assert (record.previous, record.first, record.last, record.count) == (0, 3, 8, 3)


def test_large_events_make_smaller_records_and_a_huge_one_goes_alone() -> None:
    wide = [Published(n, b'{"sequence":%d,"x":"%s"}' % (n, b"x" * 200_000)) for n in range(1, 6)]
    huge = Published(6, b'{"sequence":6,"x":"%s"}' % (b"x" * (BATCH_BYTES + 1)))
    records = [record for record, _ in waiting([*wide, huge, *attendances(7)])]
    assert [record.count for record in records] == [2, 2, 1, 1, 1]
    assert [record.last for record in records] == [2, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("municipalities", "header"),
    [
        (["47130"], b"47130"),
        (["47130", "47130", "47130"], b"47130"),
        (["47130", "47150", "47130"], None),
        (["47130", None], None),
        ([None], None),
    ],
)
def test_the_municipality_is_named_only_where_all_events_share_it(
    municipalities: list[str | None], header: bytes | None
) -> None:
    events = [attendance(n, municipality=m) for n, m in enumerate(municipalities, start=1)]
    [(_, told)] = waiting(events)
    assert told == header


def test_the_log_is_read_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "_READ_EVENTS", 10)
    asked: list[tuple[int, int]] = []

    class Watched(Log):
        def published(self, after: int, limit: int) -> list[Published]:
            asked.append((after, limit))
            return super().published(after, limit)

    one: Any = Relay(
        Watched(attendances(*range(1, 26))), Cluster("nowhere"), ledger="L", partition=0, topic="t"
    )
    assert sum(record.count for record, _ in one._waiting()) == 25
    assert asked == [(0, 10), (10, 10), (20, 10), (25, 10)]
