"""What a row means that says something else under a known id, where a file states each id once."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dure import deliveries
from dure.settings import Settings
from dure.wiring import Home, create_home
from streams.mapping_file import MappingError, read_mapping

MAPPING = """
format: csv
id: [activity]
on_change: correct-later
facts:
  - type: community.activity_held.v1
    subject: "community/C1"
    occurred: day
    fields: {activity: activity, venue: venue}
"""
HEADER = "activity,day,venue"
MARKET = "market,2025-05-03,hall"
MARKET_ELSEWHERE = "market,2025-05-10,yard"


class Desk:
    """Where a body hands its files in, one each month."""

    def __init__(self, home: Home, folder: Path) -> None:
        self.home = home
        self._folder = folder
        self._month = 5

    def hand_in(self, *rows: str, fail_after: int | None = None) -> list[str]:
        """Deliver the rows as a file; `fail_after` so many rows the process dies."""
        self._month += 1
        self._file = self._folder / f"{self._month}.csv"
        self._file.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
        return self.again(fail_after=fail_after)

    def again(self, *, fail_after: int | None = None) -> list[str]:
        """Deliver the last file again; the verdicts that its receipt counts, and its codes."""
        left = fail_after

        def on_progress(rows: int) -> None:
            nonlocal left
            left = None if left is None else left - rows
            if left is not None and left <= 0:
                raise KeyboardInterrupt

        at = datetime(2025, self._month, 1, tzinfo=UTC)
        receipt = deliveries.submit(
            self.home, self._file, "body", received_at=at, on_progress=on_progress
        )
        counted = [f"{count} {verdict}" for verdict, count in receipt.counts.items() if count]
        return counted + [f"row {note.row} {note.code}" for note in receipt.notes]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    home = create_home(tmp_path / "home", Settings(clock="deliveries"))
    deliveries.add_feed(home, "body", MAPPING)
    return Desk(home, tmp_path)


def test_two_rows_of_one_file_that_differ_under_one_id_are_a_conflict(desk: Desk) -> None:
    """Two markets are two things that the id does not tell apart; neither overwrites the other."""
    answer = desk.hand_in(MARKET, MARKET_ELSEWHERE)
    assert answer == ["1 accepted", "1 conflict", "row 3 stated-twice"]


def test_the_same_row_twice_in_one_file_is_a_duplicate(desk: Desk) -> None:
    assert desk.hand_in(MARKET, MARKET) == ["1 accepted", "1 duplicate"]


def test_a_row_of_a_later_file_corrects(desk: Desk) -> None:
    desk.hand_in(MARKET)
    assert desk.hand_in(MARKET_ELSEWHERE) == ["1 corrected"]
    assert desk.hand_in(MARKET, MARKET) == ["1 duplicate", "1 corrected"]


def test_a_later_file_that_says_both_repeats_one_and_corrects_neither(desk: Desk) -> None:
    """The first row says what is known, so the second cannot be its correction."""
    desk.hand_in(MARKET, MARKET_ELSEWHERE)
    answer = desk.hand_in(MARKET, MARKET_ELSEWHERE, "fair,2025-06-01,hall")
    assert answer == ["1 accepted", "1 duplicate", "1 conflict", "row 3 stated-twice"]


def test_a_delivery_that_was_cut_off_between_the_two_rows_ends_in_the_same_receipt(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.hand_in(MARKET)
    monkeypatch.setattr("streams.intake.ROWS_PER_CHUNK", 1)
    with pytest.raises(KeyboardInterrupt):
        desk.hand_in(MARKET, MARKET_ELSEWHERE, fail_after=1)
    assert desk.again() == ["1 duplicate", "1 conflict", "row 3 stated-twice"]


def test_single_events_cannot_be_held_to_one_statement_a_file() -> None:
    with pytest.raises(MappingError, match="correct-later is for tables"):
        read_mapping("format: cloudevents\non_change: correct-later")
