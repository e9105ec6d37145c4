"""What an operator sees of relay and worker: status, health, metrics, logs; and what none sees."""

import json
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from streams.cluster import Cluster
from streams.topic_log import TopicLog, headers_of
from tests.end_to_end.kafka_home import DURE, KafkaHome, free_port, wait_for

pytestmark = pytest.mark.kafka
PERSON = "홍길동-010-1234-5678"


@pytest.fixture
def home(tmp_path: Path, cluster: Cluster, request: pytest.FixtureRequest) -> KafkaHome:
    return KafkaHome(tmp_path, cluster, f"watched.{request.node.name}"[-200:])


def dure(home: KafkaHome, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [DURE, *arguments], env=home.environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def status(home: KafkaHome) -> dict[tuple[str, str], Any]:
    """The figures of `dure status`, by part and name."""
    code, out = dure(home, "status", "--format", "json")
    assert code == 0, out
    rows = [json.loads(line) for line in out.splitlines()]
    return {(row["part"], row["what"]): row["value"] for row in rows}


def metrics(port: int) -> dict[str, float]:
    """The samples that are served, without labels."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        families = text_string_to_metric_families(answer.read().decode())
        return {sample.name: sample.value for one in families for sample in one.samples}


def test_status_health_and_metrics_tell_the_same_of_a_flow(home: KafkaHome) -> None:
    ports = {verb: free_port() for verb in ("relay", "worker")}
    home.environment |= {f"DURE_{verb.upper()}_METRICS_PORT": str(p) for verb, p in ports.items()}
    home.record(1, 2_500)
    assert dure(home, "health", "worker")[0] == 1
    with ExitStack() as stack:
        for verb in ports:
            stack.enter_context(home.process(verb))
        for verb in ports:
            wait_for(ready(home, verb), f"a {verb} that is ready")
        assert home.position() == 2_500
        told = status(home)
        relayed, loaded = metrics(ports["relay"]), metrics(ports["worker"])
    assert told["ledger", "position"] == told["topic", "position"] == 2_500
    for part in ("relay", "worker"):
        assert told[part, "state"] == "running"
        assert told[part, "broker"] == told["topic", "broker"] == "answers"
        assert (told[part, "position"], told[part, "events"]) == (2_500, 2_500)
        assert (told[part, "lag_events"], told[part, "lag_seconds"]) == (0, 0.0)
        assert told[part, "events_per_second_last_minute"] > 0
    assert (told["topic", "end_offset"], told["snapshot", "dead_events"]) == (3, 0)
    assert relayed["dure_relay_events_total"] == loaded["dure_worker_events_total"] == 2_500
    assert relayed["dure_relay_records_total"] == loaded["dure_worker_records_total"] == 3
    assert relayed["dure_relay_log_position"] == loaded["dure_worker_position"] == 2_500
    assert relayed["dure_relay_broker_up"] == loaded["dure_worker_broker_up"] == 1
    assert loaded["dure_worker_load_events_sum"] == 2_500


def ready(home: KafkaHome, verb: str) -> Callable[[], bool]:
    return lambda: dure(home, "health", verb, "--ready", "--most-events", "0")[0] == 0


def test_what_waits_is_told_in_events_and_seconds_and_who_is_gone(home: KafkaHome) -> None:
    home.record(1, 1_000)
    home.relay()
    with home.process("worker") as worker:
        home.await_position(worker, 1_000)
        home.record(1_001, 1_500)
    told = status(home)
    assert (told["relay", "state"], told["worker", "state"]) == ("left", "silent")
    assert told["worker", "position"] == told["topic", "position"] == 1_000
    assert told["worker", "lag_events"] == told["relay", "lag_events"] == 500
    assert told["worker", "lag_seconds"] > 86_400  # the ledger of this test was written long ago
    code, out = dure(home, "health", "worker")
    assert code == 1
    assert "ended without a word" in out


def test_a_taken_port_ends_the_start_with_one_line(home: KafkaHome) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        for verb in ("relay", "worker"):
            home.environment[f"DURE_{verb.upper()}_METRICS_PORT"] = port
            code, out = dure(home, verb)
            assert code == 3
            assert [line for line in out.splitlines() if "metrics-port" in line]
            assert "Traceback" not in out


def test_every_line_of_a_worker_is_json_and_none_holds_a_persons_data(home: KafkaHome) -> None:
    home.environment["DURE_LOG_LEVEL"] = "debug"
    home.record(1, 10)
    home.relay()
    forge(home)
    with home.process("worker") as worker:
        home.await_position(worker, 10)
        wait_for(lambda: home.status()["foreign"] == 2, "two foreign records")
        worker.send(signal.SIGTERM)
        assert worker.wait() == 0
    lines = [json.loads(line) for line in worker.log().splitlines()]
    assert all({"event", "level", "timestamp", "logger"} <= line.keys() for line in lines)
    events = {line["event"]: line for line in lines}
    assert events["an event could not be loaded"]["position"] == 4
    assert events["foreign record"]["level"] == "warning"
    assert (events["leaving"]["exit"], events["leaving"]["level"]) == (0, "info")
    seen = worker.log() + (home.folder / "worker.json").read_text() + dure(home, "status")[1]
    assert not [part for part in (PERSON, *PERSON.split("-", 1)) if part in seen]


def forge(home: KafkaHome) -> None:
    """Make the topic anew: a person's data where a date belongs, and in records of a stranger."""
    with TopicLog(home.cluster, home.facts) as log:
        [record] = log.read(0)
    body = record.body.replace(b'"from":"2025-03-05"', f'"from":"{PERSON}"'.encode())
    assert body != record.body
    home.remake_topic()
    producer = home.cluster.producer()
    sent = [
        producer.send(home.facts, PERSON.encode(), partition=0),
        producer.send(
            home.facts,
            b"[]",
            headers=[("ledger", b"main"), ("first", PERSON.encode())],
            partition=0,
        ),
        producer.send(
            home.facts, body, headers=headers_of(record._replace(body=body), None), partition=0
        ),
    ]
    for one in sent:
        one.get(timeout=10)
    producer.close()
