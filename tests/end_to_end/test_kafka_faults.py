"""Relay and worker together while their broker is killed, frozen or loses its topic."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from dure.streaming import jars_folder
from streams.broker import Broker, broker_status, start_broker, stop_broker
from streams.cluster import Cluster
from streams.watchdog import Exit
from tests.end_to_end.kafka_home import KafkaHome, freeze, wait_for
from tests.end_to_end.supervised import Supervised, await_level, same_as_embedded

pytestmark = [pytest.mark.kafka, pytest.mark.slow]


class Fragile:
    """A broker that the test may break."""

    def __init__(self, folder: Path, jars: Path) -> None:
        self._folder = folder
        self._jars = jars
        self.broker = self.start()

    def start(self) -> Broker:
        self.broker = start_broker(self._folder, self._jars, heap="256m")
        return self.broker

    def kill(self) -> None:
        os.kill(self.broker.pid, signal.SIGKILL)
        wait_for(lambda: broker_status(self._folder) is None, "end of the broker")

    def stop(self) -> None:
        stop_broker(self._folder)


@pytest.fixture
def fragile(tmp_path: Path, cluster: Cluster) -> Iterator[Fragile]:
    assert cluster.servers  # skipped where no broker can be started
    with ExitStack() as stack:
        fragile = Fragile(tmp_path / "kafka", jars_folder())
        stack.callback(fragile.stop)
        yield fragile


@pytest.fixture
def home(tmp_path: Path, fragile: Fragile) -> KafkaHome:
    return KafkaHome(tmp_path / "home", Cluster(fragile.broker.bootstrap), "faults")


def test_a_broker_that_is_killed_under_load_costs_nothing(
    home: KafkaHome, fragile: Fragile
) -> None:
    with ExitStack() as stack:
        home.record(1, 2_000)
        both = Supervised(home, stack, "relay"), Supervised(home, stack, "worker")
        for round_ in range(3):
            await_level(home, *both)
            home.record(home.head() + 1, home.head() + 20_000)
            wait_for(lambda: home.position() > 2_000 + round_ * 20_000, "some of it")  # noqa: B023 - waited for at once
            fragile.kill()
            fragile.start()
        await_level(home, *both)
        assert both[0].exits.keys() | both[1].exits.keys() <= {3, Exit.STALLED, Exit.IO}
        same_as_embedded(home, *both)


def test_a_broker_that_is_frozen_under_load_costs_nothing(
    home: KafkaHome, fragile: Fragile
) -> None:
    with ExitStack() as stack:
        home.record(1, 2_000)
        both = Supervised(home, stack, "relay"), Supervised(home, stack, "worker")
        await_level(home, *both)
        freeze(fragile.broker.pid, 30.0, lambda: home.record(2_001, 22_000))
        await_level(home, *both)
        assert both[0].exits.keys() | both[1].exits.keys() <= {3, Exit.STALLED, Exit.IO}
        same_as_embedded(home, *both)


def test_a_topic_that_is_deleted_while_both_run_is_filled_and_read_again(
    home: KafkaHome,
) -> None:
    with ExitStack() as stack:
        for last in range(1_000, 4_000, 1_000):
            home.record(last - 999, last)
            home.relay()
        both = Supervised(home, stack, "relay"), Supervised(home, stack, "worker")
        await_level(home, *both)
        with home.cluster.admin() as admin:
            admin.delete_topics([home.facts])
            wait_for(lambda: home.facts not in admin.list_topics(), "end of the topic")
        home.make_topics()
        home.record(3_001, 3_500)
        await_level(home, *both)
        assert both[0].exits.keys() | both[1].exits.keys() <= {3, *Exit}
        same_as_embedded(home, *both)
