"""Inbound feeds while their broker is killed or frozen: every record is taken in and answered."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from dure.streaming import jars_folder
from streams.cluster import Cluster
from tests.end_to_end.dure_process import participation
from tests.end_to_end.inbound_home import InboundHome, structured
from tests.end_to_end.kafka_home import Process, freeze, wait_for
from tests.end_to_end.test_kafka_faults import Fragile

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

LONGEST_SECONDS = 90.0  # a frozen broker is noticed in up to twenty seconds, then it is asked again


@pytest.fixture
def fragile(tmp_path: Path, cluster: Cluster) -> Iterator[Fragile]:
    assert cluster.servers  # skipped where no broker can be started
    with ExitStack() as stack:
        fragile = Fragile(tmp_path / "kafka", jars_folder())
        stack.callback(fragile.stop)
        yield fragile


@pytest.fixture
def home(tmp_path: Path, fragile: Fragile) -> InboundHome:
    return InboundHome(tmp_path / "home", Cluster(fragile.broker.bootstrap), "faults")


def publish(home: InboundHome, first: int, last: int) -> None:
    home.publish(structured(participation(number)) for number in range(first, last + 1))


def await_answers(home: InboundHome, process: Process, count: int) -> None:
    wait_for(
        lambda: home.state().get("records", 0) >= count or process.code is not None,
        f"{count} answers",
        LONGEST_SECONDS,
    )
    assert process.code is None, process.log()[-2_000:]


def test_a_broker_that_is_killed_and_then_frozen_under_load_loses_no_record(
    home: InboundHome, fragile: Fragile
) -> None:
    publish(home, 1, 10_000)
    with home.process("inbound") as process:
        wait_for(lambda: home.head() > 100 or process.code is not None, "first facts")
        fragile.kill()
        wait_for(lambda: home.state()["broker"] == "away", "notice of it")
        assert fragile.start().bootstrap == home.cluster.bootstrap
        publish(home, 10_001, 10_100)
        await_answers(home, process, 10_100)
        freeze(fragile.broker.pid, 30, lambda: None)
        publish(home, 10_101, 10_200)
        await_answers(home, process, 10_200)
    assert len(home.recorded()) == 10_200
    answered = [receipt["offset"] for receipt in home.receipts()]
    assert list(dict.fromkeys(answered)) == list(range(10_200))
