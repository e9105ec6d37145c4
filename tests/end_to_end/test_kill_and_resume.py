"""Processes killed at any point: nothing is lost, nothing comes twice, one receipt."""

import random
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.dure_process import Command, participation, write_events

ROWS = 30_000
CHUNK = 4_000
LONGEST_WAIT_SECONDS = 120.0
BAD_ROWS = (3, 9_000, 29_999)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A delivery of some chunks, with rows that are not accepted in the first and the last."""

    def events() -> Iterator[dict[str, Any]]:
        for number in range(1, ROWS + 1):
            event = participation(number)
            yield event | {"type": "dure.none.v1"} if number in BAD_ROWS else event
        yield participation(1)

    return write_events(tmp_path_factory.mktemp("delivery") / "village.ndjson", events())


@pytest.fixture
def home(tmp_path: Path) -> Command:
    command = Command(tmp_path / "home")
    command.succeed("feed", "add", "village")
    return command


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, file: Path) -> dict[str, Any]:
    """The receipt of the same file taken in without interruption."""
    command = Command(tmp_path_factory.mktemp("undisturbed") / "home")
    command.succeed("feed", "add", "village")
    return command.submit(file)


def rows_done(home: Command) -> int:
    """How far the delivery has come, as another reader of the ledger sees it."""
    with closing(sqlite3.connect(home.folder / "ledger.db")) as connection:
        rows = connection.execute("select max(rows_done) from deliveries").fetchone()
    return int(rows[0] or 0)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        threading.Event().wait(0.005)


def kill_at(home: Command, file: Path, rows: int, pause: float = 0.0) -> None:
    """Submit the file and kill the process once that many rows are committed, or a moment later."""
    process = home.start("feed", "submit", str(file), "--feed", "village")
    wait_until(lambda: rows_done(home) >= rows or process.poll() is not None)
    threading.Event().wait(pause)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL, "the file is too short to kill its intake"


@pytest.mark.parametrize(
    "points",
    [
        pytest.param([0], marks=pytest.mark.slow),
        pytest.param([CHUNK], marks=pytest.mark.slow),
        pytest.param([3 * CHUNK], marks=pytest.mark.slow),
        [CHUNK, 2 * CHUNK, 5 * CHUNK],
    ],
)
def test_a_killed_submission_is_resumed_by_delivering_the_file_again(
    home: Command, file: Path, undisturbed: dict[str, Any], points: list[int]
) -> None:
    randomness = random.Random(sum(points))  # noqa: S311  # it chooses a moment
    for rows in points:
        kill_at(home, file, rows, randomness.uniform(0, 0.05))
    assert home.submit(file) == undisturbed
    assert "the chain holds" in home.succeed("audit", "verify")
    assert home.submit(file) == undisturbed | {"is_repeated": True}
    assert undisturbed["counts"]["accepted"] == ROWS - len(BAD_ROWS)


def test_a_submission_killed_before_its_first_chunk_leaves_nothing(
    home: Command, file: Path
) -> None:
    process = home.start("feed", "submit", str(file), "--feed", "village")
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert rows_done(home) == 0
    assert "the chain holds" in home.succeed("audit", "verify")


def test_a_dry_run_says_what_is_left_after_a_kill(
    home: Command, file: Path, undisturbed: dict[str, Any]
) -> None:
    kill_at(home, file, 2 * CHUNK)
    before = rows_done(home)
    done = home.run("feed", "check", str(file), "--feed", "village")
    assert f"{undisturbed['counts']['accepted']:,} accepted" in done.stdout
    assert rows_done(home) == before


@pytest.mark.slow
def test_a_killed_load_goes_on_and_gives_the_digest_of_an_undisturbed_one(
    home: Command, file: Path
) -> None:
    home.submit(file)
    randomness = random.Random(1)  # noqa: S311  # it chooses moments
    for _ in range(6):
        process = home.start("load")
        threading.Event().wait(randomness.uniform(0.3, 2.5))
        process.send_signal(signal.SIGKILL)
        process.communicate()
    home.succeed("load")
    live = home.succeed("warehouse", "digest")
    assert home.succeed("warehouse", "rebuild") == live
    assert home.succeed("warehouse", "digest") == live
