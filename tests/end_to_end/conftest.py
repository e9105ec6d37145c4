"""What end-to-end tests share: one real broker for the session, however many processes test."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
    with _users_of(_shared_folder(tmp_path_factory) / "kafka") as folder:
        yield _start(folder)


def _shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of a session share: xdist gives each one of its own below it."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@contextmanager
def _users_of(folder: Path) -> Iterator[Path]:
    """Use the folder's broker for the length of a block; the last to leave stops it."""
    folder.mkdir(exist_ok=True)
    with (folder / "users").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield folder
        finally:
            with suppress(BlockingIOError):  # somebody else uses it
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                stop_broker(folder)


def _start(folder: Path) -> Cluster:
    try:
        return Cluster(start_broker(folder, jars_folder()).bootstrap)
    except BrokerUnavailableError as error:
        if os.environ.get("CI"):
            pytest.fail(f"CI is set and there is no broker: {error}")
        pytest.skip(f"no broker, so nothing of Kafka was tested: {error}")
