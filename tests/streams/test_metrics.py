"""The figures for Prometheus: names, labels, and a port that is explicit."""

import socket
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from streams.metrics import (
    MetricsAddress,
    MetricsPortError,
    RelayMetrics,
    WorkerMetrics,
    serve_metrics,
)
from streams.watch import WatchPlan
from streams.worker_watch import WorkerWatch
from warehouse.records import DeadEvent, Loaded, Record

NOW = datetime(2025, 4, 1, tzinfo=UTC)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        return str(answer.read().decode())


def record(ledger: str, count: int) -> Record:
    return Record(ledger, 0, 0, 1, count, 0, count, b"[]")


@pytest.fixture
def watch(tmp_path: Path) -> WorkerWatch:
    return WorkerWatch(WatchPlan(tmp_path / "worker.json", lambda: NOW))


def test_metrics_are_served_on_the_port_that_is_named_and_only_there() -> None:
    port = free_port()
    with serve_metrics(WorkerMetrics().registry, MetricsAddress(port)):
        families = {one.name for one in text_string_to_metric_families(get(port))}
    assert {"dure_worker_events", "dure_worker_lag_seconds", "process_cpu_seconds"} <= families
    with pytest.raises(OSError, match="refused"):
        get(port)


def test_without_a_port_nothing_listens() -> None:
    with serve_metrics(WorkerMetrics().registry, MetricsAddress()):
        pass


def test_a_taken_port_is_one_clear_error() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with (
            pytest.raises(MetricsPortError, match=f"127.0.0.1:{port}: Address already in use"),
            serve_metrics(RelayMetrics().registry, MetricsAddress(port)),
        ):
            pass


def test_loads_are_counted_by_ledger(watch: WorkerWatch) -> None:
    dead = DeadEvent("main", 0, 1, 7, "no date", b"{}")
    watch.loaded([record("main", 10)], Loaded(9, (dead,)), 0.2)
    watch.loaded([record("main", 5), record("province", 3)], Loaded(8, ()), 0.1)
    value = watch._metrics.registry.get_sample_value
    assert value("dure_worker_events_total", {"ledger": "main"}) == 14
    assert value("dure_worker_events_total", {"ledger": "province"}) == 3
    assert value("dure_worker_records_total", {"ledger": "main"}) == 2
    assert value("dure_worker_dead_events_total", {"ledger": "main"}) == 1
    assert value("dure_worker_loads_total") == 2
    assert value("dure_worker_load_events_sum") == 18
    assert value("dure_worker_load_duration_seconds_count") == 2
    assert value("dure_worker_last_load_timestamp_seconds") == NOW.timestamp()
    watch.left(0, "told to stop")


@pytest.mark.parametrize("metrics", [WorkerMetrics(), RelayMetrics()])
def test_names_follow_the_conventions_of_prometheus(metrics: WorkerMetrics | RelayMetrics) -> None:
    for family in metrics.registry.collect():
        if family.name.startswith("process_"):
            continue
        assert family.name.startswith(("dure_worker_", "dure_relay_"))
        assert family.documentation.endswith(".")
        assert "milli" not in family.name
