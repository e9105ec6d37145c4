"""The warehouse as a file: one writer, generations that take over, snapshots that stay readable."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from tests.streams.published_facts import LEDGER, attendances, record
from warehouse.admission import watermark
from warehouse.digest import digest
from warehouse.disk import WarehouseIOError
from warehouse.file import WarehouseBusyError, WarehouseFile
from warehouse.generations import APART_SECONDS, KEPT_GENERATIONS
from warehouse.load import load
from warehouse.snapshot import NoSnapshotError, open_snapshot

TORN_BYTES = 16_384  # the file header and both database headers, and more


def load_next(file: WarehouseFile, count: int = 10) -> None:
    """Load the events that follow what the warehouse holds."""
    held = watermark(file.connection, LEDGER)
    load(file.connection, [record(attendances(*range(held + 1, held + count + 1)), held)])


def events(connection: duckdb.DuckDBPyConnection) -> int:
    [(count,)] = connection.execute("select count(*) from log").fetchall()
    return int(count)


def tear(path: Path) -> None:
    """What a power cut in the middle of a checkpoint may leave."""
    with path.open("r+b") as file:
        file.write(b"\xa5" * TORN_BYTES)


def truncate(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(TORN_BYTES + 100)


def empty(path: Path) -> None:
    path.write_bytes(b"torn")


def age(path: Path, seconds: float) -> None:
    stated = path.stat()
    os.utime(path, (stated.st_atime, stated.st_mtime - seconds))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "warehouse"


@pytest.fixture
def other_program(folder: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Another program that opens the live file and holds it."""
    script = (
        "import duckdb, sys; connection = duckdb.connect(sys.argv[1], read_only=True);"
        "print('open', flush=True); sys.stdin.read()"
    )
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", script, str(folder / "warehouse.duckdb")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        return process

    yield start
    for process in started:
        process.communicate()


def test_a_new_warehouse_is_empty_and_stays_what_was_loaded(folder: Path) -> None:
    with WarehouseFile(folder) as file:
        assert events(file.connection) == 0
        load_next(file)
    with WarehouseFile(folder) as file:
        assert events(file.connection) == 10
        assert file.set_aside is None


def test_a_second_writer_is_refused_at_once_and_the_first_goes_on(folder: Path) -> None:
    with WarehouseFile(folder) as file:
        with pytest.raises(WarehouseBusyError) as refusal, WarehouseFile(folder):
            pass
        assert refusal.value.exit_code == 75
        load_next(file)
    with WarehouseFile(folder):
        pass


def test_a_file_that_another_program_has_open_is_busy_and_not_broken(
    folder: Path, other_program: Callable[[], subprocess.Popen[str]]
) -> None:
    with WarehouseFile(folder) as file:
        load_next(file)
        file.checkpoint()
    program = other_program()
    with pytest.raises(WarehouseBusyError, match="another program"), WarehouseFile(folder):
        pass
    program.communicate()
    with WarehouseFile(folder) as file:
        assert (events(file.connection), file.set_aside) == (10, None)


@pytest.mark.parametrize("damage", [tear, truncate, empty])
def test_a_torn_file_is_set_aside_and_the_newest_generation_catches_up(
    folder: Path, damage: Callable[[Path], None]
) -> None:
    with WarehouseFile(folder) as file:
        load_next(file)
        file.checkpoint()
        load_next(file)
        file.checkpoint()
        load_next(file)
        whole = digest(file.connection)
    damage(folder / "warehouse.duckdb")
    with WarehouseFile(folder) as file:
        assert file.set_aside == folder / "warehouse.unreadable"
        held = watermark(file.connection, LEDGER)
        assert held == events(file.connection) == 20
        load_next(file)
        assert digest(file.connection) == whole


def test_an_older_generation_takes_over_when_the_newest_is_torn_too(folder: Path) -> None:
    with WarehouseFile(folder) as file:
        for _ in range(3):
            load_next(file)
            file.checkpoint()
    newest = max((folder / "generations").glob("*.duckdb"))
    for path in (folder / "warehouse.duckdb", newest):
        tear(path)
    with WarehouseFile(folder) as file:
        assert events(file.connection) == 20


def test_without_a_generation_that_opens_the_log_fills_a_new_file(folder: Path) -> None:
    with WarehouseFile(folder) as file:
        load_next(file)
        file.checkpoint()
        load_next(file)
        whole = digest(file.connection)
    for path in [folder / "warehouse.duckdb", *(folder / "generations").glob("*.duckdb")]:
        tear(path)
    with WarehouseFile(folder) as file:
        assert watermark(file.connection, LEDGER) == 0
        load_next(file)
        load_next(file)
        assert digest(file.connection) == whole


def test_a_file_with_the_tables_of_other_code_is_filled_anew(folder: Path) -> None:
    """A new schema is a new file: nothing is altered in a live one."""
    with WarehouseFile(folder) as file:
        load_next(file)
        file.checkpoint()
        file.connection.execute("alter table participation add column mood varchar")
        file.connection.execute("update made_of set shape = 'of other code'")
        file.checkpoint()
    with WarehouseFile(folder) as file:
        assert file.set_aside is not None
        assert watermark(file.connection, LEDGER) == 10  # a generation of this code was there
        file.connection.execute("drop table made_of")  # as before there was one
    for generation in (folder / "generations").glob("*.duckdb"):
        tear(generation)
    with WarehouseFile(folder) as file:
        assert watermark(file.connection, LEDGER) == 0
        load_next(file)


def test_a_few_generations_are_kept(folder: Path) -> None:
    with WarehouseFile(folder) as file:
        for _ in range(KEPT_GENERATIONS + 3):
            load_next(file, 1)
            file.checkpoint()
    kept = sorted(path.name for path in (folder / "generations").iterdir())
    assert len([name for name in kept if name.endswith(".duckdb")]) == KEPT_GENERATIONS
    assert not [name for name in kept if name.endswith(".making")]


def test_a_generation_holds_what_was_committed_and_not_yet_folded_in(folder: Path) -> None:
    with WarehouseFile(folder) as file:
        load_next(file)
        file.checkpoint()
        [generation] = (folder / "generations").glob("*.duckdb")
        with duckdb.connect(str(generation)) as copy:
            assert events(copy) == 10


def test_a_half_made_file_is_never_met(folder: Path) -> None:
    """A process that was killed while it made the file leaves only another name behind."""
    folder.mkdir()
    (folder / "warehouse.making").write_bytes(b"half")
    (folder / "warehouse.making.wal").write_bytes(b"half")
    with WarehouseFile(folder) as file:
        load_next(file)
    assert not list(folder.glob("*.making*"))


def test_there_is_nothing_to_read_before_the_first_snapshot(folder: Path) -> None:
    with pytest.raises(NoSnapshotError, match="dure load"), open_snapshot(folder):
        pass


def test_readers_keep_the_snapshot_that_they_have_open(folder: Path) -> None:
    with WarehouseFile(folder) as file:
        load_next(file)
        file.publish_snapshot()
        with open_snapshot(folder) as before:
            load_next(file)
            file.publish_snapshot()
            assert events(before) == 10
        with open_snapshot(folder) as after:
            assert events(after) == 20


def test_the_writer_goes_on_while_a_snapshot_is_read(folder: Path) -> None:
    with WarehouseFile(folder) as file:
        file.publish_snapshot()
        with open_snapshot(folder) as reader:
            load_next(file)
            file.checkpoint()
            assert events(reader) == 0
        assert events(file.connection) == 10


def test_readers_cannot_write(folder: Path) -> None:
    with WarehouseFile(folder) as file:
        file.publish_snapshot()
    with open_snapshot(folder) as reader, pytest.raises(duckdb.InvalidInputException):
        reader.execute("create table mine (a integer)")


def test_a_snapshot_that_fails_leaves_the_last_and_does_not_spoil_the_next(folder: Path) -> None:
    with WarehouseFile(folder) as file:
        load_next(file)
        file.publish_snapshot()
        load_next(file)
        (folder / "snapshot.making").mkdir()  # where the copy has to go
        with pytest.raises(WarehouseIOError, match="publishing"):
            file.publish_snapshot()
        with open_snapshot(folder) as reader:
            assert events(reader) == 10
        (folder / "snapshot.making").rmdir()
        file.publish_snapshot()
    with open_snapshot(folder) as reader:
        assert events(reader) == 20


def test_loading_goes_on_while_a_snapshot_is_copied_and_is_in_the_next(folder: Path) -> None:
    with WarehouseFile(folder) as file:
        load_next(file)
        file.begin_publication()
        load_next(file)
        file.end_publication()
        with open_snapshot(folder) as reader:
            assert events(reader) == 10
        file.publish_snapshot()
    with open_snapshot(folder) as reader:
        assert events(reader) == 20


def test_the_snapshot_is_the_copy_to_fall_back_on_after_it_was_published(folder: Path) -> None:
    """Publishing keeps no other copy: the file is rewritten only when the snapshot holds it."""
    with WarehouseFile(folder) as file:
        for _ in range(3):
            load_next(file)
            file.publish_snapshot()
    assert len(list((folder / "generations").glob("*.duckdb"))) == 1
    tear(folder / "warehouse.duckdb")
    with WarehouseFile(folder) as file:
        assert events(file.connection) == 30


def test_a_snapshot_is_kept_as_a_generation_when_the_newest_is_old(folder: Path) -> None:
    with WarehouseFile(folder) as file:
        load_next(file)
        for _ in range(3):
            file.publish_snapshot()
        kept = set((folder / "generations").glob("*.duckdb"))
        for path in kept:
            age(path, APART_SECONDS + 60)
        file.publish_snapshot()
        assert set((folder / "generations").glob("*.duckdb")) > kept


def test_a_file_is_left_while_its_snapshot_is_copied(folder: Path) -> None:
    with WarehouseFile(folder) as file:
        load_next(file)
        file.publish_snapshot()
        load_next(file)
        file.begin_publication()
    with open_snapshot(folder) as reader:
        assert events(reader) in (10, 20)
    assert not list(folder.glob("*.making*"))


def test_the_leavings_of_a_killed_publisher_do_not_spoil_the_next_snapshot(folder: Path) -> None:
    with WarehouseFile(folder) as file:
        load_next(file)
        (folder / "snapshot.making").write_bytes(b"half")
        (folder / "snapshot.making.wal").write_bytes(b"half")
        file.publish_snapshot()
    with open_snapshot(folder) as reader:
        assert events(reader) == 10


def test_a_rebuild_is_swapped_in_whole(folder: Path) -> None:
    with WarehouseFile(folder) as live:
        load_next(live)
        with WarehouseFile(folder / "rebuilding") as rebuilt:
            load_next(rebuilt, 20)
            rebuilt.publish_snapshot()
            load_next(rebuilt, 5)  # in its write-ahead log only
            whole = digest(rebuilt.connection)
        live.replace_by(folder / "rebuilding")
        assert digest(live.connection) == whole
    assert not (folder / "rebuilding").exists()
    with open_snapshot(folder) as reader:
        assert events(reader) == 20


def test_a_torn_snapshot_is_told_in_a_sentence(folder: Path) -> None:
    with WarehouseFile(folder) as file:
        path = file.publish_snapshot()
    tear(path)
    with pytest.raises(WarehouseIOError, match="opening") as refusal, open_snapshot(folder):
        pass
    assert refusal.value.exit_code == 74


def test_a_place_where_no_folder_can_be_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WarehouseIOError), WarehouseFile(tmp_path / "file" / "warehouse"):
        pass
