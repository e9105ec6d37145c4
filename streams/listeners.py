"""What a broker of `streams.broker` listens on, and the properties file that says so.

One listener in the clear is always there, on loopback; a plan adds protected ones, with which the
tests show that every client of dure gets through them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

LOOPBACK: Final = "127.0.0.1"
OWN_NAME: Final = "localhost"  # what a certificate can name, and clients of a listener connect to
PLAIN: Final = "plaintext"
CONTROLLER: Final = "controller"
SCRAM: Final = "SCRAM-SHA-512"


@dataclass(frozen=True)
class Listener:
    """One more listener: its name (letters), Kafka's protocol, and its own properties.

    `advertised` is the port that clients are told to connect to, where that is a proxy's.
    """

    name: str
    protocol: str
    properties: Mapping[str, str | Path] = field(default_factory=dict)
    advertised: int | None = None


@dataclass(frozen=True)
class ListenerPlan:
    """The listeners beside the one in the clear, and who may log in there by SCRAM-SHA-512."""

    listeners: tuple[Listener, ...] = ()
    passwords: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Of all listeners, each of which needs a port."""
        return (PLAIN, CONTROLLER, *(listener.name for listener in self.listeners))

    def users(self) -> list[str]:
        """How Kafka's StorageTool is told about the users."""
        return [
            word
            for name, password in self.passwords.items()
            for word in ("--add-scram", f"{SCRAM}=[name={name},password={password}]")
        ]


IN_THE_CLEAR_ONLY: Final = ListenerPlan()


def properties_of(folder: Path, plan: ListenerPlan, ports: Mapping[str, int]) -> str:
    """The content of `server.properties` of a broker whose data lies in `folder`."""
    settings = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@{LOOPBACK}:{ports[CONTROLLER]}",
        "controller.listener.names": CONTROLLER.upper(),
        "inter.broker.listener.name": PLAIN.upper(),
        "log.dirs": folder / "data",
        "auto.create.topics.enable": "false",  # a misspelt topic is an error, not a new topic
        "broker.session.timeout.ms": 3000,  # a killed broker is let in again after that long
        "broker.heartbeat.interval.ms": 500,
        "offsets.topic.replication.factor": 1,
        "offsets.topic.num.partitions": 1,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "transaction.state.log.num.partitions": 1,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
        "group.initial.rebalance.delay.ms": 0,  # one worker: nobody else to wait for
        **_listening(plan, ports),
    }
    return "".join(f"{key}={value}\n" for key, value in settings.items())


def _listening(plan: ListenerPlan, ports: Mapping[str, int]) -> dict[str, str | Path]:
    protocols = {PLAIN: "PLAINTEXT", CONTROLLER: "PLAINTEXT"}
    protocols |= {listener.name: listener.protocol for listener in plan.listeners}
    advertised = {PLAIN: f"{LOOPBACK}:{ports[PLAIN]}"} | {
        listener.name: f"{OWN_NAME}:{listener.advertised or ports[listener.name]}"
        for listener in plan.listeners
    }
    return {
        "listeners": ",".join(f"{name.upper()}://{LOOPBACK}:{ports[name]}" for name in plan.names),
        "advertised.listeners": ",".join(
            f"{name.upper()}://{place}" for name, place in advertised.items()
        ),
        "listener.security.protocol.map": ",".join(
            f"{name.upper()}:{protocol}" for name, protocol in protocols.items()
        ),
    } | {
        f"listener.name.{listener.name}.{key}": value
        for listener in plan.listeners
        for key, value in listener.properties.items()
    }
