"""Looks at the topic from outside the group: how far behind the worker is, whatever Faust believes.

A Faust that hangs, or was never assigned anything, cannot tell; this thread tells the watchdog.
"""

import threading
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import structlog
from kafka.errors import KafkaError

from streams.cluster import BrokerUnavailableError, Cluster
from streams.topic_log import TopicLog, UnreadableTopicError
from streams.watchdog import Watchdog

LOOK_SECONDS: Final = 2.0
_LOOKS_REBUILT: Final = 2  # a broker that has just come back may tell an older end for a moment
AWAY: Final = (KafkaError, BrokerUnavailableError, UnreadableTopicError, OSError)


class Look(NamedTuple):
    """What was seen: where partitions end, and the log positions of their last records."""

    ends: Mapping[int, int]
    positions: Mapping[int, int]
    is_broker_away: bool


class Lookout(threading.Thread):
    """Compares the topic's end with the worker's place, again and again.

    `on_look` is told what was seen; `on_rebuilt` which partition ends before the worker's place.
    """

    def __init__(
        self,
        cluster: Cluster,
        topic: str,
        next_offsets: Callable[[], Mapping[int, int]],
        watchdog: Watchdog,
        on_look: Callable[[Look], None],
        on_rebuilt: Callable[[int], None],
    ) -> None:
        super().__init__(name="lookout", daemon=True)
        self._cluster = cluster
        self._topic = topic
        self._next_offsets = next_offsets
        self._watchdog = watchdog
        self._on_look = on_look
        self._on_rebuilt = on_rebuilt
        self._ended = threading.Event()
        self._ends: dict[int, int] = {}
        self._positions: dict[int, int] = {}
        self._looks_rebuilt = 0

    def run(self) -> None:
        """Look until the process ends."""
        while not self._ended.is_set():
            try:
                with TopicLog(self._cluster, self._topic) as topic:
                    while not self._ended.is_set():
                        self._look(topic)
                        self._ended.wait(LOOK_SECONDS)
            except AWAY as error:
                structlog.get_logger().warning("broker away", error=repr(error))
                self._watchdog.idle()  # nobody knows whether there is work
                self._on_look(Look(self._ends, self._positions, is_broker_away=True))
                self._ended.wait(LOOK_SECONDS)

    def end(self) -> None:
        """Stop looking."""
        self._ended.set()

    def _look(self, topic: TopicLog) -> None:
        bounds = topic.bounds(topic.partitions())
        places = self._next_offsets()
        behind = [p for p, bound in bounds.items() if bound.end > places.get(p, bound.begin)]
        beyond = [p for p, bound in bounds.items() if bound.end < places.get(p, 0)]
        for partition, bound in bounds.items():
            if self._ends.get(partition) != bound.end:
                last = topic.last(partition)
                self._positions[partition] = 0 if last is None else last.last
                self._ends[partition] = bound.end
        if behind:
            self._watchdog.working()
        else:
            self._watchdog.idle()
        self._looks_rebuilt = self._looks_rebuilt + 1 if beyond else 0
        if self._looks_rebuilt >= _LOOKS_REBUILT:
            self._on_rebuilt(beyond[0])
        self._on_look(Look(dict(self._ends), dict(self._positions), is_broker_away=False))
