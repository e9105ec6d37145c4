"""Publishes events that could not be loaded to the topic of dead events, for those who repair them.

The warehouse keeps them in the transaction that passed them by; this topic tells others. It is
keyed by coordinates and compacted, so an event that is published again replaces itself.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import structlog
from kafka import KafkaProducer
from kafka.errors import KafkaError

from streams.cluster import DELIVERY_MS, BrokerUnavailableError, Cluster, throw_away
from warehouse.records import DeadEvent

_KEPT: Final = (
    10_000  # what waits for a broker; the warehouse has all, and a restart publishes them
)


class DeadLetters:
    """A producer for dead events that is made when it is needed and thrown away when it fails."""

    def __init__(self, cluster: Cluster, topic: str) -> None:
        self._cluster = cluster
        self._topic = topic
        self._producer: KafkaProducer | None = None
        self._waiting: list[DeadEvent] = []

    def publish(self, events: Iterable[DeadEvent]) -> None:
        """Publish events and what still waits; when that fails, they wait for the next call."""
        self._waiting = [*self._waiting, *events][-_KEPT:]
        if not self._waiting:
            return
        try:
            self._send(self._waiting)
        except (KafkaError, BrokerUnavailableError) as error:
            structlog.get_logger().warning("dead events wait", error=repr(error))
            if self._producer is not None:
                throw_away(self._producer)
                self._producer = None
        else:
            self._waiting = []

    def _send(self, events: Sequence[DeadEvent]) -> None:
        if self._producer is None:
            self._producer = self._cluster.producer()
        producer = self._producer
        futures = [
            producer.send(self._topic, event.body, key=_key(event), headers=_headers(event))
            for event in events
        ]
        for future in futures:
            future.get(timeout=DELIVERY_MS / 1000)


def _key(event: DeadEvent) -> bytes:
    """Position where it is known, else the place in the topic it came in."""
    where = f"@{event.offset}" if event.sequence is None else str(event.sequence)
    return f"{event.ledger}/{event.partition}/{where}".encode()


def _headers(event: DeadEvent) -> list[tuple[str, bytes]]:
    told = {
        "reason": event.reason,
        "ledger": event.ledger,
        "partition": event.partition,
        "offset": event.offset,
        "sequence": event.sequence,
    }
    return [(name, str(value).encode()) for name, value in told.items() if value is not None]
