"""The ledger among others: opened again, read while it is written, waited for, lost and away."""

from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from domain.audit import kept_head, verify
from domain.errors import (
    LedgerBusyError,
    LedgerUnavailableError,
    MisuseError,
)
from domain.facts import FactKey
from domain.ledger import Ledger
from domain.lock import file_lock
from domain.writing import Writing
from tests.domain.recording import KEY, NOW, SOURCE, Open, append, holding, reported
from tests.postgres_server import PostgresServer


def test_a_closed_ledger_opens_again_with_everything(open_ledger: Open) -> None:
    first = open_ledger()
    append(first, reported("a"))
    head = first.head()
    first.close()
    again = open_ledger()
    assert again.head() == head
    assert holding(again) == ["A1"]


def test_a_reader_sees_what_is_committed_while_a_writer_is_at_work(open_ledger: Open) -> None:
    writer = open_ledger()
    append(writer, reported("a"))
    reader = open_ledger(is_read_only=True)
    with writer.writing() as writing:
        assert len(reader.published(0, 10)) == 1
        writing.append([reported("b")])
    assert len(reader.published(0, 10)) == 2


def test_two_writers_take_turns(open_ledger: Open) -> None:
    one, other = open_ledger(), open_ledger()
    for number in range(3):
        append(one, reported(f"one-{number}"))
        append(other, reported(f"other-{number}"))
    assert len(one.published(0, 10)) == 6
    assert verify(other.store, kept_head(one.home)).holds


def test_a_writer_that_waits_too_long_is_told_who_is_busy(tmp_path: Path) -> None:
    with (
        file_lock(tmp_path / "ledger.lock"),
        pytest.raises(LedgerBusyError, match="another process is writing") as busy,
        file_lock(tmp_path / "ledger.lock", wait_seconds=0.05),
    ):
        pass
    assert busy.value.exit_code == 3


def test_a_chunk_that_fails_gives_the_lock_back(ledger: Ledger, tmp_path: Path) -> None:
    def fail(writing: Writing) -> None:
        writing.append([reported("a")])
        raise RuntimeError

    with pytest.raises(RuntimeError), ledger.writing() as writing:
        fail(writing)
    with file_lock(tmp_path / "ledger.lock", wait_seconds=0.05):
        pass


def test_what_a_dry_run_writes_is_seen_by_it_alone(ledger: Ledger) -> None:
    append(ledger, reported("a"))
    head = ledger.head()
    with ledger.rehearsing() as rehearsal:
        rehearsal.append([reported("b")])
    with ledger.rehearsing() as rehearsal:
        assert set(rehearsal.known([KEY, FactKey(SOURCE, "b")])) == {(SOURCE, "a"), (SOURCE, "b")}
    assert ledger.head() == head
    with ledger.writing() as writing:
        assert set(writing.known([KEY, FactKey(SOURCE, "b")])) == {(SOURCE, "a")}


def test_sqlite_keeps_every_commit_through_a_power_cut(tmp_path: Path) -> None:
    """The library leaves `synchronous` as it is; each connection of the ledger asserts FULL."""
    with closing(Ledger(tmp_path, lambda: NOW)) as ledger:
        assert ledger.store.query("pragma synchronous") == [(2,)]
        assert ledger.store.query("pragma journal_mode") == [("wal",)]


def test_a_ledger_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(LedgerUnavailableError) as refusal,
        closing(Ledger(tmp_path / "nowhere", lambda: NOW, is_read_only=True)) as ledger,
    ):
        ledger.head()
    assert refusal.value.exit_code == 3


def test_a_file_that_is_no_database_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_bytes(b"not a database, but long enough to look at" * 100)
    with pytest.raises(LedgerUnavailableError), closing(Ledger(tmp_path, lambda: NOW)):
        pass


def test_a_server_that_is_away_is_told_in_a_sentence(tmp_path: Path) -> None:
    url = "postgresql://nobody@127.0.0.1:1/dure"
    with (
        pytest.raises(LedgerUnavailableError) as refusal,
        closing(Ledger(tmp_path, lambda: NOW, url=url)),
    ):
        pass
    assert refusal.value.exit_code == 3


def test_parameters_that_the_pool_would_drop_are_refused(tmp_path: Path) -> None:
    url = "postgresql://nobody@127.0.0.1:1/dure?sslmode=require"
    with pytest.raises(MisuseError, match="PGSSLMODE"):
        Ledger(tmp_path, lambda: NOW, url=url)


@pytest.mark.postgres
def test_homes_on_two_machines_share_one_database(
    postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each home has its own lock file, so the database itself keeps the writers apart."""
    monkeypatch.setattr("domain.recorder_postgres.LONGEST_WAIT_SECONDS", 0.05)
    url = postgres.new_database()
    (tmp_path / "here").mkdir()
    (tmp_path / "there").mkdir()
    with (
        closing(Ledger(tmp_path / "here", lambda: NOW, url=url)) as here,
        closing(Ledger(tmp_path / "there", lambda: NOW, url=url)) as there,
    ):
        with here.writing() as writing:
            writing.append([reported("a")])
            with pytest.raises(LedgerBusyError, match="another machine"), there.writing():
                pass
        append(there, reported("b"))
        assert len(here.published(0, 10)) == 2
        assert verify(here.store, kept_head(here.home)).holds


@pytest.mark.postgres
def test_a_server_that_goes_away_between_two_chunks_is_told_in_a_sentence(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    url = postgres.new_database()
    with closing(Ledger(tmp_path, lambda: NOW, url=url)) as ledger:
        append(ledger, reported("a"))
        with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
            connection.execute(f"drop database {url.rpartition('/')[2]} with (force)".encode())
        with pytest.raises(LedgerUnavailableError) as refusal:
            append(ledger, reported("b"))
    assert refusal.value.exit_code == 3
