"""The ledger on SQLite and on PostgreSQL: one log, one receipt for each fact, times that ascend."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from msgspec import json

from domain.audit import kept_head, verify
from domain.correction import Correction
from domain.dates import Occurred
from domain.drafts import draft
from domain.errors import (
    LedgerUnavailableError,
    UnknownTopicError,
)
from domain.facts import FactKey
from domain.ledger import Ledger
from domain.records import DeliveryState, Unaccepted
from tests.domain.recording import (
    KEY,
    NOW,
    SOURCE,
    SUBJECT,
    Open,
    Watch,
    append,
    correct,
    held,
    holding,
    reported,
    withdraw,
)


def unaccepted(delivery: str, row: int) -> Unaccepted:
    """A row in quarantine that waits for the fact `a` of the source `s`."""
    return Unaccepted(
        delivery,
        row,
        verdict="quarantined",
        code="unknown-fact",
        field="fact",
        sentence="not yet",
        content=b"[]",
        is_open=True,
        awaits="s a",
    )


def test_an_empty_ledger_has_no_position_and_no_entries(ledger: Ledger) -> None:
    assert ledger.head().position == 0
    assert ledger.published(0, 10) == []
    assert ledger.entries(SUBJECT) == []
    assert ledger.delivery("d") is None


def test_what_waits_after_a_position_is_counted_and_dated_by_commits(
    ledger: Ledger, watch: Watch
) -> None:
    for minute, ids in enumerate(("abc", "de", "f")):
        watch.now = NOW + timedelta(minutes=minute)
        append(ledger, *(reported(id_) for id_ in ids))
    first, *_, last = (event.position for event in ledger.published(0, 10))
    waiting = [ledger.waiting(position) for position in (0, first, first + 2, last)]
    assert [one.events for one in waiting] == [6, 5, 3, 0]
    assert [one.since and one.since[14:16] for one in waiting] == ["00", "00", "01", None]
    assert {one.position for one in waiting} == {last}


def test_facts_come_out_as_they_went_in(ledger: Ledger) -> None:
    append(ledger, reported("a", delivery="d", row=12, time="2025-03-02T09:00:00+09:00"))
    [entry] = ledger.entries(SUBJECT)
    assert (entry.fact, entry.key, entry.delivery, entry.row) == (held("A1"), KEY, "d", 12)
    assert (entry.recorded_at, entry.position) == (NOW, ledger.head().position)
    assert entry.time == datetime.fromisoformat("2025-03-02T09:00:00+09:00")


def test_the_log_comes_out_in_order_and_in_pieces(ledger: Ledger) -> None:
    for chunk in range(4):
        append(
            ledger, *[reported(f"{chunk}-{row}", subject=f"community/K{row}") for row in range(3)]
        )
    whole = ledger.published(0, 100)
    positions = [published.position for published in whole]
    assert len(whole) == 12
    assert positions == sorted(set(positions))
    pieces, after = [], 0
    while batch := ledger.published(after, 5):
        pieces += batch
        after = batch[-1].position
    assert pieces == whole
    assert all(json.decode(one.body)["sequence"] == one.position for one in whole)


def test_the_end_of_the_log_can_be_asked_as_it_was(ledger: Ledger) -> None:
    """A report pins the chain at the last position that it knew, whatever came after."""
    append(ledger, reported("a"), reported("b"))
    then = ledger.head()
    append(ledger, reported("c"))
    assert ledger.head_at(then.position) == then
    assert ledger.head_at(ledger.head().position) == ledger.head() != then
    assert ledger.head_at(0).position == 0


def test_a_fact_is_known_by_source_and_id_and_is_recorded_once(ledger: Ledger) -> None:
    append(ledger, reported("a"))
    with ledger.writing() as writing:
        assert set(writing.known([KEY, FactKey(SOURCE, "b"), FactKey("urn:other", "a")])) == {
            (SOURCE, "a")
        }
        assert not writing.append_new(reported("a"))
    assert len(ledger.published(0, 10)) == 1


def test_the_database_itself_refuses_a_fact_twice_and_keeps_nothing_of_that_chunk(
    ledger: Ledger,
) -> None:
    append(ledger, reported("a"))
    before = ledger.head()
    state = DeliveryState("d", "feed", 2, b"{}", is_finished=True)
    with pytest.raises(LedgerUnavailableError, match="nothing of this chunk was kept"):
        append(ledger, reported("b"), reported("a", "A2"), deliveries=[state])
    assert ledger.head() == before
    assert ledger.delivery("d") is None
    assert holding(ledger) == ["A1"]
    append(ledger, reported("b", "A2"))
    assert holding(ledger) == ["A1", "A2"]
    assert verify(ledger.store, kept_head(ledger.home)).holds


def test_positions_may_have_gaps_on_postgresql_and_the_log_goes_on(ledger: Ledger) -> None:
    """A chunk that is rolled back has drawn from the sequence, which is never taken back."""
    append(ledger, reported("a"))
    with pytest.raises(LedgerUnavailableError):
        append(ledger, reported("b"), reported("c"), reported("a"))
    append(ledger, reported("b"))
    first, second = (one.position for one in ledger.published(0, 10))
    is_gap = second - first > 1
    assert is_gap == (type(ledger.store).__name__ == "PostgresLedgerRecorder")
    assert ledger.published(first, 1)[0].position == second
    assert verify(ledger.store).events == 2


def test_recorded_times_never_go_back(ledger: Ledger, watch: Watch) -> None:
    append(ledger, reported("a"))
    watch.now = NOW - timedelta(days=1)
    append(ledger, reported("b"))
    append(ledger, reported("c"), recorded_at=NOW - timedelta(days=9))
    watch.now = NOW + timedelta(hours=1)
    append(ledger, reported("d"))
    times = [entry.recorded_at for entry in ledger.entries(SUBJECT)]
    assert times == [NOW, NOW, NOW, NOW + timedelta(hours=1)]


def test_a_replayed_clock_records_when_each_delivery_was_received(ledger: Ledger) -> None:
    years = [datetime(2015 + year, 6, 1, tzinfo=UTC) for year in range(3)]
    for number, received_at in enumerate(years):
        append(ledger, reported(f"row-{number}"), recorded_at=received_at)
    assert [entry.recorded_at for entry in ledger.entries(SUBJECT)] == years


def test_one_chunk_has_one_time_of_recording(ledger: Ledger) -> None:
    append(ledger, *[reported(f"row-{number}") for number in range(20)])
    assert {entry.recorded_at for entry in ledger.entries(SUBJECT)} == {NOW}


def test_corrections_follow_one_another_to_the_end(ledger: Ledger) -> None:
    append(ledger, reported("a", "A1"))
    correct(ledger, "fix-1", "A2")
    correct(ledger, "fix-2", "A3")  # names the fact itself
    correct(ledger, "fix-3", "A4", about="fix-1")  # names a correction that is superseded
    assert holding(ledger) == ["A4"]
    superseded = [entry.supersedes for entry in ledger.entries(SUBJECT)]
    positions = [entry.position for entry in ledger.entries(SUBJECT)]
    assert superseded == [None, *positions[:-1]]


def test_a_chunk_may_correct_what_it_brings_itself(ledger: Ledger) -> None:
    drafted = draft(
        SOURCE,
        "fix",
        SUBJECT,
        Correction.Corrected(
            occurred=Occurred.parse("2025-03-02"),
            fact=KEY,
            corrects="community.activity_held.v1",
            replacement={"occurred": "2025-03-02", "activity": "A2"},
        ),
        supersedes=-2,
    )
    append(ledger, reported("before", "A0"), reported("a"), drafted)
    assert holding(ledger) == ["A0", "A2"]


def test_a_withdrawn_fact_does_not_hold_and_can_be_reinstated(ledger: Ledger) -> None:
    append(ledger, reported("a"))
    withdraw(ledger, "gone")
    assert holding(ledger) == []
    correct(ledger, "back", "A1")
    assert holding(ledger) == ["A1"]
    withdraw(ledger, "gone again")
    assert holding(ledger) == []
    correct(ledger, "back again", "A2", about="gone")  # correcting a withdrawal brings it back too
    assert holding(ledger) == ["A2"]


def test_an_unaccepted_row_is_kept_once_and_closed_once_it_is_taken(ledger: Ledger) -> None:
    row = unaccepted("d", 3)
    state = DeliveryState("d", "feed", 3, b"{}", is_finished=False)
    append(ledger, unaccepted=[row], deliveries=[state])
    append(ledger, unaccepted=[row], deliveries=[state])
    assert list(ledger.quarantined()) == [("feed", row)]
    with ledger.writing() as writing:
        assert writing.awaiting([("s", "a"), ("s", "b")]) == [row]
        assert list(writing.unaccepted("d")) == [row]
    append(ledger, closed=[("d", 3)])
    with ledger.writing() as writing:
        assert writing.awaiting([("s", "a")]) == []
        assert list(writing.unaccepted("d")) == []
    assert list(ledger.quarantined()) == []


def test_the_rows_of_a_long_delivery_are_listed_in_order(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("domain.writing._ROWS_PER_READ", 3)
    append(ledger, unaccepted=[unaccepted("d", row) for row in range(1, 11)])
    with ledger.writing() as writing:
        assert [row.row for row in writing.unaccepted("d")] == list(range(1, 11))


def test_many_facts_are_looked_up_in_bounded_statements(ledger: Ledger) -> None:
    append(ledger, *[reported(str(number)) for number in range(50)])
    keys = [FactKey(SOURCE, str(number)) for number in range(12_000)]
    with ledger.writing() as writing:
        known = writing.known(keys)
        targets = writing.targets(known)
    assert len(known) == len(targets) == 50


def test_a_topic_outside_the_vocabulary_is_never_imported(ledger: Ledger, tmp_path: Path) -> None:
    """The library would import the name in a stored row; a changed row must not run code."""
    append(ledger, reported("a"))
    tamper(ledger, "update stored_events set topic = 'tests.domain.not_imported:boom'", tmp_path)
    with pytest.raises(UnknownTopicError):
        ledger.entries(SUBJECT)


def tamper(ledger: Ledger, statement: str, home: Path) -> None:
    """Change the database behind the ledger's back."""
    url = ledger._url
    if url is None:
        with closing(sqlite3.connect(home / "ledger.db")) as connection:
            connection.execute(statement)
            connection.commit()
    else:
        with psycopg.connect(url) as postgres:
            postgres.execute(statement.encode())


def test_what_was_recorded_of_a_source_since_a_position_is_told_in_order(open_ledger: Open) -> None:
    ledger = open_ledger()
    append(ledger, reported("b"), reported("a"))
    before = ledger.head().position
    append(ledger, reported("d"), reported("c"))
    assert ledger.recorded_since(SOURCE, before) == ["d", "c"]
    assert ledger.recorded_since("urn:other", before) == []
    assert ledger.recorded_since(SOURCE, ledger.head().position) == []


def test_the_entries_under_a_prefix_are_told_without_the_others(open_ledger: Open) -> None:
    ledger = open_ledger()
    append(ledger, reported("x:2"), reported("y:1"), reported("x:1"))
    assert [entry.id for entry in ledger.recorded(SOURCE, "x:")] == ["x:2", "x:1"]
    assert ledger.recorded(SOURCE, "z:") == []
