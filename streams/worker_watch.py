"""What the worker tells of itself: what it loaded, where it stands, how far behind the topic's end.

`streams.worker` calls it where something happened.
"""

from collections import Counter
from collections.abc import Sequence

import structlog

from streams.carrier import Carrier
from streams.lookout import Horizon
from streams.metrics import WorkerMetrics
from streams.watch import Places, Watch, WatchPlan
from warehouse.records import Loaded, Record


class WorkerWatch(Watch):
    """Counts what the worker does; `follow` names the carrier whose places are told."""

    def __init__(self, plan: WatchPlan) -> None:
        self._metrics = WorkerMetrics()
        super().__init__(plan, "worker", self._metrics)
        self._counts.update(events=0, loads=0, dead=0, foreign=0, rereads=0)
        self._carrier: Carrier | None = None
        self._horizon = Horizon()

    def follow(self, carrier: Carrier) -> None:
        """Tell from now on where this carrier stands."""
        self._carrier = carrier

    def loaded(self, records: Sequence[Record], loaded: Loaded, seconds: float) -> None:
        """Count what was loaded in one transaction."""
        self._state = "following"
        self._counts.update(events=loaded.events, loads=1, dead=len(loaded.dead))
        self._pace.add(loaded.events)
        self._measure(records, loaded, seconds)
        for event in loaded.dead:
            structlog.get_logger().warning(
                "an event could not be loaded",
                ledger=event.ledger,
                position=event.sequence,
                partition=event.partition,
                offset=event.offset,
            )
        self.tell()

    def looked(self, horizon: Horizon) -> None:
        """Tell what the topic holds."""
        self._horizon = horizon
        self._note_answer()
        self.tell()

    def met_foreign(self) -> None:
        """Count a record that no relay wrote."""
        self._counts.update(foreign=1)
        self._metrics.foreign_records.inc()

    def began_reread(self) -> None:
        """Count that a partition is read from its beginning once more."""
        self._counts.update(rereads=1)
        self._metrics.rereads.inc()

    def places(self) -> Places:
        """Where each partition stands: what is loaded, and what the topic held when last seen."""
        carrier = self._carrier
        if carrier is None:
            return {}
        partitions = dict(carrier.next_offsets).keys() | dict(self._horizon.ends).keys()
        return {partition: self._place(carrier, partition) for partition in sorted(partitions)}

    def _place(self, carrier: Carrier, partition: int) -> dict[str, object]:
        ledger = carrier.ledgers.get(partition)
        position = carrier.positions.get(ledger or "")
        topic_position = self._horizon.positions.get(partition)
        lag = None if topic_position is None else max(0, topic_position - (position or 0))
        since = self._horizon.waiting_since.get(partition)
        return {
            "ledger": ledger,
            "position": position,
            "topic_position": topic_position,
            "next_offset": carrier.next_offsets.get(partition),
            "end_offset": self._horizon.ends.get(partition),
            "lag_events": lag,
            "lag_seconds": self._lag_seconds(lag, since),
        }

    def _measure(self, records: Sequence[Record], loaded: Loaded, seconds: float) -> None:
        metrics = self._metrics
        handed = Counter[str]()
        for record in records:
            handed[record.ledger] += record.count
            metrics.records.labels(record.ledger).inc()
        if len(handed) == 1:  # among several, what was loaded before cannot be told apart
            handed = Counter(dict.fromkeys(handed, loaded.events))
        for ledger, events in handed.items():
            metrics.events.labels(ledger).inc(events)
        for event in loaded.dead:
            metrics.dead_events.labels(event.ledger).inc()
        metrics.loads.inc()
        metrics.last_load.set(self._plan.clock().timestamp())
        metrics.load_duration.observe(seconds)
        metrics.load_events.observe(sum(record.count for record in records))
