"""Planted worlds in a warehouse: the clean facts of `simulation`, published and loaded.

Feeds are punctual here: a month's facts are recorded on the tenth of the next month, when each feed
has delivered it. `recovery` holds what the indicators then say against what was planted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

import duckdb
import msgspec

from domain.drafts import draft
from domain.facts import encode_hook
from domain.published import INSTANT_FORMAT, PublishedFact, fact_of
from domain.vocabulary import FACT_TYPES
from simulation.calendar import FIRST_YEAR
from simulation.commons import tell_commons
from simulation.facts import tell
from simulation.gaming import Gaming, Pattern
from simulation.lives import World, imagine
from simulation.parameters import PLANTED, Parameters
from simulation.telling import FEEDS, Event, feed_of_topic, source_of
from simulation.truth import Truth
from warehouse.cards import card
from warehouse.load import load
from warehouse.records import Record
from warehouse.reference import load_reference
from warehouse.relations import build
from warehouse.results import Results
from warehouse.tables import create_tables

REFERENCE: Final = Path(__file__).parents[2] / "reference"
NATION: Final = ("nation", "KR")
_LEDGER: Final = "planted"
_BATCH: Final = 20_000  # events in one transaction, as a worker that has fallen behind takes them
_OWN: Final = "urn:dure"
_NOTHING: Final = dict.fromkeys(
    ("rows", "accepted", "duplicate", "conflict", "corrected", "quarantined", "rejected"), 0
)


class Key(NamedTuple):
    """Of which unit and measure a row of an indicator speaks."""

    unit_type: str
    unit_id: str
    measure: str
    stratum: str | None


class Figure(NamedTuple):
    """What a row of an indicator says of it."""

    value: float | None
    low: float | None
    high: float | None
    bound_low: float | None
    bound_high: float | None
    numerator: float | None
    denominator: float | None
    n: int | None
    observed_months: int | None
    coverage: float | None
    status: str


Answers = dict[Key, Figure]


class Warehouse:
    """A warehouse to ask, which is loaded no more; leaving its `with` block closes it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._answers: dict[tuple[str, date, datetime], Answers] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()

    def answers(self, indicator: str, valid_at: date, known_at: datetime) -> Answers:
        """All rows of an indicator, by its card's id, at (T, K); asked once."""
        question = indicator, valid_at, known_at
        if question not in self._answers:
            self._answers[question] = self._ask(*question)
        return self._answers[question]

    def results(self, known_at: datetime) -> Results:
        """Its relations as known at K; nothing that is asked through it is kept."""
        return Results(self._connection, known_at, Path("never-made"))

    def findings(self, relation: str, valid_at: date, known_at: datetime) -> list[tuple[str, str]]:
        """Rule and subject of each row of a relation of findings at (T, K)."""
        statement = f"select rule, subject from {relation}(?, ?) order by all"  # noqa: S608  # names of the package's own files
        return self._connection.execute(statement, [valid_at, known_at]).fetchall()

    def _ask(self, indicator: str, valid_at: date, known_at: datetime) -> Answers:
        asked = card(indicator)
        assert asked is not None
        columns = ", ".join((*Key._fields, *Figure._fields))
        rows = self._connection.execute(
            f"select {columns} from {asked.name}(?, ?)",  # noqa: S608  # names of the package's own files
            [valid_at, known_at],
        ).fetchall()
        parts = len(Key._fields)
        return {Key(*row[:parts]): Figure(*row[parts:]) for row in rows}


@dataclass(frozen=True)
class Planted:
    """A world by its seed, its facts and its truth."""

    seed: int
    communities: int = 14
    years: int = 10
    parameters: Parameters = PLANTED
    is_gamed: bool = False

    @cached_property
    def world(self) -> World:
        """The world; its lives are imagined anew each time they are asked for."""
        return imagine(self.seed, self.communities, self.years, planted=self.parameters)

    @property
    def valid_at(self) -> date:
        """The world's last day, of which the truth speaks."""
        return self.world.calendar.last

    @property
    def known_at(self) -> datetime:
        """When everything had been delivered."""
        return _recorded(self.valid_at)

    @cached_property
    def truth(self) -> dict[str, Any]:
        """What was planted, and what came of it."""
        truth = Truth(self.world)
        for life in self.world.lives():
            truth.add(life)
        return truth.document()

    def parameter(self, indicator: str) -> dict[str, Any]:
        """What the planted rates imply for an indicator."""
        found: dict[str, Any] = self.truth["indicators"][indicator]["parameter"]
        return found

    def realised(self, indicator: str) -> dict[tuple[str, str], dict[str, int]]:
        """What came of it by the last day, by unit: the nation and each community."""
        counted = self.truth["indicators"][indicator]["realised"]
        found = {("community", key): counts for key, counts in counted["community"].items()}
        found[NATION] = counted["nation"]
        return found

    def published(self) -> Iterator[bytes]:
        """Every fact as the ledger publishes it, in the order of recording."""
        ordered = sorted(self._recorded_events(), key=lambda told: told[0])
        for number, (recorded_at, event) in enumerate(ordered, start=1):
            yield _publish(number, recorded_at, event)

    def warehouse(self) -> Warehouse:
        """The facts in a warehouse in memory."""
        connection = duckdb.connect()
        connection.execute("set timezone = 'UTC'")
        connection.execute("set python_enable_replacements = false")
        create_tables(connection)
        load_reference(connection, REFERENCE)
        build(connection)
        for record in _records(self.published()):
            load(connection, [record])
        return Warehouse(connection)

    def patterns(self) -> list[Pattern]:
        """The gaming that is seeded where the world is gamed."""
        gaming = Gaming(self.world)
        for life in self.world.lives():
            gaming.tell(life)
        return gaming.patterns

    def findings(self, relation: str, warehouse: Warehouse) -> list[tuple[str, str]]:
        """Rule and subject of each row of a relation of findings at the world's last day."""
        return warehouse.findings(relation, self.valid_at, self.known_at)

    def _recorded_events(self) -> Iterator[tuple[datetime, Event]]:
        for event in self._events():
            yield _recorded(date.fromisoformat(event["data"]["occurred"])), event
        if self.is_gamed:
            gaming = Gaming(self.world)
            for life in self.world.lives():
                for month, event in gaming.tell(life):
                    yield _recorded(date(FIRST_YEAR + month // 12, month % 12 + 1, 1)), event

    def _events(self) -> Iterator[Event]:
        yield from _feeds(self.world)
        yield from tell_commons(self.world)
        for life in self.world.lives():
            yield from tell(self.world, life)


def _recorded(day: date) -> datetime:
    """The tenth of the month after."""
    years, month = divmod(day.month, 12)
    return datetime(day.year + years, month + 1, 10, tzinfo=UTC)


def _feeds(world: World) -> Iterator[Event]:
    """The feeds register, say that they deliver monthly, and do so."""
    first = world.calendar.first
    months = [date(year, month, 1) for year in world.calendar.all_years for month in range(1, 13)]
    for feed in FEEDS:
        kinds = [topic for topic in FACT_TYPES if feed_of_topic(topic) == feed]
        described = {"source": source_of(feed), "format": "cloudevents", "person_namespace": "p"}
        yield _own(feed, "registered", first, described)
        yield _own(feed, "expectation_declared", first, {"every": "monthly", "kinds": kinds})
        for month in months:
            period = f"{month:%Y-%m}"
            received = {"delivery": f"{feed}-{period}", "period_from": period, "period_to": period}
            yield _own(feed, "delivery_received", month, _NOTHING | received | {"kinds": kinds})


def _own(feed: str, event: str, day: date, fields: dict[str, Any]) -> Event:
    return {
        "id": f"{feed}-{event}-{day}",
        "source": _OWN,
        "type": f"dure.feed.{event}.v1",
        "subject": f"feed/{feed}",
        "data": {"occurred": day.isoformat(), **fields},
    }


def _publish(number: int, recorded_at: datetime, event: Event) -> bytes:
    fact = fact_of(event["type"], event["data"])
    made = draft(event["source"], event["id"], event["subject"], fact)
    published = PublishedFact(
        sequence=number,
        id=made.id,
        source=made.source,
        type=event["type"],
        subject=made.subject,
        recordedtime=recorded_at.strftime(INSTANT_FORMAT),
        basis=made.basis,
        digest=made.digest,
        data=msgspec.Raw(made.data),
    )
    return msgspec.json.encode(published, enc_hook=encode_hook)


def _records(published: Iterator[bytes]) -> Iterator[Record]:
    last = 0
    while batch := list(islice(published, _BATCH)):
        body = b"[" + b",".join(batch) + b"]"
        first, previous, last = last + 1, last, last + len(batch)
        yield Record(_LEDGER, 0, None, first, last, previous, len(batch), body)
