"""What goes wrong around dure is told in a sentence with its exit code, and harms nothing."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from domain.ledger import Ledger
from domain.lock import LONGEST_WAIT_SECONDS, file_lock
from tests.end_to_end.dure_process import Command, participation, write_events
from tests.postgres_server import PostgresServer

MEGABYTE = 1 << 20
ROWS = 12_000


@pytest.fixture
def home(tmp_path: Path) -> Command:
    command = Command(tmp_path / "home")
    command.succeed("feed", "add", "village")
    return command


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """A home for commands that change nothing."""
    return Command(tmp_path_factory.mktemp("idle") / "home")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    events = (participation(number) for number in range(1, ROWS + 1))
    return write_events(tmp_path / "village.ndjson", events)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = (
        os.getuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", folder],
            check=False,
            capture_output=True,
        ).returncode
    )
    if not mounted:
        pytest.skip("no small file system can be mounted here; a limit on file sizes is tested")
    yield folder
    subprocess.run(["umount", folder], check=True)


def bytes_limited(size: int) -> Callable[[], None]:
    """No file of the process may grow beyond a size; writing more fails as on a full disk."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def head_of(home: Command) -> int:
    with closing(Ledger(home.folder, lambda: None, is_read_only=True)) as ledger:  # type: ignore[arg-type,return-value]  # it reads only
        return ledger.head().position


def test_a_full_disk_stops_a_submission_which_goes_on_when_there_is_room(
    small_disk: Path, file: Path
) -> None:
    home = Command(small_disk / "home")
    home.succeed("feed", "add", "village")
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"\0" * 2 * MEGABYTE)
    done = home.run("feed", "submit", str(file), "--feed", "village")
    assert done.returncode in (3, 74)
    assert "Traceback" not in done.stderr
    assert "full" in done.stderr or "No space" in done.stderr
    assert home.run("audit", "verify").returncode == 0
    ballast.unlink()
    partly = head_of(home)
    subprocess.run(["mount", "-o", "remount,size=60m", small_disk], check=True)
    receipt = home.submit(file)
    assert receipt["counts"]["accepted"] == ROWS
    assert head_of(home) == ROWS + 2  # the feed, the rows, the delivery
    assert partly < ROWS
    assert "the chain holds" in home.succeed("audit", "verify")


@pytest.mark.slow
def test_a_full_disk_stops_a_load_which_goes_on_when_there_is_room(
    small_disk: Path, home: Command, file: Path
) -> None:
    home.submit(file)
    (home.folder / "warehouse").symlink_to(small_disk)
    done = home.run("load")
    assert done.returncode == 74, done.stderr
    assert "Traceback" not in done.stderr
    assert "[warehouse-io]" in done.stderr
    subprocess.run(["mount", "-o", "remount,size=200m", small_disk], check=True)
    home.succeed("load")
    digest = home.succeed("warehouse", "digest")
    assert home.succeed("warehouse", "rebuild") == digest


def test_a_limit_on_file_sizes_stops_a_submission_and_keeps_whole_chunks(
    home: Command, file: Path
) -> None:
    done = home.run(
        "feed", "submit", str(file), "--feed", "village", preexec_fn=bytes_limited(3 * MEGABYTE)
    )
    assert done.returncode == 3, done.stderr
    assert "nothing of this chunk was kept [ledger-unavailable]" in done.stderr
    assert "the chain holds" in home.succeed("audit", "verify")
    assert home.submit(file)["counts"]["accepted"] == ROWS


@pytest.mark.slow
def test_a_ledger_that_another_process_holds_is_waited_for_ten_seconds(
    home: Command, file: Path
) -> None:
    with file_lock(home.folder / "ledger.lock"):
        began = time.monotonic()
        done = home.run("feed", "submit", str(file), "--feed", "village")
        waited = time.monotonic() - began
        assert home.run("feed", "list").returncode == 0  # readers take no lock
        assert home.run("audit", "verify").returncode == 0
    assert done.returncode == 3
    assert "another process is writing the ledger" in done.stderr
    assert "[ledger-busy]" in done.stderr
    assert LONGEST_WAIT_SECONDS <= waited < LONGEST_WAIT_SECONDS + 20


def test_a_writer_waits_for_the_one_before_it(home: Command, tmp_path: Path) -> None:
    """Two deliveries at once: both are taken, chunk by chunk."""
    files = [
        write_events(
            tmp_path / f"{part}.ndjson",
            (participation(number) for number in range(part * 10_000, part * 10_000 + 6_000)),
        )
        for part in range(2)
    ]
    processes = [
        home.start("feed", "submit", str(file), "--feed", "village", "--format", "json")
        for file in files
    ]
    outcomes = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0, 0], outcomes
    assert head_of(home) == 12_000 + 3
    assert "the chain holds" in home.succeed("audit", "verify")


def test_one_delivery_in_two_processes_at_once_is_taken_in_once(home: Command, file: Path) -> None:
    processes = [home.start("feed", "submit", str(file), "--feed", "village") for _ in range(2)]
    outcomes = [process.communicate() for process in processes]
    codes = sorted(process.returncode for process in processes)
    assert codes in ([0, 0], [0, 3]), outcomes
    assert home.submit(file)["counts"]["accepted"] == ROWS
    assert head_of(home) == ROWS + 2
    assert "the chain holds" in home.succeed("audit", "verify")


def test_a_second_writer_of_the_warehouse_is_refused(home: Command, file: Path) -> None:
    home.submit(file)
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from warehouse.file import WarehouseFile\n"
            "with WarehouseFile(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()",
            str(home.folder / "warehouse"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    done = home.run("load")
    holder.communicate()
    assert done.returncode == 75
    assert "another process writes the warehouse" in done.stderr
    home.succeed("load")


@pytest.mark.slow
def test_a_torn_warehouse_comes_back_with_the_same_digest(home: Command, file: Path) -> None:
    home.submit(file)
    home.succeed("load")
    digest = home.succeed("warehouse", "digest")
    live = home.folder / "warehouse" / "warehouse.duckdb"
    with live.open("r+b") as torn:
        torn.write(b"\xa5" * 16_384)
    home.succeed("load")
    assert home.succeed("warehouse", "digest") == digest
    for path in [live, *(home.folder / "warehouse" / "generations").glob("*.duckdb")]:
        path.write_bytes(b"torn")
    home.succeed("load")
    assert home.succeed("warehouse", "digest") == digest


@pytest.mark.postgres
def test_a_home_on_postgresql_gives_the_digest_of_one_on_sqlite(
    postgres: PostgresServer, tmp_path: Path, home: Command, file: Path
) -> None:
    other = Command(tmp_path / "other", "--ledger-url", postgres.new_database())
    other.succeed("feed", "add", "village")
    key = home.folder / "keys" / "person.key"
    (other.folder / "keys" / "person.key").write_bytes(key.read_bytes())
    receipts = [command.submit(file) for command in (home, other)]
    assert receipts[0] == receipts[1]
    for command in (home, other):
        command.succeed("load")
        assert "the chain holds" in command.succeed("audit", "verify")
        assert command.succeed("warehouse", "rebuild") == command.succeed("warehouse", "digest")
    count = "select count(*) as n, count(distinct resident) as persons from participation"
    answers = [command.succeed("sql", count, "--format", "csv") for command in (home, other)]
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("DURE_PARTITION", "first", "partition must be a whole number"),
        ("DURE_CLOCK", "sun", "clock is system or deliveries"),
        ("DURE_LEDGER_URL", "postgresql://nobody@127.0.0.1:1/none", "does not answer"),
        ("DURE_LEDGER_URL", "postgresql://a@b/c?sslmode=require", "PGSSLMODE"),
    ],
)
def test_a_wrong_setting_is_told_in_a_sentence(
    idle: Command, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    monkeypatch.setitem(idle.environment, variable, value)
    done = idle.run("feed", "list")
    assert done.returncode in (2, 3)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["../up", "a/b", "a:b", "", ".hidden", "x" * 65])
def test_a_feed_s_name_cannot_lead_out_of_its_folder(idle: Command, name: str) -> None:
    done = idle.run("feed", "add", name)
    assert done.returncode == 2
    assert "cannot name a feed" in done.stderr


def test_a_mapping_may_come_back_after_another(home: Command, tmp_path: Path) -> None:
    def register(policy: str) -> None:
        mapping = tmp_path / "mapping.yaml"
        mapping.write_text(f"format: cloudevents\non_change: {policy}\n")
        home.succeed("feed", "add", "village", "--mapping", str(mapping))

    def submit(number: int, activity: str) -> dict[str, Any]:
        file = tmp_path / f"{number}-{activity}.ndjson"
        return home.submit(write_events(file, [participation(number, activity=activity)]))

    for policy, verdict in (("correct", "corrected"), ("conflict", "conflict")) * 2:
        register(policy)
        number = head_of(home)
        submit(number, "A1")
        assert submit(number, "A2")["counts"][verdict] == 1


def test_repaired_rows_leave_quarantine(home: Command, tmp_path: Path) -> None:
    event = participation(1, occurred="soon")
    receipt = home.submit(write_events(tmp_path / "one.ndjson", [event]))
    assert receipt["counts"]["quarantined"] == 1
    row = ("--delivery", receipt["delivery"], "--row", "1")
    assert home.run("quarantine", "replay", *row).returncode == 1
    home.succeed("quarantine", "replay", *row, "--set", '{"occurred": "2025-03-02"}')
    assert home.succeed("quarantine", "list", "--format", "json").strip() in ("", "[]")
    assert head_of(home) == 3
