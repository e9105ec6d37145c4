"""Receives the topic by aiokafka alone: what `streams.faust_app` does, for those who run no Faust.

`streams.worker` starts either; what arrives goes to `streams.carrier`, which knows neither.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener

from streams.cluster import LARGEST_RECORD, Cluster
from streams.receiving import Arrival, Membership

_FETCHED_RECORDS: Final = 32  # at once; half a megabyte each


def build_app(
    cluster: Cluster,
    membership: Membership,
    topic: str,
    *,
    folder: Path,
    next_offsets: Callable[[], dict[int, int]],
    receive: Callable[[Arrival], Awaitable[None]],
) -> "PlainApp":
    """A consumer that awaits `receive` for every record, in order; see `faust_app.build_app`."""
    del folder  # it writes nothing
    return PlainApp(cluster, membership, topic, next_offsets, receive)


class PlainApp:
    """One member of the group, which seeks to where the warehouse stands and commits nothing."""

    def __init__(
        self,
        cluster: Cluster,
        membership: Membership,
        topic: str,
        next_offsets: Callable[[], dict[int, int]],
        receive: Callable[[Arrival], Awaitable[None]],
    ) -> None:
        self._receive = receive
        self._topic = topic
        self._next_offsets = next_offsets
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=cluster.servers,
            client_id="dure",
            **cluster.security.options(),
            group_id=membership.group,
            group_instance_id=membership.instance,
            session_timeout_ms=int(membership.session_seconds * 1000),
            heartbeat_interval_ms=int(membership.session_seconds * 100),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=LARGEST_RECORD,
        )
        self._receiving: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Join the group, and receive from then on."""
        self._consumer.subscribe(
            [self._topic], listener=_Seeker(self._consumer, self._next_offsets)
        )
        await self._consumer.start()
        self._receiving = asyncio.create_task(self._run())

    async def wait_until_stopped(self) -> None:
        """Wait until receiving ends, which it does by an error only."""
        if self._receiving is not None:
            await self._receiving

    async def _run(self) -> None:
        while True:
            arrived = await self._consumer.getmany(timeout_ms=500, max_records=_FETCHED_RECORDS)
            for records in arrived.values():
                for record in records:
                    await self._receive(
                        Arrival(record.partition, record.offset, list(record.headers), record.value)
                    )


class _Seeker(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka's class is untyped
    """Seeks every partition to what the warehouse wants next; an unknown one to its beginning."""

    def __init__(
        self, consumer: AIOKafkaConsumer, next_offsets: Callable[[], dict[int, int]]
    ) -> None:
        self._consumer = consumer
        self._next_offsets = next_offsets

    async def on_partitions_revoked(self, revoked: Any) -> None:
        """Nothing is held that could be handed over."""

    async def on_partitions_assigned(self, assigned: Any) -> None:
        """Seek; what is in the collector already comes again, and is compared."""
        next_offsets = self._next_offsets()
        for place in assigned:
            self._consumer.seek(place, next_offsets.get(place.partition, 0))
