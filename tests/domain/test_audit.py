"""The audit finds whatever was changed behind the ledger's back, and says where."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from domain.audit import KeptHead, Verdict, keep_head, kept_head, verify
from domain.community import Community
from domain.dates import Occurred
from domain.drafts import draft
from domain.ledger import Ledger
from domain.records import GENESIS, Head, chained

SOURCE = "urn:dure:feed:test"
NOW = datetime(2025, 4, 1, tzinfo=UTC)
CHUNKS = (1, 7, 5, 1, 6)
EVENTS = sum(CHUNKS)
SEEDS = range(6)  # each chooses other positions


class Tampered:
    """A ledger of twenty events in five chunks, with the means to change it from outside."""

    def __init__(self, home: Path) -> None:
        self._home = home
        with closing(self._open()) as ledger:
            for chunk, size in enumerate(CHUNKS):
                with ledger.writing() as writing:
                    writing.append(
                        [_draft(f"{chunk}-{row}") for row in range(size)],
                        recorded_at=NOW + timedelta(days=chunk),
                    )

    def run(self, *statements: str, parameters: tuple[Any, ...] = ()) -> None:
        """Change the database, as somebody with a copy of sqlite3 could."""
        with closing(sqlite3.connect(self._home / "ledger.db")) as connection:
            for statement in statements:
                assert connection.execute(statement, parameters).rowcount, statement
            connection.commit()

    def rows(self, statement: str) -> list[Any]:
        with closing(sqlite3.connect(self._home / "ledger.db")) as connection:
            return connection.execute(statement).fetchall()

    def verdict(self, kept: KeptHead | None = None) -> Verdict:
        with closing(self._open()) as ledger:
            return verify(ledger.store, kept or kept_head(self._home))

    def found_at(self) -> int | None:
        """The position that the audit names; it must say why."""
        verdict = self.verdict()
        assert verdict.holds or verdict.fault
        return verdict.position

    def rechain(self, after: int) -> None:
        """Make the chain fit again from a position on, as a patient forger would."""
        with closing(self._open()) as ledger:
            rows = ledger.store.select_rows(0, 100)
        chain = GENESIS
        with closing(sqlite3.connect(self._home / "ledger.db")) as connection:
            for position, stored, _, _ in rows:
                chain = chained(chain, position, stored)
                if position >= after:
                    for table, column in (("receipts", "position"), ("commits", "last_position")):
                        connection.execute(
                            f"update {table} set chain = ? where {column} = ?",  # noqa: S608  # names above
                            (chain, position),
                        )
            connection.commit()

    def _open(self) -> Ledger:
        return Ledger(self._home, lambda: NOW)


def _draft(id_: str) -> Any:
    fact = Community.ActivityHeld(occurred=Occurred.parse("2025-03-02"), activity=id_)
    return draft(SOURCE, id_, "community/K1", fact, delivery="d", row=1)


@pytest.fixture
def ledger(tmp_path: Path) -> Tampered:
    return Tampered(tmp_path)


def positions(seed: int, count: int = 1, *, below: int = EVENTS) -> list[int]:
    return sorted(Random(seed).sample(range(1, below + 1), count))  # noqa: S311  # not for secrets


def test_an_untouched_ledger_holds(ledger: Tampered) -> None:
    verdict = ledger.verdict()
    assert verdict.holds
    assert (verdict.events, verdict.head.position) == (EVENTS, EVENTS)


def test_an_empty_ledger_holds(tmp_path: Path) -> None:
    with closing(Ledger(tmp_path, lambda: NOW)) as ledger:
        assert verify(ledger.store, kept_head(tmp_path)) == Verdict(
            0, Head(0, GENESIS, None), None, None
        )


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "change",
    [
        "state = cast(replace(state, '2025-03-02', '2024-03-02') as blob)",
        "state = cast(state as text)",
        "state = null",
        "state = 99999999999",
        "topic = 'community.activity_planned.v1'",
        "topic = null",
        "originator_version = originator_version + 100",
        "originator_version = 'x' || originator_version",
        "originator_id = replace(originator_id, substr(originator_id, 1, 1), 'f')",
        "originator_id = 'community'",
    ],
)
def test_a_changed_row_is_found_where_it_is(ledger: Tampered, seed: int, change: str) -> None:
    [position] = positions(seed)
    ledger.run(f"update stored_events set {change} where rowid = {position}")  # noqa: S608  # numbers
    assert ledger.found_at() == position


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "change",
    [
        "source = 'urn:dure:feed:other'",
        "id = 'x'",
        "digest = 'x'",
        "delivery = null",
        "row_number = 2",
        "supersedes = 1",
        "chain = zeroblob(32)",
        "chain = 'text'",
    ],
)
def test_a_changed_receipt_is_found_where_it_is(ledger: Tampered, seed: int, change: str) -> None:
    [position] = positions(seed)
    ledger.run(f"update receipts set {change} where position = {position}")  # noqa: S608  # numbers
    assert ledger.found_at() == position


@pytest.mark.parametrize("seed", SEEDS)
def test_a_removed_row_is_found_by_its_receipt(ledger: Tampered, seed: int) -> None:
    [position] = positions(seed)
    ledger.run(f"delete from stored_events where rowid = {position}")  # noqa: S608  # numbers
    assert ledger.found_at() == position


@pytest.mark.parametrize("seed", SEEDS)
def test_a_row_removed_with_its_receipt_shows_at_the_next(ledger: Tampered, seed: int) -> None:
    [position] = positions(seed, below=EVENTS - 1)
    ledger.run(
        f"delete from stored_events where rowid = {position}",  # noqa: S608  # numbers
        f"delete from receipts where position = {position}",  # noqa: S608  # numbers
    )
    assert ledger.found_at() == position + 1


@pytest.mark.parametrize("seed", SEEDS)
def test_a_removed_row_is_found_though_the_chain_was_made_to_fit(
    ledger: Tampered, seed: int
) -> None:
    [position] = positions(seed, below=EVENTS - 1)
    ledger.run(
        f"delete from stored_events where rowid = {position}",  # noqa: S608  # numbers
        f"delete from receipts where position = {position}",  # noqa: S608  # numbers
    )
    ledger.rechain(position)
    assert not ledger.verdict().holds


@pytest.mark.parametrize("seed", SEEDS)
def test_swapped_rows_are_found_at_the_first(ledger: Tampered, seed: int) -> None:
    first, second = positions(seed, 2)
    ledger.run(
        f"update stored_events set rowid = -1 where rowid = {first}",  # noqa: S608  # numbers
        f"update stored_events set rowid = {first} where rowid = {second}",  # noqa: S608  # numbers
        f"update stored_events set rowid = {second} where rowid = -1",  # noqa: S608  # numbers
    )
    assert ledger.found_at() == first


@pytest.mark.parametrize("seed", SEEDS)
def test_an_inserted_row_is_found_where_it_is(ledger: Tampered, seed: int) -> None:
    """Everything after it is moved up, so that it has a place."""
    [position] = positions(seed)
    for row in range(EVENTS, position - 1, -1):
        ledger.run(f"update stored_events set rowid = {row + 1} where rowid = {row}")  # noqa: S608
    ledger.run(
        f"insert into stored_events (rowid, originator_id, originator_version, topic, state) "  # noqa: S608
        f"select {position}, originator_id, 999, topic, state from stored_events limit 1"
    )
    assert ledger.found_at() == position


def test_a_row_appended_by_other_means_is_found(ledger: Tampered) -> None:
    ledger.run(
        "insert into stored_events (originator_id, originator_version, topic, state) "
        "select originator_id, 999, topic, state from stored_events limit 1"
    )
    assert ledger.found_at() == EVENTS + 1


@pytest.mark.parametrize(
    ("change", "found_at"),
    [
        ("recorded_at = '2020-01-01T00:00:00.000000Z'", 2),
        ("events = 6", 8),
        ("chain = zeroblob(32)", 8),
        ("first_position = 3", 2),
        ("last_position = 7", 7),
        ("events = 'x'", 8),
        ("first_position = 'x'", 2),
    ],
)
def test_a_changed_chunk_is_found(ledger: Tampered, change: str, found_at: int) -> None:
    """The second chunk holds the positions 2 to 8."""
    ledger.run(f"update commits set {change} where last_position = 8")  # noqa: S608  # from above
    assert ledger.found_at() == found_at


def test_a_removed_chunk_record_is_found(ledger: Tampered) -> None:
    ledger.run("delete from commits where last_position = 8")
    assert ledger.found_at() == 2


@pytest.mark.parametrize("seed", SEEDS)
def test_a_cut_tail_is_found_by_the_head_that_was_kept(ledger: Tampered, seed: int) -> None:
    [last] = positions(seed, below=EVENTS - 1)
    ledger.run(
        f"delete from stored_events where rowid > {last}",  # noqa: S608  # numbers
        f"delete from receipts where position > {last}",  # noqa: S608  # numbers
    )
    assert (ledger.found_at() or 0) > last
    ledger.run(f"delete from commits where last_position > {last}")  # noqa: S608  # numbers
    assert not ledger.verdict().holds


def test_a_tail_cut_at_the_end_of_a_chunk_is_found_by_the_kept_head_alone(ledger: Tampered) -> None:
    ledger.run(
        "delete from stored_events where rowid > 14",
        "delete from receipts where position > 14",
        "delete from commits where last_position > 14",
    )
    assert ledger.found_at() == EVENTS
    [(chain,)] = ledger.rows("select lower(hex(chain)) from receipts where position = 14")
    assert ledger.verdict(KeptHead(14, chain)).holds


@pytest.mark.parametrize("seed", SEEDS)
def test_a_patient_forger_is_found_by_a_head_kept_elsewhere(ledger: Tampered, seed: int) -> None:
    """Whoever recomputes all hashes leaves a chain that holds, but not the one that was seen."""
    [position] = positions(seed)
    before = ledger.verdict().head
    ledger.run(
        "update stored_events set state = cast(replace(state, '2025-03-02', '2024') as blob) "
        "where rowid = ?",
        parameters=(position,),
    )
    ledger.rechain(position)
    assert ledger.found_at() == EVENTS
    assert ledger.verdict(KeptHead(before.position, before.chain.hex())).position == EVENTS


def test_a_kept_head_that_was_passed_over_is_missed(ledger: Tampered) -> None:
    assert ledger.verdict(KeptHead(8, "00")).position == 8


def test_the_head_is_kept_by_rename_and_read_again(tmp_path: Path) -> None:
    assert kept_head(tmp_path) is None
    keep_head(tmp_path, Head(7, b"\1" * 32, None))
    assert kept_head(tmp_path) == KeptHead(7, "01" * 32)
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.head"]
