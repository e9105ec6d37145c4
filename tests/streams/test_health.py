"""State files of processes: written whole, kept fresh, and judged by who reads them."""

import json
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from streams import status
from streams.health import Standing, complaints, read_state, standing_of
from streams.processes import identity
from streams.status import StatusFile

NOW = datetime(2025, 4, 1, 12, 0, tzinfo=UTC)
PLACE = {"ledger": "main", "position": 7, "lag_events": 0, "lag_seconds": 0.0}


def told(**other: Any) -> dict[str, Any]:
    """What a running worker tells."""
    return {
        **identity(),
        "process": "worker",
        "started_at": "2025-04-01T11:00:00+00:00",
        "state": "following",
        "at": NOW.isoformat(),
        "broker": "answers",
        "looked_at": NOW.isoformat(),
        "partitions": {"0": PLACE},
        **other,
    }


def standing(**other: Any) -> Standing:
    return standing_of(told(**other), NOW)


def problems(**other: Any) -> list[str]:
    return list(complaints(told(**other), NOW, most_events=100, most_seconds=60.0))


def test_a_process_that_speaks_is_running() -> None:
    assert standing().is_live
    assert standing() == ("running", "running since 2025-04-01T11:00:00+00:00")
    assert standing(state="starting").state == "starting"


def test_a_process_that_never_ran_is_absent(tmp_path: Path) -> None:
    assert standing_of(read_state(tmp_path / "worker.json"), NOW).state == "absent"


def test_a_process_that_left_says_with_which_code_and_why() -> None:
    left = standing(state="left", exit={"code": 70, "reason": "events are missing"})
    assert not left.is_live
    assert "left with 70" in left.sentence
    assert "events are missing" in left.sentence


def test_a_process_that_says_nothing_for_half_a_minute_is_silent() -> None:
    assert standing(at=(NOW - timedelta(seconds=29)).isoformat()).is_live
    assert standing(at=(NOW - timedelta(seconds=31)).isoformat()).state == "silent"


def test_a_process_whose_number_another_one_has_now_is_silent() -> None:
    assert standing(birth="long ago").state == "silent"


def test_the_number_of_a_process_on_another_host_is_not_looked_up() -> None:
    assert standing(birth="long ago", host="another").is_live


def test_a_process_that_is_level_is_ready() -> None:
    assert problems() == []


@pytest.mark.parametrize(
    ("other", "complaint"),
    [
        ({"state": "starting"}, "it is starting"),
        ({"broker": "away"}, "the broker does not answer"),
        ({"looked_at": "2025-04-01T11:58:00+00:00"}, "has not answered since"),
        ({"partitions": {"0": PLACE | {"lag_events": 101}}}, "partition 0 is 101 behind"),
        ({"partitions": {"0": PLACE | {"lag_seconds": 61.0}}}, "partition 0 is 61 s behind"),
        ({"partitions": {"0": PLACE | {"lag_events": None}}}, "not known how far"),
        ({"partitions": {"0": {"behind": 101}}}, "partition 0 is 101 behind"),
    ],
)
def test_a_process_that_is_not_ready_says_why(other: dict[str, Any], complaint: str) -> None:
    [problem] = problems(**other)
    assert complaint in problem


def test_a_replayed_clock_tells_no_seconds_and_is_judged_by_events() -> None:
    assert problems(partitions={"0": PLACE | {"lag_seconds": None}}) == []


def test_a_state_is_written_again_so_that_its_age_tells_of_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status, "BEAT_SECONDS", 0.01)
    file = StatusFile(tmp_path / "x.json", lambda: datetime.now(UTC), process="x")
    file.write(state="following")
    first = json.loads((tmp_path / "x.json").read_text())["at"]
    deadline = time.monotonic() + 10
    while json.loads((tmp_path / "x.json").read_text())["at"] == first:
        assert time.monotonic() < deadline
        threading.Event().wait(0.01)
    file.write(state="left", is_final=True)
    file.write(state="following")
    assert json.loads((tmp_path / "x.json").read_text())["state"] == "left"


def test_a_disk_that_refuses_the_state_does_not_end_the_process(tmp_path: Path) -> None:
    file = StatusFile(tmp_path / "no" / "folder" / "x.json", lambda: NOW, process="x")
    file.write(state="left", is_final=True)
