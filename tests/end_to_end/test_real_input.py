"""Two deliveries of the festival dataset run through dure by its commands.

docs/real-input.md shows the same with what the commands print.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

import duckdb
import pytest

from tests.end_to_end.real_input import (
    ABSENT,
    DATA,
    RECEIVED,
    Bookkeeping,
    CommandLine,
    Festival,
    Taken,
    counted,
    documented,
    everything_in,
    festival_file,
    festivals,
    lines_of,
    says_nothing_new,
)
from warehouse.snapshot import open_snapshot

FIRST, SECOND = RECEIVED
SHORTEST_PHONE: Final = 8  # digits of a number that is not in a date or a code by chance

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=ABSENT)


@pytest.fixture(scope="module")
def agencies(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """A home that took both deliveries of the festival dataset."""
    dure = CommandLine(tmp_path_factory.mktemp("festivals"))
    dure("init", "--clock", "deliveries")
    dure("feed", "add", "festivals", "--mapping", "examples/festivals.yaml")
    rehearsed, receipts = {}, {}
    for received in RECEIVED:
        rehearsed[received] = dure.answer("feed", "check", *_delivery(received), is_clean=False)
        receipts[received] = dure.answer("feed", "submit", *_delivery(received), is_clean=False)
    dure("load")
    return Taken(dure, rehearsed, receipts)


@pytest.fixture(scope="module")
def festival_facts(agencies: Taken) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_snapshot(agencies.dure.home / "warehouse") as connection:
        yield connection


@pytest.mark.parametrize("received", RECEIVED)
def test_every_festival_row_gets_the_verdict_that_counting_by_hand_gives(
    agencies: Taken, received: str
) -> None:
    """The counts add up to the rows; the rows that need attention are those, line by line."""
    books = Bookkeeping()
    expected = {day: books.take(day) for day in RECEIVED}[received]
    receipt = agencies.receipts[received]
    assert sum(receipt["counts"].values()) == receipt["rows"] == len(festivals(received))
    assert {verdict: count for verdict, count in receipt["counts"].items() if count} == counted(
        expected
    )
    noted = {note["row"]: note["verdict"] for note in receipt["notes"]}
    assert noted == {
        line: verdict
        for line, verdict in expected.items()
        if verdict in {"conflict", "quarantined"}
    }


@pytest.mark.parametrize("received", RECEIVED)
def test_a_dry_run_gives_the_verdicts_of_the_run(agencies: Taken, received: str) -> None:
    rehearsed, run = agencies.rehearsed[received], agencies.receipts[received]
    for name in ("counts", "notes", "facts", "delivery"):
        assert rehearsed[name] == run[name], name


@pytest.mark.parametrize("received", RECEIVED)
def test_rows_that_end_before_they_start_are_quarantined(agencies: Taken, received: str) -> None:
    backwards = {row.line for row in festivals(received) if row.is_backwards}
    quarantined = {
        note["row"]
        for note in agencies.receipts[received]["notes"]
        if note["code"] == "end-before-start"
    }
    assert quarantined == backwards
    assert len(backwards) == {FIRST: 7, SECOND: 9}[received]


def test_rows_that_stand_twice_in_the_first_file_are_its_duplicates(agencies: Taken) -> None:
    times = Counter(row[1:] for row in festivals(FIRST))
    assert agencies.receipts[FIRST]["counts"]["duplicate"] == sum(times.values()) - len(times)


def test_festivals_are_planned_until_their_last_day_is_past(
    festival_facts: duckdb.DuckDBPyConnection,
) -> None:
    """Relative to the day of receipt: what was planned in March and is past in July is held."""
    books = Bookkeeping()
    for received in RECEIVED:
        books.take(received)
    rows = festival_facts.execute(
        "select split_part(type, '.', 3), event_id, occurred_to, recorded_at::date from log "
        "where type like 'dure.community.activity%'"
    ).fetchall()
    assert Counter(kind.removeprefix("activity_") for kind, *_ in rows) == Counter(
        kind for kind, _ in books.held
    )
    for kind, _, ends, received_on in rows:
        assert (ends > received_on) is (kind == "activity_planned")
    planned, held = (
        {id_.partition(":")[2] for k, id_, *_ in rows if k == kind}
        for kind in (
            "activity_planned",
            "activity_held",
        )
    )
    assert len(planned & held) == 125  # 119 took place in between; 6 were moved from past to future


def test_a_festival_that_vanished_from_the_second_delivery_is_still_there(
    festival_facts: duckdb.DuckDBPyConnection,
) -> None:
    """A vanished row is no deletion."""
    remaining = {row.occasion for row in festivals(SECOND)}
    vanished = {
        "|".join(row.occasion)
        for row in festivals(FIRST)
        if row.occasion not in remaining and not row.is_backwards and row.kind(FIRST) == "held"
    }
    known = festival_facts.execute(
        "select distinct activity from activity_as_of(date '2025-07-30', timestamptz '2025-08-01')"
    ).fetchall()
    assert len(vanished) > 300
    assert vanished <= {activity for (activity,) in known}


def test_a_date_that_was_moved_shows_as_a_correction_in_the_history(agencies: Taken) -> None:
    """Both dates are told: the old one as corrected, by the entry that holds the new one."""
    moved = _moved()
    agency = Counter(after.agency for _, _, after in moved).most_common(1)[0][0]
    story = lines_of(agencies.dure("history", f"community/{agency}", "--format", "json"))
    by_position = {line["position"]: line for line in story}
    told = {
        (old["event"], old["what"]["activity"], old["occurred"], new["occurred"])
        for old in story
        if old["standing"] == "corrected" and (new := by_position[old["replaced_by"]])
    }
    expected = {
        (f"community.activity_{kind}.v1", "|".join(after.occasion), _told(before), _told(after))
        for kind, before, after in moved
        if after.agency == agency
    }
    assert len(expected) > 1
    assert expected <= told
    known_then = lines_of(
        agencies.dure("history", f"community/{agency}", "--known-at", FIRST, "--format", "json")
    )
    assert {line["standing"] for line in known_then} <= {"holds", "later"}


def test_every_date_that_was_moved_supersedes_the_old_one(
    festival_facts: duckdb.DuckDBPyConnection,
) -> None:
    rows = festival_facts.execute(
        "select old.occurred_from, old.occurred_to, new.occurred_from, new.occurred_to, "
        "new.payload ->> '$.replacement.activity' "
        "from log as new inner join log as old on old.position = new.supersedes"
    ).fetchall()
    found = Counter(
        (activity, *map(str, dates))
        for *dates, activity in rows
        if (dates[0], dates[1]) != (dates[2], dates[3])
    )
    assert found == Counter(
        ("|".join(after.occasion), before.starts, before.ends, after.starts, after.ends)
        for _, before, after in _moved()
    )


def test_phone_numbers_are_nowhere_in_ledger_or_warehouse(
    agencies: Taken, festival_facts: duckdb.DuckDBPyConnection
) -> None:
    phones = {
        phone
        for received in RECEIVED
        for row in festivals(received)
        for phone in re.findall(r"[\d-]+", row.phone)
        if sum(map(str.isdigit, phone)) >= SHORTEST_PHONE
    }
    assert len(phones) > 700
    kept = b"".join(file.read_bytes() for file in agencies.dure.home.glob("ledger*"))
    told = kept.decode(errors="replace"), everything_in(festival_facts)
    assert all("반포서래 한불음악축제" in text for text in told)
    runs = " ".join(run for text in told for run in re.findall(r"[\d-]{8,}", text))
    assert [phone for phone in sorted(phones) if phone in runs] == []


def test_provider_codes_name_communities_and_are_no_area_codes(
    festival_facts: duckdb.DuckDBPyConnection,
) -> None:
    """`B551011` and 7-digit agency codes are the providers' own keys: no fact gets an area."""
    agencies = {row.agency for day in RECEIVED for row in festivals(day) if not row.is_backwards}
    assert "B551011" in agencies
    subjects = festival_facts.execute(
        "select distinct subject from log where subject like 'community/%'"
    ).fetchall()
    assert {subject for (subject,) in subjects} == {f"community/{agency}" for agency in agencies}
    counts = "select count(municipality), count(payload -> '$.area') from log"
    assert festival_facts.execute(counts).fetchall() == [(0, 0)]
    assert festival_facts.execute("select count(area_code) from activity").fetchall() == [(0,)]


@pytest.mark.parametrize("received", RECEIVED)
def test_the_chain_holds_and_the_same_file_again_says_nothing_new(
    agencies: Taken, received: str
) -> None:
    assert says_nothing_new(agencies.dure, _delivery(received), agencies.receipts[received])


def test_the_document_states_the_counts_that_the_receipts_give(agencies: Taken) -> None:
    assert all(map(documented, agencies.receipts.values()))


def _delivery(received: str) -> tuple[str, ...]:
    """What names one delivery to `dure feed`."""
    return str(festival_file(received)), "--feed", "festivals", "--received-at", received


def _moved() -> list[tuple[str, Festival, Festival]]:
    """Kind, row before and row after of every date that the second delivery corrects."""
    books = Bookkeeping()
    for received in RECEIVED:
        books.take(received)
    return books.redated


def _told(row: Festival) -> str:
    """The interval as `dure history` tells it."""
    return row.starts if row.starts == row.ends else f"{row.starts}..{row.ends} (day)"
