"""What the receivers of the worker have in common: how a record arrives, and how one is a member.

`streams.faust_app` and `streams.plain_app` bring records in these shapes to `streams.worker`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from streams.cluster import Cluster


class Arrival(NamedTuple):
    """A Kafka record as it came."""

    partition: int
    offset: int
    headers: list[tuple[str, bytes]]
    body: bytes | None


@dataclass(frozen=True)
class Membership:
    """How the worker appears to the broker: its group, and its place in it across restarts.

    Membership is static: a restart within `session_seconds` is no rebalance.
    """

    group: str = "dure-warehouse"
    instance: str = "dure-worker"
    session_seconds: float = 30.0


class Receiver(Protocol):
    """A running member of the group."""

    async def start(self) -> object:
        """Join the group."""

    async def wait_until_stopped(self) -> None:
        """Wait for the end, which is an error."""


class BuildReceiver(Protocol):
    """Makes a receiver that awaits `receive` for every record, in order, which must not raise.

    `next_offsets` is asked whenever partitions are assigned; `folder` takes its own files.
    """

    def __call__(  # noqa: D102 - the class says it
        self,
        cluster: Cluster,
        membership: Membership,
        topic: str,
        *,
        folder: Path,
        next_offsets: Callable[[], dict[int, int]],
        receive: Callable[[Arrival], Awaitable[None]],
    ) -> Receiver: ...
