"""How fast something goes, by a clock that the test sets."""

from streams.pace import Pace


class Seconds:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_nothing_counted_is_no_pace() -> None:
    assert Pace(Seconds()).told() == {"last_minute": 0.0, "since_start": 0.0}


def test_in_the_first_minute_both_paces_are_one() -> None:
    seconds = Seconds()
    pace = Pace(seconds)
    pace.add(100)
    seconds.now += 20
    pace.add(100)
    assert pace.told() == {"last_minute": 10.0, "since_start": 10.0}


def test_what_is_older_than_a_minute_counts_since_the_start_only() -> None:
    seconds = Seconds()
    pace = Pace(seconds)
    pace.add(6_000)
    seconds.now += 90
    pace.add(1_200)
    seconds.now += 30
    assert pace.told() == {"last_minute": 20.0, "since_start": 60.0}


def test_memory_is_bounded_however_often_is_counted() -> None:
    seconds = Seconds()
    pace = Pace(seconds)
    for _ in range(10_000):
        pace.add(1)
        seconds.now += 0.1
    assert len(pace._recent) < 100
    assert 9.0 < pace.told()["last_minute"] < 11.0
