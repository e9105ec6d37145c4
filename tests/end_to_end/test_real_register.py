"""Six years of a public register run through dure by its commands, each statement at its own time.

docs/real-input.md shows the same with what the commands print.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, Final

import duckdb
import pytest
from lifelines import KaplanMeierFitter

from dure.wiring import Home
from tests.end_to_end.real_input import (
    ABSENT,
    DATA,
    REGISTER,
    ROOT,
    CommandLine,
    Taken,
    documented,
    everything_in,
    lines_of,
    says_nothing_new,
    spells,
    statements,
)
from warehouse.snapshot import open_snapshot

CLOSE: Final = 1e-9
LAST_DAY: Final = date(2024, 10, 24)  # of the register, and so T by default in its home
DELIVERY: Final = (str(REGISTER), "--feed", "register", "--received-at", "2024-12-31")

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=ABSENT)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """A home that took the register's six years of statements, each at its own time."""
    dure = CommandLine(tmp_path_factory.mktemp("register"))
    dure("init", "--clock", "deliveries")
    dure("feed", "add", "register", "--mapping", "examples/organisation-histories.yaml")
    receipt = dure.answer("feed", "submit", *DELIVERY)
    dure("load")
    return Taken(dure, {}, {"2024-12-31": receipt})


@pytest.fixture(scope="module")
def register_facts(register: Taken) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_snapshot(register.dure.home / "warehouse") as connection:
        yield connection


def test_every_statement_of_the_register_gets_a_verdict(register: Taken) -> None:
    """Only joinings that are listed again with the same date say nothing new."""
    rows = statements()
    joined = Counter(
        (row["org"], row["person"], row["occurred_on"])
        for row in rows
        if row["type"] == "MemberJoined"
    )
    again = sum(joined.values()) - len(joined)
    receipt = register.receipts["2024-12-31"]
    assert (receipt["rows"], again) == (7787, 25)
    assert {verdict: count for verdict, count in receipt["counts"].items() if count} == {
        "accepted": len(rows) - again,
        "duplicate": again,
    }
    assert receipt["notes"] == []


def test_each_statement_is_recorded_when_the_register_made_it(register: Taken) -> None:
    said = [datetime.fromisoformat(row["recorded_at"]) for row in statements()]
    reported = [fact for fact in _recorded(register) if fact["basis"] == "reported"]
    assert len(reported) == register.receipts["2024-12-31"]["facts"] == 8021
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
        story = lines_of(register.dure("history", entity, "--format", "json"))
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
        (line["occurred"], line["standing"]) for line in lines_of(before) if line["event"] == formed
    ] == [("2017-11-01..2017-11-30 (month)", "holds")]
    assert [
        (line["occurred"], line["standing"]) for line in lines_of(after) if line["event"] == formed
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
    told = everything_in(register_facts)
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
    found = lines_of(register.dure("sql", f"{steps_of_it} from spell", "--format", "json"))
    assert Counter((one["entry"] or 0, one["exit"], one["is_event"]) for one in found) == Counter(
        lives
    )
    fitter = KaplanMeierFitter()
    fitter.fit(
        [one.exit for one in lives],
        [one.is_event for one in lives],
        entry=[one.entry for one in lives],
    )
    curve = lines_of(register.dure("sql", query, "--format", "json"))
    steps = [row for row in curve if row["count_events"]]
    assert len(steps) == 50
    for row in curve:
        expected = float(fitter.survival_function_at_times(row["elapsed"]).iloc[0])
        assert row["survival"] == pytest.approx(expected, abs=CLOSE)


def test_the_chain_holds_and_the_same_file_again_says_nothing_new(register: Taken) -> None:
    assert says_nothing_new(register.dure, DELIVERY, register.receipts["2024-12-31"])


def test_the_document_states_the_counts_that_the_receipt_gives(register: Taken) -> None:
    assert documented(register.receipts["2024-12-31"])


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
