"""A feed's desk for the tests of intake: a real ledger, events in, receipts out."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from domain.areas import SameCodeOnly
from domain.history import effective, heads
from domain.ledger import Ledger
from streams.checking import EventChecker
from streams.hiding import hide_persons
from streams.intake import Incoming, Intake
from streams.json_objects import read_object
from streams.privacy import Pseudonymiser
from streams.quarantine import kept_row, replay
from streams.receipt import Receipt, RowNote
from streams.rows import Row, RowProblemError

SOURCE: Final = "urn:dure:feed:test"
RECEIVED_AT: Final = datetime(2025, 4, 1, 3, tzinfo=UTC)
PSEUDONYM: Final = Pseudonymiser(b"k" * 32, "test")

Event = dict[str, Any]


def held(id_: str, activity: str = "A1", subject: str = "community/K1", **more: Any) -> Event:
    """An activity, as a body reports it."""
    return {
        "specversion": "1.0",
        "id": id_,
        "source": SOURCE,
        "type": "dure.community.activity_held.v1",
        "subject": subject,
        "data": {"occurred": "2025-03-02", "activity": activity},
    } | more


def corrected(id_: str, about: str, activity: str, **more: Any) -> Event:
    """A correction of an activity."""
    fact = {"source": more.pop("about_source", SOURCE), "id": about}
    data = {"fact": fact, "replacement": {"occurred": "2025-03-02", "activity": activity}}
    return held(id_, type="dure.fact.corrected.v1", **more) | {"data": data}


def withdrawn(id_: str, about: str, **more: Any) -> Event:
    """A withdrawal."""
    data = {"fact": {"source": SOURCE, "id": about}}
    return held(id_, type="dure.fact.withdrawn.v1", **more) | {"data": data}


class Desk:
    """Takes deliveries of events into a ledger, under one policy for changed rows."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        corrects_changes: bool = False,
        states_each_once: bool = False,
        source: str = SOURCE,
    ) -> None:
        self.ledger = ledger
        self.corrects_changes = corrects_changes
        self.states_each_once = states_each_once
        self.source = source

    def submit(
        self,
        *events: Event | bytes,
        is_dry_run: bool = False,
        name: str = "",
        recorded_at: datetime | None = None,
        stop_after: int | None = None,
    ) -> Receipt:
        """Deliver events, one a row; bytes are rows as they are. The same events are one delivery.

        `stop_after` breaks off in the middle of the file, as a killed process does.
        """
        rows = [_row(number, event) for number, event in enumerate(events, 1)]
        return self.submit_rows(
            rows if stop_after is None else _breaking(rows, stop_after),
            name=name + repr(events),
            is_dry_run=is_dry_run,
            recorded_at=recorded_at,
        )

    def submit_rows(
        self,
        rows: Iterable[Row],
        *,
        name: str = "rows",
        is_dry_run: bool = False,
        recorded_at: datetime | None = None,
    ) -> Receipt:
        """Deliver rows as a reader gives them; the same name is the same delivery."""
        digest = sha256(name.encode()).hexdigest()
        incoming = Incoming(
            feed="test",
            delivery=digest[:16],
            sha256=digest,
            file_name="test.ndjson",
            received_at=recorded_at or RECEIVED_AT,
            recorded_at=recorded_at,
            corrects_changes=self.corrects_changes,
            states_each_once=self.states_each_once,
        )
        return Intake(self.ledger, self._checker(None, str), is_dry_run).submit(
            incoming,
            rows,
            self._checker(self.source, PSEUDONYM),
            lambda event: hide_persons({"source": self.source, **event}, PSEUDONYM),
        )

    def replay(self) -> list[RowNote]:
        """Try everything in quarantine again, as it was kept."""
        waiting = [(row, kept_row(row)) for _, row in self.ledger.quarantined()]
        return replay(
            self.ledger,
            waiting,
            self._checker(self.source, str),
            corrects_changes=self.corrects_changes,
        )

    def holding(self, subject: str = "community/K1") -> list[str]:
        """The activities of a community that hold."""
        facts = [effective(entry) for entry in heads(self.ledger.entries(subject))]
        return sorted(getattr(fact, "activity") for fact in facts)  # noqa: B009  # one kind only

    def _checker(self, source: str | None, pseudonym: Any) -> EventChecker:
        return EventChecker(source, pseudonym, SameCodeOnly(), RECEIVED_AT.date())


def verdicts(receipt: Receipt) -> dict[str, int]:
    """The verdicts that were given, with how often."""
    return {verdict: count for verdict, count in receipt.counts.items() if count}


class BrokenOffError(Exception):
    """The process that took the delivery in is gone."""


def _breaking(rows: Sequence[Row], after: int) -> Iterator[Row]:
    yield from rows[:after]
    raise BrokenOffError


def _row(number: int, event: Event | bytes) -> Row:
    raw = event if isinstance(event, bytes) else json.dumps(event).encode()
    try:
        return Row(number, [read_object(raw)], None, raw)
    except RowProblemError as error:
        return Row(number, [], error.problem, raw)


def open_ledger(home: Path, url: str | None = None) -> Ledger:
    """A ledger whose clock stands still."""
    return Ledger(home, lambda: RECEIVED_AT, url=url)
