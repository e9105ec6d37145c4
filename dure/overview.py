"""Gathers where everything of a home stands, for `dure status`: one line per figure.

The ledger is read itself, the topic is asked, the warehouse is seen through its snapshot, and
relay, worker and inbound feeds are known by their state files.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from domain.ledger import HOME_SOURCE, PUBLISHED, Ledger
from domain.published import instant_of
from dure.overdue import overdue_feeds
from dure.settings import kafka_servers
from dure.wiring import Home
from streams.health import Standing, State, look_at

PROCESSES: Final = ("relay", "worker", "inbound")


class Line(NamedTuple):
    """One figure: of which part, of which ledger or feed (empty for the whole part), and what.

    `what` is stable; a name that ends in `_seconds` counts seconds, None says that nobody knows.
    """

    part: str
    name: str
    what: str
    value: Any


class Overview:
    """One look at a home; the ledger stays open for its length."""

    def __init__(self, home: Home, ledger: Ledger) -> None:
        self._home = home
        self._ledger = ledger
        self._name = home.settings.ledger
        self._now = datetime.now(UTC)
        self._ends: dict[str, int] = {}
        self._states: dict[str, State] = {}
        self._standings: dict[str, Standing] = {}
        for process in PROCESSES:  # now: asking a broker that is away takes a while
            told, self._standings[process] = look_at(home.folder / f"{process}.json", self._now)
            if told is not None:
                self._states[process] = told

    def lines(self) -> Iterator[Line]:
        """Every figure, in the order of the flow."""
        yield from self._intake()
        yield from self._of_ledger()
        if self._states or kafka_servers() or self._home.settings.kafka:
            yield from self._topic()
        for process in self._states:
            yield from self._process(process)
        yield from self._snapshot()

    def _intake(self) -> Iterator[Line]:
        rows = sum(1 for _ in self._ledger.quarantined())
        yield Line("intake", "", "rows_in_quarantine", rows)
        for feed, month in overdue_feeds(self._home, self._ledger):
            yield Line("intake", feed, "overdue_month", month)

    def _of_ledger(self) -> Iterator[Line]:
        head = self._ledger.head()
        yield Line("ledger", self._name, "position", head.position)
        yield Line("ledger", self._name, "recorded_at", head.recorded_at)
        clock = "replayed" if self._home.settings.is_replayed else "system"
        yield Line("ledger", self._name, "clock", clock)
        if published := self._ledger.recorded_ids(HOME_SOURCE, PUBLISHED):
            last = published[-1].removeprefix(PUBLISHED)
            yield Line("ledger", self._name, "last_publication", last)

    def _topic(self) -> Iterator[Line]:
        """Where the topic of facts ends; the broker is asked, whatever the processes believe."""
        from dure.streaming import topic_horizon  # noqa: PLC0415  # Kafka, where it is used
        from streams.cluster import BrokerUnavailableError  # noqa: PLC0415  # the same

        try:
            horizon = topic_horizon(self._home)
        except BrokerUnavailableError:
            yield Line("topic", "", "broker", "away")
            return
        yield Line("topic", "", "broker", "answers")
        names = self._ledgers() | {self._home.settings.partition: self._name}
        for partition, end in sorted(horizon.ends.items()):
            name = names.get(partition, f"partition {partition}")
            self._ends[name] = horizon.positions[partition]
            yield Line("topic", name, "position", self._ends[name])
            yield Line("topic", name, "end_offset", end)

    def _ledgers(self) -> dict[int, str]:
        """Which ledger a partition carries, as the worker found it."""
        partitions = self._states.get("worker", {}).get("partitions", {})
        return {int(p): place["ledger"] for p, place in partitions.items() if place["ledger"]}

    def _process(self, process: str) -> Iterator[Line]:
        told = self._states[process]
        standing = self._standings[process]
        yield Line(process, "", "state", standing.state)
        yield Line(process, "", "detail", standing.sentence)
        if standing.is_live and "broker" in told:
            yield Line(process, "", "broker", told["broker"])
        for place in told.get("partitions", {}).values():
            yield from self._place(process, place)
        yield from _figures(process, told, is_live=standing.is_live)

    def _place(self, process: str, place: Mapping[str, Any]) -> Iterator[Line]:
        """How far a process is: behind the ledger of this home, or of another behind its topic."""
        name = place.get("ledger") or ""
        position = place.get("position")
        if process == "relay":  # it is where the topic ends; what it said is two seconds old
            position = self._ends.get(name, place["topic_position"])
        if position is not None:
            yield Line(process, name, "position", position)
        if position is not None and name == self._name:
            yield from self._lag(process, position)
            return
        for what in ("lag_events", "lag_seconds", "behind"):
            if what in place:
                yield Line(process, name, what, place[what])

    def _lag(self, part: str, position: int) -> Iterator[Line]:
        waiting = self._ledger.waiting(position)
        yield Line(part, self._name, "lag_events", waiting.events)
        seconds: float | None = 0.0
        if waiting.since is not None:
            seconds = round(max((self._now - instant_of(waiting.since)).total_seconds(), 0.0), 1)
            if self._home.settings.is_replayed:
                seconds = None  # the clock of its facts is not that of the wall
        yield Line(part, self._name, "lag_seconds", seconds)

    def _snapshot(self) -> Iterator[Line]:
        from dure.warehousing import query  # noqa: PLC0415  # DuckDB, after the ledger was read
        from warehouse.snapshot import NoSnapshotError  # noqa: PLC0415  # the same

        try:
            loaded = dict(
                query(self._home, "select ledger, max(sequence) from watermark group by 1").rows
            )
            [(dead,)] = query(self._home, "select count(*) from dead").rows
        except NoSnapshotError:
            yield Line("snapshot", "", "state", "none yet: run `dure load`")
            return
        for name, position in sorted({self._name: 0, **loaded}.items()):
            yield Line("snapshot", name, "position", position)
            if name == self._name:
                yield from self._lag("snapshot", position)
        yield Line("snapshot", "", "dead_events", dead)


def _figures(process: str, told: State, *, is_live: bool) -> Iterator[Line]:
    """What a process counted since it started; its pace of the last minute only while it lives."""
    for what, value in told.items():
        if isinstance(value, int) and what != "pid":
            yield Line(process, "", what, value)
    for what, value in told.get("events_per_second", {}).items():
        if is_live or what != "last_minute":
            yield Line(process, "", f"events_per_second_{what}", value)
