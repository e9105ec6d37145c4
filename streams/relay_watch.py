"""What the relay tells of itself: what arrived in the topic, and how far it is behind the ledger.

`streams.relay` calls it where something happened; a thread looks at broker and ledger meanwhile.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Protocol

from domain.errors import LedgerUnavailableError
from domain.published import instant_of
from domain.records import Waiting
from streams.cluster import Cluster
from streams.lookout import Lookout
from streams.metrics import RelayMetrics
from streams.topic_log import TopicLog
from streams.watch import Places, Watch, WatchPlan
from warehouse.records import Record


class Ledger(Protocol):
    """A ledger, as far as its relay is measured against it."""

    def waiting(self, after: int) -> Waiting:
        """What was recorded after a log position."""


class RelayWatch(Watch):
    """Counts what the relay of one ledger does."""

    def __init__(self, plan: WatchPlan, ledger: Ledger, name: str, partition: int) -> None:
        self._metrics = RelayMetrics()
        super().__init__(plan, "relay", self._metrics)
        self._counts.update(events=0, records=0, failures=0)
        self._ledger = ledger
        self._name = name
        self._partition = partition
        self._position: int | None = None
        self._end_offset: int | None = None

    @contextmanager
    def looking(self, cluster: Cluster, topic: str) -> Iterator[None]:
        """Look at broker and ledger for the length of a block."""
        lookout = Lookout(cluster, topic, self._look, self.missed)
        lookout.start()
        try:
            yield
        finally:
            lookout.end()

    def opened(self, position: int) -> None:
        """The topic was found to end at a log position."""
        self._position = position
        self._note_answer()
        self.tell()

    def arrived(self, record: Record, seconds: float) -> None:
        """Count a record that arrived, so many seconds after it was sent; the next look tells."""
        self._position = record.last
        self._counts.update(events=record.count, records=1)
        self._pace.add(record.count)
        metrics = self._metrics
        metrics.events.labels(self._name).inc(record.count)
        metrics.records.labels(self._name).inc()
        metrics.last_record.set(self._plan.clock().timestamp())
        metrics.delivery_duration.observe(seconds)
        metrics.record_events.observe(record.count)

    def failed(self) -> None:
        """Count a record that did not arrive in time."""
        self._counts.update(failures=1)
        self._metrics.failures.inc()
        self.missed()

    def places(self) -> Places:
        """Where the ledger's partition stands, as of now."""
        end, lag, since = self._waiting()
        return {
            self._partition: {
                "ledger": self._name,
                "log_position": end,
                "topic_position": self._position,
                "end_offset": self._end_offset,
                "lag_events": lag,
                "lag_seconds": self._lag_seconds(lag, instant_of(since) if since else None),
            }
        }

    def _waiting(self) -> Waiting | tuple[None, None, None]:
        if self._position is not None:
            with suppress(LedgerUnavailableError):  # the relay itself meets it, and leaves
                return self._ledger.waiting(self._position)
        return None, None, None

    def _look(self, topic: TopicLog) -> None:
        self._end_offset = topic.bounds([self._partition])[self._partition].end
        self._note_answer()
        self.tell()
