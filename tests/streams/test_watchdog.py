"""The watchdog of relay and worker, with short times."""

import threading
import time

from streams.watchdog import Exit, LeaveError, Watchdog

LONG = 10.0


class Ends:
    """What the watchdog did, instead of ending the process of the tests."""

    def __init__(self) -> None:
        self.code: int | None = None
        self.sentence = ""
        self.ended = threading.Event()

    def end(self, code: int) -> None:
        self.code = code
        self.ended.set()

    def tell(self, sentence: str) -> None:
        self.sentence = sentence


def watchdog(ends: Ends, seconds: float) -> Watchdog:
    return Watchdog(ends.tell, seconds=seconds, end=ends.end)


def test_work_without_progress_ends_the_process_with_73() -> None:
    ends = Ends()
    with watchdog(ends, 0.1) as one:
        one.working()
        assert ends.ended.wait(LONG)
    assert ends.code == 73
    assert ends.sentence == "no progress for 0 s while there is work"


def test_an_idle_process_may_be_silent() -> None:
    ends = Ends()
    with watchdog(ends, 0.1) as one:
        one.working()
        one.idle()
        one.progress()
        assert not ends.ended.wait(1.5)


def test_being_told_of_work_again_is_no_progress() -> None:
    ends = Ends()
    with watchdog(ends, 0.5) as one:
        started = time.monotonic()
        while not ends.ended.wait(0.05) and time.monotonic() - started < LONG:
            one.working()
    assert ends.code == Exit.STALLED


def test_progress_keeps_the_process_alive() -> None:
    ends = Ends()
    with watchdog(ends, 1.0) as one:
        one.working()
        started = time.monotonic()
        while time.monotonic() - started < 2.0:
            one.progress()
            assert not ends.ended.wait(0.05)


def test_one_thing_that_takes_long_is_given_its_time() -> None:
    ends = Ends()
    with watchdog(ends, 0.1) as one:
        one.working()
        with one.patient(LONG):
            assert not ends.ended.wait(1.5)
        assert ends.ended.wait(LONG)


def test_an_error_to_leave_with_carries_its_exit_code() -> None:
    assert LeaveError(Exit.GAP, "missing").exit_code == 70
    assert str(LeaveError(Exit.FORK, "other content")) == "other content"
