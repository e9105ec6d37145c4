"""What end-to-end tests share: one real broker for the session."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from dure.streaming import jars_folder
from streams.broker import start_broker, stop_broker
from streams.cluster import BrokerUnavailableError, Cluster


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """The cluster that KAFKA_BOOTSTRAP_SERVERS names, else a broker started for this session.

    Where no broker can be started the tests are skipped; with CI set, or with a broker named that
    does not answer, they fail.
    """
    named = os.environ.get("KAFKA_BOOTSTRAP_SERVERS")
    if named:
        try:
            Cluster(named).admin().close()
        except BrokerUnavailableError as error:
            pytest.fail(str(error))
        yield Cluster(named)
        return
    folder = tmp_path_factory.mktemp("kafka")
    with ExitStack() as stack:
        stack.callback(stop_broker, folder)
        yield _start(folder)


def _start(folder: Path) -> Cluster:
    try:
        return Cluster(start_broker(folder, jars_folder()).bootstrap)
    except BrokerUnavailableError as error:
        if os.environ.get("CI"):
            pytest.fail(f"CI is set and there is no broker: {error}")
        pytest.skip(f"no broker, so nothing of Kafka was tested: {error}")
