"""Relay and worker behind a network that is slow, breaks connections, or swallows everything."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from dure.streaming import jars_folder
from streams.broker import start_broker, stop_broker
from streams.cluster import Cluster
from streams.listeners import Listener, ListenerPlan
from streams.watchdog import Exit
from tests.end_to_end.kafka_home import KafkaHome, wait_for
from tests.end_to_end.proxy import LOOPBACK, Proxy
from tests.end_to_end.supervised import Supervised, await_level, same_as_embedded

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

MAY_LEAVE_WITH = {3, Exit.STALLED, Exit.IO}  # a supervisor starts it again
_PROXIED = "proxied"


@pytest.fixture(scope="module")
def line(
    tmp_path_factory: pytest.TempPathFactory, cluster: Cluster
) -> Iterator[tuple[Proxy, Cluster]]:
    """A proxy in front of a broker, and the way to the broker that avoids it."""
    assert cluster.servers  # skipped where no broker can be started
    folder = tmp_path_factory.mktemp("proxied")
    with Proxy() as proxy, ExitStack() as stack:
        plan = ListenerPlan((Listener(_PROXIED, "PLAINTEXT", advertised=proxy.port),))
        stack.callback(stop_broker, folder)
        broker = start_broker(folder, jars_folder(), heap="256m", plan=plan)
        proxy.target = broker.ports[_PROXIED]
        yield proxy, Cluster(broker.bootstrap)


@pytest.fixture
def proxy(line: tuple[Proxy, Cluster]) -> Proxy:
    return line[0]


@pytest.fixture
def home(tmp_path: Path, line: tuple[Proxy, Cluster], request: pytest.FixtureRequest) -> KafkaHome:
    proxy, cluster = line
    home = KafkaHome(tmp_path, cluster, request.node.name[-200:])
    home.environment["KAFKA_BOOTSTRAP_SERVERS"] = f"{LOOPBACK}:{proxy.port}"
    return home


def test_a_slow_network_makes_it_slow_and_costs_nothing(home: KafkaHome, proxy: Proxy) -> None:
    proxy.delay = 0.1
    try:
        with ExitStack() as stack:
            home.record(1, 5_000)
            both = Supervised(home, stack, "relay"), Supervised(home, stack, "worker")
            await_level(home, *both)
            assert not both[0].exits + both[1].exits
            same_as_embedded(home, *both)
    finally:
        proxy.delay = 0.0


def test_connections_that_break_again_and_again_cost_nothing(home: KafkaHome, proxy: Proxy) -> None:
    with ExitStack() as stack:
        both = Supervised(home, stack, "relay"), Supervised(home, stack, "worker")
        broken = 0
        for round_ in range(10):
            home.record(round_ * 2_000 + 1, (round_ + 1) * 2_000)
            wait_for(lambda: home.position() > round_ * 1_000, "some of it", 60)  # noqa: B023 - waited for at once
            broken += proxy.reset()
        assert broken >= 10
        await_level(home, *both)
        assert both[0].exits.keys() | both[1].exits.keys() <= MAY_LEAVE_WITH
        same_as_embedded(home, *both)


def test_a_network_that_swallows_everything_for_a_while_costs_nothing(
    home: KafkaHome, proxy: Proxy
) -> None:
    """For longer than the producer's delivery timeout and the watchdog's patience."""
    with ExitStack() as stack:
        home.record(1, 2_000)
        both = Supervised(home, stack, "relay"), Supervised(home, stack, "worker")
        await_level(home, *both)
        proxy.swallow()
        restored = threading.Timer(32.0, proxy.let_through)  # the fault is the time
        restored.start()
        home.record(2_001, 12_000)
        await_level(home, *both)
        restored.join()
        assert both[0].exits.keys() | both[1].exits.keys() <= MAY_LEAVE_WITH
        same_as_embedded(home, *both)
