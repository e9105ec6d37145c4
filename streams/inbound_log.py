"""The topic of inbound records, read on from where the ledger and the group's offsets say.

`streams.inbound` reads it. It joins no group: one process reads all partitions, and a stranger in
the group could take some away. Offsets are committed for answers, and for whoever watches the lag.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple, Protocol, Self

import structlog
from kafka import KafkaConsumer, OffsetAndMetadata, TopicPartition
from kafka.errors import KafkaError

from streams.cluster import Cluster
from streams.inbound_desk import Reached
from streams.topic_log import Bounds
from streams.topics import topic_shape

_MOST_RECORDS: Final = 4_000  # of one poll: a chunk of single events
_COMMIT_MS: Final = 2_000  # an offset that is not committed is one receipt more after a restart


class AsksReached(Protocol):
    """What the ledger tells of partitions: how far they are taken in."""

    def reached(self, topic: str, partitions: list[int]) -> dict[int, Reached]:
        """How far partitions are taken in; those never read are left out."""


class TopicChangedError(KafkaError):  # type: ignore[misc]  # kafka-python ships no types
    """The topic is not the one that was opened: it was made anew, or has more partitions."""


class Start(NamedTuple):
    """Where to read on, and where the reading would have gone on if all were still there."""

    offset: int
    wanted: int


def start_of(
    bounds: Bounds, topic_id: str, reached: Reached | None, committed: int | None
) -> Start:
    """Where to read a partition on.

    The group's offset says what was answered, the ledger's what was taken in; a group that is ahead
    of the ledger is one whose ledger was restored, or whose offsets somebody moved.
    """
    if reached is None or reached.topic_id != topic_id or reached.next > bounds.end:
        return Start(bounds.begin, bounds.begin)
    wanted = min(reached.answered if committed is None else committed, reached.next)
    return Start(max(bounds.begin, wanted), wanted)


class InboundLog:
    """All partitions of the topic; a context manager, for one thread.

    Its methods raise KafkaError when the broker does not answer.
    """

    def __init__(self, cluster: Cluster, topic: str, group: str, ledger: AsksReached) -> None:
        self._topic = topic
        self.topic_id, count = topic_shape(cluster, topic)
        self._assigned = [TopicPartition(topic, partition) for partition in range(count)]
        self._consumer: KafkaConsumer = cluster.committing_consumer(group)
        try:
            self._consumer.assign(self._assigned)
            self.answered = self._seek(ledger.reached(topic, list(range(count))))
        except BaseException:
            self._consumer.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._consumer.close()

    def _seek(self, reached: Mapping[int, Reached]) -> dict[int, int]:
        begins = self._consumer.beginning_offsets(self._assigned)
        ends = self._consumer.end_offsets(self._assigned)
        starts = {}
        for assigned in self._assigned:
            start = start_of(
                Bounds(begins[assigned], ends[assigned]),
                self.topic_id,
                reached.get(assigned.partition),
                self._consumer.committed(assigned),
            )
            if start.offset > start.wanted:
                structlog.get_logger().error(
                    "records were removed before they were read",
                    partition=assigned.partition,
                    first=start.wanted,
                    last=start.offset - 1,
                )
            self._consumer.seek(assigned, start.offset)
            starts[assigned.partition] = start.offset
        return starts

    def poll(self, seconds: float) -> list[Any]:
        """The records that have come, those of a partition in order; empty after a time."""
        polled = self._consumer.poll(int(seconds * 1000), max_records=_MOST_RECORDS)
        return [record for assigned in sorted(polled) for record in polled[assigned]]

    def places(self) -> dict[int, int]:
        """The offset that is read next, by partition; beyond what was polled."""
        return {one.partition: self._consumer.position(one) for one in self._assigned}

    def ends(self) -> dict[int, int]:
        """Where the partitions end now; raises TopicChangedError when it is another topic."""
        partitions = self._consumer.partitions_for_topic(self._topic)
        ends = self._consumer.end_offsets(self._assigned)
        told = {one.partition: ends[one] for one in self._assigned}
        places = self.places()
        if partitions != told.keys() or any(told[one] < places[one] for one in told):
            msg = f"the topic {self._topic} has changed"
            raise TopicChangedError(msg)
        return told

    def commit(self, next_offsets: Mapping[int, int]) -> None:
        """Tell the group what is taken in and answered. A failure costs repeated receipts only."""
        self.answered |= next_offsets
        offsets = {
            TopicPartition(self._topic, partition): OffsetAndMetadata(offset, "", -1)
            for partition, offset in next_offsets.items()
        }
        try:
            self._consumer.commit(offsets, timeout_ms=_COMMIT_MS)
        except KafkaError as error:
            structlog.get_logger().warning("offsets not committed", error=repr(error))
