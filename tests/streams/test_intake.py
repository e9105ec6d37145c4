"""Intake of single deliveries: who is hidden, what waits, what a receipt says."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.errors import LedgerBusyError
from domain.feed import Feed
from streams.receipt import ROWS_IN_TEXT
from streams.rows import Row
from tests.streams.desk import (
    PSEUDONYM,
    SOURCE,
    Desk,
    corrected,
    held,
    open_ledger,
    verdicts,
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(open_ledger(tmp_path)) as ledger:
        yield Desk(ledger)


def test_the_delivery_itself_becomes_a_fact_with_its_counts(desk: Desk) -> None:
    receipt = desk.submit(held("a"), held("a"), b"no json")
    [entry] = desk.ledger.entries("feed/test")
    fact = entry.fact
    assert isinstance(fact, Feed.DeliveryReceived)
    assert (fact.rows, fact.accepted, fact.duplicate, fact.rejected) == (3, 1, 1, 1)
    assert fact.kinds == ("community.activity_held.v1",)
    assert fact.delivery == receipt.delivery


def test_an_empty_delivery_is_an_observed_zero(desk: Desk) -> None:
    receipt = desk.submit()
    assert (receipt.rows, receipt.is_clean) == (0, True)
    assert len(desk.ledger.entries("feed/test")) == 1


def test_a_replayed_clock_records_when_each_delivery_was_received(desk: Desk) -> None:
    desk.submit(held("a"), recorded_at=datetime(2015, 6, 1, tzinfo=UTC))
    desk.submit(held("b"), recorded_at=datetime(2014, 6, 1, tzinfo=UTC))  # never back
    desk.submit(held("c"), recorded_at=datetime(2016, 6, 1, tzinfo=UTC))
    recorded = [entry.recorded_at.year for entry in desk.ledger.entries("community/K1")]
    assert recorded == [2015, 2015, 2016]


def test_persons_and_identifiers_never_reach_the_ledger(desk: Desk, tmp_path: Path) -> None:
    """Neither as facts nor in quarantine, whatever is wrong with the row."""
    person = "홍길동"
    participation = held("p") | {"type": "dure.community.participation_recorded.v1"}
    data = {"occurred": "2025-03-02", "activity": "A1", "resident": person}
    desk.submit(
        participation | {"data": data},
        participation | {"id": "q", "data": data | {"occurred": "soon"}},
        participation | {"id": "r", "data": data | {"resident": {"name": person}}},
        participation | {"id": "s", "data": data | {"nickname": person}},
        participation | {"id": "t", "data": data | {"activity": "call 010-1234-5678"}},
        participation | {"id": "u", "type": "dure.none.v1", "data": data},
        participation | {"id": "v", "subject": f"resident/{person}", "data": data},
        participation | {"id": "w 010-1234-5678", "data": data},
    )
    desk.ledger.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert PSEUDONYM(person).encode() in kept
    escaped = json.dumps(person).strip('"').encode()
    for raw in (person.encode(), escaped, escaped.upper(), b"1234-5678"):
        assert raw not in kept


def test_a_row_that_could_not_be_read_or_kept_is_never_replayed_as_nothing(desk: Desk) -> None:
    """A row without events that is tried again must not count as taken."""
    unknown = held("a", activity="A1", data={"occurred": "2025-03-02", "x": "y"})
    long = held("b", type="dure.community.none.v1", data={"occurred": "x" * 20_000})
    desk.submit(unknown, long)
    notes = desk.replay()
    assert [note.code for note in notes] == ["not-kept", "not-kept"]
    assert len(list(desk.ledger.quarantined())) == 2


def test_a_long_correction_that_waits_is_not_lost_when_its_fact_arrives(desk: Desk) -> None:
    desk.submit(corrected("c", "a", "A2") | {"data": corrected("c", "a", "x" * 20_000)["data"]})
    assert verdicts(desk.submit(held("a"))) == {"accepted": 1}
    assert len(list(desk.ledger.quarantined())) == 1


def test_quarantined_rows_are_taken_once_what_was_wrong_is_right(desk: Desk) -> None:
    desk.submit(held("a", data={"occurred": "2026-03-02", "activity": "A1"}))
    assert [note.code for note in desk.replay()] == ["future-date"]
    [(_, row)] = desk.ledger.quarantined()
    assert row.is_open


def test_two_processes_do_not_take_in_one_delivery_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.intake.ROWS_PER_CHUNK", 1)
    events = [held("a"), held("b"), held("c")]

    def meanwhile() -> Iterator[Any]:
        yield Row(1, [events[0]])
        yield Row(2, [events[1]])
        desk.submit_rows([Row(number, [event]) for number, event in enumerate(events, 1)])
        yield Row(3, [events[2]])

    with pytest.raises(LedgerBusyError, match="another process is taking in"):
        desk.submit_rows(meanwhile())
    receipt = desk.submit_rows([])
    assert (verdicts(receipt), receipt.is_repeated) == ({"accepted": 3}, True)


def test_a_receipt_lists_what_was_not_accepted_and_is_bounded(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.intake.MOST_NOTES", 50)
    receipt = desk.submit(*[b"no json"] * 60)
    assert (len(receipt.notes), receipt.notes_left_out, receipt.is_clean) == (50, 10, False)
    text = receipt.to_text().splitlines()
    assert len(text) == 3 + ROWS_IN_TEXT + 1
    assert text[-1].strip().startswith("... and 40 more")


def test_the_source_of_an_event_may_be_left_to_the_feed(desk: Desk) -> None:
    event = {name: value for name, value in held("a").items() if name != "source"}
    assert verdicts(desk.submit(event, held("a"))) == {"accepted": 1, "duplicate": 1}
    assert desk.ledger.entries("community/K1")[0].source == SOURCE
