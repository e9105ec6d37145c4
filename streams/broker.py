"""A Kafka broker for development and tests: Apache Kafka's own jars in KRaft mode, on loopback.

Maven copies the jars that `broker.pom.xml` names, one Java process is broker and controller at
once, and all it writes is under one folder. In production the broker is somebody else's.
"""

import fcntl
import json
import os
import signal
import socket
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from streams.cluster import BrokerUnavailableError
from streams.jars import complaint, fetch_jars, find_java, run_tool
from streams.listeners import (
    IN_THE_CLEAR_ONLY,
    LOOPBACK,
    OWN_NAME,
    PLAIN,
    ListenerPlan,
    properties_of,
)
from streams.processes import birth_of

_FORMAT_SECONDS: Final = 60  # takes one second; a laptop under load takes longer
_START_SECONDS: Final = 60  # takes three seconds
_STOP_SECONDS: Final = 20  # a controlled shutdown takes one or two
_FIRST_PORT, _PORTS = 20_000, 10_000  # below what systems give to outgoing connections
_STATE: Final = "broker.json"
_PROPERTIES: Final = "server.properties"


@dataclass(frozen=True)
class Broker:
    """A running broker: its process, when that was born, and the port of each listener."""

    pid: int
    birth: str
    ports: Mapping[str, int]

    @property
    def bootstrap(self) -> str:
        """What clients connect to that speak in the clear."""
        return f"{LOOPBACK}:{self.ports[PLAIN]}"

    def bootstrap_of(self, listener: str) -> str:
        """What clients of another listener connect to."""
        return f"{OWN_NAME}:{self.ports[listener]}"


def start_broker(
    folder: Path, jars: Path, *, heap: str = "1g", plan: ListenerPlan = IN_THE_CLEAR_ONLY
) -> Broker:
    """Start the broker whose data lies in `folder`, and wait until it answers.

    `jars` is a cache that several folders may share; it is filled on first use. A broker that runs
    already is returned as it is; one that was killed comes back on its old ports when they are
    free. `plan` adds listeners; its users are made when the folder is new. Raises
    BrokerUnavailableError with what is missing or what the broker wrote last.
    """
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        running = broker_status(folder)
        if running is not None:
            return running
        java = find_java()
        classpath = f"{fetch_jars(jars)}/*"
        ports = _choose_ports(folder, plan)
        (folder / _PROPERTIES).write_text(properties_of(folder, plan, ports), encoding="utf-8")
        _format_storage(java, classpath, folder, plan)
        pid = _spawn(java, classpath, folder, heap)
        broker = Broker(pid, _birth(pid) or "", ports)
        (folder / _STATE).write_text(json.dumps(asdict(broker)), encoding="utf-8")
        _await_answer(broker, folder)
        return broker


def stop_broker(folder: Path) -> bool:
    """Stop the broker of this folder by its own process id; False when none ran."""
    broker = broker_status(folder)
    if broker is None:
        return False
    for request in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.kill(broker.pid, request)
        if _wait_until(lambda: broker_status(folder) is None, _STOP_SECONDS):
            return True
    msg = f"the broker's process {broker.pid} does not end, not even when killed"
    raise BrokerUnavailableError(msg)


def broker_status(folder: Path) -> Broker | None:
    """The broker that runs on this folder, if one does; whether it answers is not asked."""
    broker = _last_broker(folder)
    return broker if broker is not None and _birth(broker.pid) == broker.birth else None


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one process at a time start this folder's broker; the others find it running."""
    with (folder / "broker.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _last_broker(folder: Path) -> Broker | None:
    try:
        return Broker(**json.loads((folder / _STATE).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):  # never started, or torn by a crash
        return None


def _birth(pid: int) -> str | None:
    """When the process was started; None when it has ended."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)  # a broker of this very process would stay a zombie
    return birth_of(pid)


def _choose_ports(folder: Path, plan: ListenerPlan) -> dict[str, int]:
    last = _last_broker(folder)
    if last is not None:
        with suppress(OSError, KeyError):
            return {name: _reserve(last.ports[name]) for name in plan.names}
    return dict(zip(plan.names, _free_ports(folder), strict=False))


def _free_ports(folder: Path) -> Iterator[int]:
    """Free ports from the folder's own place on, so that they will hardly be another folder's.

    They lie where no outgoing connection is given one, which could take a killed broker's port.
    """
    start = uuid5(NAMESPACE_URL, folder.as_uri()).int
    for step in range(_PORTS):
        with suppress(OSError):
            yield _reserve(_FIRST_PORT + (start + step) % _PORTS)


def _reserve(port: int) -> int:
    """The number of a port that was free a moment ago; raises OSError when it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((LOOPBACK, port))
        return int(probe.getsockname()[1])


def cluster_id(folder: Path) -> str:
    """The id of the cluster in a folder: 16 bytes in URL-safe base64, which need no chance."""
    seed = uuid5(NAMESPACE_URL, folder.as_uri())
    return urlsafe_b64encode(seed.bytes).decode().rstrip("=")


def _format_storage(java: str, classpath: str, folder: Path, plan: ListenerPlan) -> None:
    command = [
        *(java, "-cp", classpath, "kafka.tools.StorageTool", "format", "--ignore-formatted"),
        f"--cluster-id={cluster_id(folder)}",  # one word: an id may begin as an option does
        *("-c", str(folder / _PROPERTIES), *plan.users()),
    ]
    failure = run_tool(command, _FORMAT_SECONDS)
    if failure is not None:
        msg = f"the broker's storage in {folder} cannot be formatted: {failure}"
        raise BrokerUnavailableError(msg)


def _spawn(java: str, classpath: str, folder: Path, heap: str) -> int:
    """Start Java in a session of its own, so that it outlives this command and its terminal."""
    command = [
        *(java, f"-Xmx{heap}", "-XX:+ExitOnOutOfMemoryError", "-Djava.awt.headless=true"),
        "-Dorg.apache.logging.log4j.level=WARN",
        *("-cp", classpath, "kafka.Kafka", str(folder / _PROPERTIES)),
    ]
    log = str(folder / "broker.log")
    # subprocess would warn about a process that is left running, which is the purpose here.
    return os.posix_spawn(
        java,
        command,
        {"PATH": os.defpath, "LANG": "C.UTF-8"},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )


def _await_answer(broker: Broker, folder: Path) -> None:
    """Wait until clients are served; a broker that does not get so far is stopped again."""
    _wait_until(lambda: _listens(broker) or broker_status(folder) is None, _START_SECONDS)
    with suppress(KafkaError):
        if broker_status(folder) is not None:
            KafkaAdminClient(
                bootstrap_servers=broker.bootstrap, bootstrap_timeout_ms=_START_SECONDS * 1000
            ).close()
            return
    stop_broker(folder)
    log = folder / "broker.log"
    said = complaint(log.read_text(encoding="utf-8", errors="replace"))
    msg = f"the broker did not start; {log} says: {said}"
    raise BrokerUnavailableError(msg)


def _listens(broker: Broker) -> bool:
    with suppress(OSError):
        socket.create_connection((LOOPBACK, broker.ports[PLAIN]), timeout=1).close()
        return True
    return False


def _wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True
