"""Writes the deliveries of each feed: a file per month, or per quarter with the year so far.

`simulation.feeds` hands over each month's facts of a feed; what a courier makes of them is written
here in the feed's own format.
"""

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

import msgspec

from simulation import sheets
from simulation.calendar import FIRST_YEAR
from simulation.chance import happens
from simulation.noise import NDJSON_FEEDS, Courier
from simulation.telling import ACTIVITIES, Event
from simulation.workbook import write_workbook

_VANISHING: Final = 0.02  # of the register's rows that were in the year's last file
_QUARTER: Final = 3


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery: the file below the output folder, the months it covers, and its receipt."""

    file: str
    feed: str
    period: str
    received_at: str


@dataclass(slots=True)
class Office:
    """One feed's office, which delivers a file each month, on the same day of the next."""

    feed: str
    folder: Path
    courier: Courier
    random: Random
    day_of_receipt: int

    def deliver(self, month: int, events: list[Event]) -> Delivery | None:
        """Write the month's delivery; None where it is never made."""
        rows = self.courier.carry(month, events)
        return None if rows is None else self._write(month, rows, month_name(month))

    def catch_up(self, last_month: int) -> Delivery | None:
        """Write what was still due after the last month, as one more delivery for it."""
        rows = self.courier.catch_up()
        if not rows:
            return None
        return self._write(last_month, rows, f"{month_name(last_month)}-late", months_after=2)

    def _write(
        self, month: int, rows: list[Event], name: str, *, months_after: int = 1
    ) -> Delivery:
        if self.feed in NDJSON_FEEDS:
            file = self.folder / f"{name}.ndjson"
            _write_ndjson(file, rows)
        else:
            file = self.folder / f"{name}.csv"
            self._write_csv(file, month, rows)
        received = f"{month_name(month + months_after)}-{self.day_of_receipt:02d}"
        return Delivery(
            file=f"feeds/{self.feed}/{file.name}",
            feed=self.feed,
            period=month_name(month),
            received_at=f"{received}T10:00:00+09:00",
        )

    def _write_csv(self, file: Path, month: int, rows: list[Event]) -> None:
        year = month // 12
        is_list = self.feed == ACTIVITIES
        sheet = (
            sheets.activities(self.random, year) if is_list else sheets.sign_ins(self.random, year)
        )
        encoding = "cp949" if is_list else "utf-8-sig"
        with file.open("w", encoding=encoding, newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(sheet.header)
            writer.writerows(map(sheet.row, rows))


class Register:
    """The register's office: a workbook each quarter, with the changes of the whole year so far."""

    def __init__(
        self, feed: str, folder: Path, courier: Courier, random: Random, missing: frozenset[int]
    ) -> None:
        self._feed = feed
        self._folder = folder
        self._courier = courier
        self._random = random
        self._missing = missing
        self._year_so_far: dict[str, Event] = {}
        self._written: dict[str, Event] = {}
        self._written_last_year: dict[str, Event] = {}
        self.counts: Counter[str] = Counter()

    def deliver(self, quarter: int, events: list[Event]) -> Delivery | None:
        """Write the quarter's workbook; where it is missing, its rows come with the next."""
        if quarter % 4 == 0:
            self._year_so_far = {}
            self._written, self._written_last_year = {}, self._written
        for row in self._courier.carry(quarter, events) or []:
            self._year_so_far[row["id"]] = row
        if quarter in self._missing:
            return None
        return self._write(quarter, self._without_vanished(), "")

    @property
    def truth(self) -> dict[str, int]:
        """What was done to the rows, as their files show it, and how many came late."""
        return {**self.counts, "late": self._courier.counts["late"]}

    def catch_up(self, last_quarter: int) -> Delivery | None:
        """Write what was still due after the last quarter."""
        rows = {row["id"]: row for row in self._courier.catch_up()}
        return self._write(last_quarter, rows, "-late") if rows else None

    def _without_vanished(self) -> dict[str, Event]:
        """The year so far without rows that somebody deleted after they had been delivered."""
        for number in list(self._year_so_far):
            if number in self._written and happens(self._random, _VANISHING):
                del self._year_so_far[number]
                self.counts["vanished"] += 1
        return self._year_so_far

    def _write(self, quarter: int, rows: dict[str, Event], suffix: str) -> Delivery:
        first, last = quarter * _QUARTER, quarter * _QUARTER + 2
        file = self._folder / f"{month_name(last)}{suffix}.xlsx"
        sheet = sheets.register(self._random)
        write_workbook(file, "변동내역", sheet.header, map(sheet.row, rows.values()))
        self._count(rows)
        received = f"{month_name(last + (2 if suffix else 1))}-12"
        return Delivery(
            file=f"feeds/{self._feed}/{file.name}",
            feed=self._feed,
            period=f"{month_name(first)}..{month_name(last)}",
            received_at=f"{received}T10:00:00+09:00",
        )

    def _count(self, rows: dict[str, Event]) -> None:
        self.counts["rows"] += len(rows)
        for number, row in rows.items():
            before = self._written.get(number) or self._written_last_year.get(number)
            if before is not None:
                self.counts["repeated" if before == row else "corrected"] += 1
            self._written[number] = row


def month_name(month: int) -> str:
    """A month of the world as `2015-01`."""
    return f"{FIRST_YEAR + month // 12}-{month % 12 + 1:02d}"


def _write_ndjson(file: Path, rows: list[Event]) -> None:
    encode = msgspec.json.Encoder().encode
    with file.open("wb") as stream:
        for row in rows:
            stream.write(encode(row))
            stream.write(b"\n")
