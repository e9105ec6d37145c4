"""Looks at the topic from outside the group: how far behind the worker is, whatever Faust believes.

A Faust that hangs, or was never assigned anything, cannot tell; this thread tells the watchdog. The
relay has one as well, to know whether the broker answers while there is nothing to send.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import structlog
from kafka.errors import KafkaError

from streams.cluster import BrokerUnavailableError, Cluster
from streams.topic_log import TopicLog, UnreadableTopicError, recorded_at

LOOK_SECONDS: Final = 2.0
_LOOKS_REBUILT: Final = 2  # a broker that has just come back may tell an older end for a moment
_END_SECONDS: Final = 1.0
AWAY: Final = (KafkaError, BrokerUnavailableError, UnreadableTopicError, OSError)


class Lookout(threading.Thread):
    """Calls `look` with the topic, again and again; `on_away` when the broker does not answer."""

    def __init__(
        self,
        cluster: Cluster,
        topic: str,
        look: Callable[[TopicLog], None],
        on_away: Callable[[], None],
    ) -> None:
        super().__init__(name="lookout", daemon=True)
        self._cluster = cluster
        self._topic = topic
        self._do_look = look
        self._on_away = on_away
        self._ended = threading.Event()

    def run(self) -> None:
        """Look until told to end."""
        while not self._ended.is_set():
            try:
                with TopicLog(self._cluster, self._topic) as topic:
                    while not self._ended.is_set():
                        self._do_look(topic)
                        self._ended.wait(LOOK_SECONDS)
            except AWAY as error:
                structlog.get_logger().warning("broker away", error=repr(error))
                self._on_away()
                self._ended.wait(LOOK_SECONDS)

    def end(self) -> None:
        """Stop looking; a look at a broker that hangs is not waited for."""
        self._ended.set()
        self.join(_END_SECONDS)


@dataclass
class Horizon:
    """What the topic holds beyond the places that were read, as of the last look.

    By partition: the offset after its end, the log position of its last record, and when the
    oldest fact that waits was recorded, where one does. `behind` are partitions that hold more than
    was read, `rebuilt` those that end before the place that was read.
    """

    ends: dict[int, int] = field(default_factory=dict)
    positions: dict[int, int] = field(default_factory=dict)
    waiting_since: dict[int, datetime] = field(default_factory=dict)
    behind: list[int] = field(default_factory=list)
    rebuilt: list[int] = field(default_factory=list)
    _looks_rebuilt: int = 0

    def look(self, topic: TopicLog, places: Mapping[int, int]) -> None:
        """Hold the places, by partition the offset to read next, against the topic."""
        bounds = topic.bounds(topic.partitions())
        for partition, bound in bounds.items():
            if self.ends.get(partition) != bound.end:
                last = topic.last(partition)
                self.positions[partition] = 0 if last is None else last.last
                self.ends[partition] = bound.end
        self.behind = [p for p, bound in bounds.items() if bound.end > places.get(p, bound.begin)]
        beyond = [p for p, bound in bounds.items() if bound.end < places.get(p, 0)]
        self._looks_rebuilt = self._looks_rebuilt + 1 if beyond else 0
        self.rebuilt = beyond if self._looks_rebuilt >= _LOOKS_REBUILT else []

    def date(self, topic: TopicLog, places: Mapping[int, int]) -> None:
        """Read when the facts that wait were recorded; one record of each partition is fetched."""
        self.waiting_since = {
            partition: since
            for partition in self.behind
            if (first := topic.first(partition, places.get(partition, 0))) is not None
            and (since := recorded_at(first)) is not None
        }
