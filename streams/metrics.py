"""The figures of relay and worker for Prometheus, each process with a registry of its own.

`streams.relay_watch` and `streams.worker_watch` count, `serve_metrics` answers over HTTP. Labels
are names of ledgers, nothing that came in a fact.
"""

import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import MetricsHandler

from domain.errors import DureError

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_EVENTS: Final = (1, 10, 100, 1_000, 2_500, 5_000, 10_000, 20_000, 50_000)
_CLIENT_SECONDS: Final = 5.0  # for one that connects and says nothing


class MetricsPortError(DureError):
    """The port for Prometheus cannot be opened."""

    code: ClassVar[str] = "metrics-port"
    exit_code: ClassVar[int] = 3


@dataclass(frozen=True)
class MetricsAddress:
    """Where metrics are served; nowhere with port 0."""

    port: int = 0
    host: str = "127.0.0.1"


class Metrics:
    """What relay and worker have in common; the names begin with `dure_` and the process's."""

    def __init__(self, process: str) -> None:
        self.registry = CollectorRegistry()
        self._prefix = f"dure_{process}_"
        ProcessCollector(registry=self.registry)
        self.broker_up = self.gauge("broker_up", "1 while the broker answers, else 0.", ())
        self._places: dict[str, Gauge] = {
            "topic_position": self.gauge("topic_position", "Log position of the topic's end."),
            "lag_events": self.gauge("lag_events", "Events that wait to be carried on."),
            "lag_seconds": self.gauge(
                "lag_seconds", "Age of the oldest fact that waits; not with a replayed clock."
            ),
        }

    def counter(self, name: str, sentence: str, labels: tuple[str, ...] = ("ledger",)) -> Counter:
        """A counter of this process."""
        return Counter(self._prefix + name, sentence, labels, registry=self.registry)

    def gauge(self, name: str, sentence: str, labels: tuple[str, ...] = ("ledger",)) -> Gauge:
        """A gauge of this process."""
        return Gauge(self._prefix + name, sentence, labels, registry=self.registry)

    def histogram(self, name: str, sentence: str, buckets: tuple[float, ...]) -> Histogram:
        """A histogram of this process."""
        return Histogram(self._prefix + name, sentence, buckets=buckets, registry=self.registry)

    def places(self, name: str, sentence: str) -> None:
        """One more gauge that `place` sets."""
        self._places[name] = self.gauge(name, sentence)

    def place(self, places: Mapping[int, Mapping[str, Any]]) -> None:
        """Set the gauges to where the partitions stand, as the state file tells it."""
        for place in places.values():
            for name, gauge in self._places.items():
                if place["ledger"] is not None and place[name] is not None:
                    gauge.labels(place["ledger"]).set(place[name])


class WorkerMetrics(Metrics):
    """The figures of the worker, `dure_worker_...`."""

    def __init__(self) -> None:
        super().__init__("worker")
        self.places("position", "Log position up to which events are loaded.")
        self.events = self.counter("events", "Events loaded into the warehouse.")
        self.records = self.counter("records", "Records of the topic of facts that were loaded.")
        self.dead_events = self.counter("dead_events", "Events that could not be loaded.")
        self.loads = self.counter("loads", "Transactions in which records were loaded.", ())
        self.foreign_records = self.counter(
            "foreign_records", "Records in the topic that no relay of dure wrote.", ()
        )
        self.rereads = self.counter(
            "rereads", "Times that a partition was read again because something was missing.", ()
        )
        self.last_load = self.gauge(
            "last_load_timestamp_seconds", "When records were loaded last, in Unix time.", ()
        )
        self.load_duration = self.histogram(
            "load_duration_seconds", "How long loading one transaction took.", _SECONDS
        )
        self.load_events = self.histogram(
            "load_events", "Events that one transaction was handed.", _EVENTS
        )


class RelayMetrics(Metrics):
    """The figures of the relay, `dure_relay_...`."""

    def __init__(self) -> None:
        super().__init__("relay")
        self.places("log_position", "Log position of the ledger's end.")
        self.events = self.counter("events", "Events that arrived in the topic.")
        self.records = self.counter("records", "Records that arrived in the topic.")
        self.failures = self.counter("failures", "Records that failed or came late.", ())
        self.last_record = self.gauge(
            "last_record_timestamp_seconds", "When a record arrived last, in Unix time.", ()
        )
        self.delivery_duration = self.histogram(
            "delivery_duration_seconds", "How long a record took to be acknowledged.", _SECONDS
        )
        self.record_events = self.histogram("record_events", "Events in one record.", _EVENTS)


class _Server(socketserver.ThreadingTCPServer):
    """HTTP without http.server's look-up of the host's name, which may take seconds."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False


@contextmanager
def serve_metrics(registry: CollectorRegistry, address: MetricsAddress) -> Iterator[None]:
    """Answer Prometheus for the length of a block; raises MetricsPortError at its start."""
    if not address.port:
        yield
        return
    handler = type(
        "_Handler", (MetricsHandler,), {"registry": registry, "timeout": _CLIENT_SECONDS}
    )
    try:
        server = _Server((address.host, address.port), handler)
    except OSError as error:
        msg = f"metrics cannot be served at {address.host}:{address.port}: {error.strerror}"
        raise MetricsPortError(msg) from error
    with server:
        threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
        try:
            yield
        finally:
            server.shutdown()
