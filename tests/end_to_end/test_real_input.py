"""Files that nobody here wrote run through dure by its commands, with the mappings in `examples/`.

docs/real-input.md shows the same with what the commands print.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple

import duckdb
import pytest
from lifelines import KaplanMeierFitter

from dure.wiring import Home
from tests.end_to_end.real_input import (
    ABSENT,
    DATA,
    RECEIVED,
    REGISTER,
    ROOT,
    Bookkeeping,
    CommandLine,
    Festival,
    counted,
    festival_file,
    festivals,
    spells,
    statements,
)
from warehouse.file import open_snapshot

CLOSE: Final = 1e-9
FIRST, SECOND = RECEIVED
LAST_DAY: Final = date(2024, 10, 24)  # of the register, and so T by default in its home
SHORTEST_PHONE: Final = 8  # digits of a number that is not in a date or a code by chance

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=ABSENT)


class Taken(NamedTuple):
    """A home after its deliveries: its commands, the receipts of dry runs and of submissions."""

    dure: CommandLine
    rehearsed: dict[str, Any]
    receipts: dict[str, Any]


@pytest.fixture(scope="module")
def agencies(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """A home that took both deliveries of the festival dataset."""
    dure = CommandLine(tmp_path_factory.mktemp("festivals"))
    dure("init", "--clock", "deliveries")
    dure("feed", "add", "festivals", "--mapping", "examples/festivals.yaml")
    rehearsed, receipts = {}, {}
    for received in RECEIVED:
        delivery = (str(festival_file(received)), "--feed", "festivals", "--received-at", received)
        rehearsed[received] = dure.answer("feed", "check", *delivery, is_clean=False)
        receipts[received] = dure.answer("feed", "submit", *delivery, is_clean=False)
    dure("load")
    return Taken(dure, rehearsed, receipts)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """A home that took the register's six years of statements, each at its own time."""
    dure = CommandLine(tmp_path_factory.mktemp("register"))
    dure("init", "--clock", "deliveries")
    dure("feed", "add", "register", "--mapping", "examples/organisation-histories.yaml")
    delivery = (str(REGISTER), "--feed", "register", "--received-at", "2024-12-31")
    receipt = dure.answer("feed", "submit", *delivery)
    dure("load")
    return Taken(dure, {}, {"all": receipt})


@pytest.fixture(scope="module")
def festival_facts(agencies: Taken) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_snapshot(agencies.dure.home / "warehouse") as connection:
        yield connection


@pytest.fixture(scope="module")
def register_facts(register: Taken) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_snapshot(register.dure.home / "warehouse") as connection:
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


def test_both_deliveries_come_to_the_counts_that_the_documents_state(agencies: Taken) -> None:
    """Frozen, so that docs/real-input.md stays true."""
    found = {day: tuple(one["counts"].values()) for day, one in agencies.receipts.items()}
    names = ("accepted", "duplicate", "conflict", "corrected", "quarantined", "rejected")
    assert tuple(agencies.receipts[FIRST]["counts"]) == names
    assert found == {FIRST: (1258, 7, 7, 0, 7, 0), SECOND: (502, 695, 7, 76, 9, 0)}


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
    story = _lines(agencies.dure("history", f"community/{agency}", "--format", "json"))
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
    known_then = _lines(
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
    told = _everything(festival_facts)
    assert "반포서래 한불음악축제" in told
    assert "반포서래 한불음악축제".encode() in kept
    assert [phone for phone in sorted(phones) if phone.encode() in kept or phone in told] == []


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


def test_every_statement_of_the_register_gets_a_verdict(register: Taken) -> None:
    """Only joinings that are listed again with the same date say nothing new."""
    rows = statements()
    joined = Counter(
        (row["org"], row["person"], row["occurred_on"])
        for row in rows
        if row["type"] == "MemberJoined"
    )
    again = sum(joined.values()) - len(joined)
    receipt = register.receipts["all"]
    assert (receipt["rows"], again) == (7787, 25)
    assert {verdict: count for verdict, count in receipt["counts"].items() if count} == {
        "accepted": len(rows) - again,
        "duplicate": again,
    }
    assert receipt["notes"] == []


def test_each_statement_is_recorded_when_the_register_made_it(register: Taken) -> None:
    said = [datetime.fromisoformat(row["recorded_at"]) for row in statements()]
    reported = [fact for fact in _recorded(register) if fact["basis"] == "reported"]
    assert len(reported) == register.receipts["all"]["facts"] == 8021
    for fact in reported:
        assert datetime.fromisoformat(fact["recordedtime"]) == said[fact["row"] - 1], fact["row"]


def test_what_was_known_of_the_register_on_a_day_is_what_it_had_said_by_then(
    register_facts: duckdb.DuckDBPyConnection,
) -> None:
    """A removal, a founding or a listing of a later day is not known yet."""
    known_at = datetime(2020, 6, 1, tzinfo=UTC)
    said = Counter(
        row["type"]
        for row in statements()
        if datetime.fromisoformat(row["recorded_at"]) <= known_at
    )
    for table, kind in (
        ("organisation_designation", "OrganisationFounded"),
        ("organisation_removal", "OrganisationRemovedFromRegister"),
        ("leader_installation", "LeaderInstalled"),
    ):
        [(found,)] = register_facts.execute(
            f"select count(*) from {table}_as_of(date '2024-10-24', ?)",  # noqa: S608  # from above
            [known_at],
        ).fetchall()
        assert found == said[kind], table


def test_each_corrected_date_of_the_register_shows_as_a_correction(register: Taken) -> None:
    """The eight joinings and the one founding: the old date is told as corrected by the new one."""
    corrections = [row for row in statements() if row["type"].endswith("DateCorrected")]
    assert len(corrections) == 9
    for body, old_dates in _by_body(corrections).items():
        entity = f"resident_organisation/{body}"
        story = _lines(register.dure("history", entity, "--format", "json"))
        by_position = {line["position"]: line for line in story}
        told = Counter(
            (old["id"].split(":")[-1], by_position[old["replaced_by"]]["occurred"][:10])
            for old in story
            if old["standing"] == "corrected"
        )
        assert told == old_dates, body


def test_a_founding_is_told_by_its_old_date_until_the_correction_was_known(
    register: Taken,
) -> None:
    entity = "resident_organisation/mnemonic"
    before = register.dure("history", entity, "--known-at", "2021-01-24", "--format", "json")
    after = register.dure("history", entity, "--known-at", "2021-01-25", "--format", "json")
    formed = "resident_organisation.formed.v1"
    assert [
        (line["occurred"], line["standing"]) for line in _lines(before) if line["event"] == formed
    ] == [("2017-11-01..2017-11-30 (month)", "holds")]
    assert [
        (line["occurred"], line["standing"]) for line in _lines(after) if line["event"] == formed
    ] == [
        ("2017-11-01..2017-11-30 (month)", "corrected"),
        ("2020-12-01..2020-12-31 (month)", "holds"),
    ]


def test_the_registers_own_names_of_persons_stay_outside(
    register: Taken, register_facts: duckdb.DuckDBPyConnection
) -> None:
    """They are pseudonyms already, and replaced all the same: dure cannot know that."""
    persons = {row["person"] for row in statements() if "person" in row}
    kept = b"".join(file.read_bytes() for file in register.dure.home.glob("ledger*"))
    told = _everything(register_facts)
    named = re.compile("|".join(sorted(persons)))
    assert named.search(told) is None
    assert named.search(kept.decode(errors="replace")) is None


def test_survival_of_the_bodies_is_that_of_lifelines(register: Taken) -> None:
    """The intervals are counted here from the statements themselves; both estimates agree."""
    lives = list(spells(LAST_DAY))
    assert (len(lives), sum(one.is_event for one in lives)) == (259, 51)
    query = (ROOT / "examples" / "organisation-survival.sql").read_text(encoding="utf-8")
    steps_of_it, last_step, _ = query.rpartition("\n\nselect\n")
    assert last_step
    found = _lines(register.dure("sql", f"{steps_of_it} from spell", "--format", "json"))
    assert Counter((one["entry"] or 0, one["exit"], one["is_event"]) for one in found) == Counter(
        lives
    )
    fitter = KaplanMeierFitter()
    fitter.fit(
        [one.exit for one in lives],
        [one.is_event for one in lives],
        entry=[one.entry for one in lives],
    )
    curve = _lines(register.dure("sql", query, "--format", "json"))
    steps = [row for row in curve if row["count_events"]]
    assert len(steps) == 50
    for row in curve:
        expected = float(fitter.survival_function_at_times(row["elapsed"]).iloc[0])
        assert row["survival"] == pytest.approx(expected, abs=CLOSE)


@pytest.mark.parametrize("name", ["agencies", "register"])
def test_the_chain_holds_and_the_same_file_again_says_nothing_new(
    name: str, request: pytest.FixtureRequest
) -> None:
    taken: Taken = request.getfixturevalue(name)
    told = taken.dure("audit", "verify")
    assert told.startswith("the chain holds: ")
    file, feed, received, receipt = {
        "agencies": (festival_file(SECOND), "festivals", SECOND, taken.receipts.get(SECOND)),
        "register": (REGISTER, "register", "2024-12-31", taken.receipts.get("all")),
    }[name]
    is_clean = name == "register"
    again = taken.dure.answer(
        "feed", "submit", str(file), "--feed", feed, "--received-at", received, is_clean=is_clean
    )
    assert again == {**(receipt or {}), "is_repeated": True}
    assert taken.dure("audit", "verify") == told


def _moved() -> list[tuple[str, Festival, Festival]]:
    """Kind, row before and row after of every date that the second delivery corrects."""
    books = Bookkeeping()
    for received in RECEIVED:
        books.take(received)
    return books.redated


def _told(row: Festival) -> str:
    """The interval as `dure history` tells it."""
    return row.starts if row.starts == row.ends else f"{row.starts}..{row.ends} (unknown)"


def _lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def _recorded(taken: Taken) -> list[dict[str, Any]]:
    """Everything in a home's ledger, as published."""
    with Home(taken.dure.home).open_ledger() as ledger:
        return [json.loads(one.body) for one in ledger.published(0, ledger.head().position)]


def _by_body(corrections: list[dict[str, str]]) -> dict[str, Counter[tuple[str, str]]]:
    """Old and new date of every correction, by body; the new one as its first day."""
    found: dict[str, Counter[tuple[str, str]]] = {}
    for row in corrections:
        new = (
            row["occurred_on"]
            if len(row["occurred_on"]) > len("2020-12")
            else f"{row['occurred_on']}-01"
        )
        found.setdefault(row["org"], Counter())[row["old"], new] += 1
    return found


def _everything(connection: duckdb.DuckDBPyConnection) -> str:
    """Every row of every table of a warehouse as one text."""
    tables = connection.execute("select table_name from duckdb_tables()").fetchall()
    rows = (connection.execute(f'from "{name}"').fetchall() for (name,) in tables)
    return "\n".join(map(str, rows))
