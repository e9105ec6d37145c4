"""The Faust application of the worker: brings the records of the topic, in order, to one function.

`streams.worker` starts it and `streams.carrier` loads what it brings. Faust is held to what it does
well, receiving. It commits nothing: where to read on is in the warehouse, with the events.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final, cast

import faust
from faust.transport.consumer import RecordMap
from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from faust.types.auth import CredentialsT

from streams.cluster import LARGEST_RECORD, Cluster
from streams.receiving import Arrival, Membership
from streams.security import Security

_FETCHED_RECORDS: Final = 32  # at once; half a megabyte each
_BUFFERED_RECORDS: Final = 32  # no more is fetched while as many wait for the agent
_ROOM_SECONDS: Final = 0.005  # how often to look whether fewer wait


class _Consumer(driver.Consumer):
    """Seeks to where the warehouse stands, and fetches no more than the agent can take."""

    async def perform_seek(self) -> None:
        """Seek every partition to what the warehouse wants next; an unknown one to its beginning.

        Faust calls this wherever it goes back to committed offsets. A seek of ours in a rebalance
        callback would be overridden by it as soon as the group has commits.
        """
        next_offsets = cast("_App", self.transport.app).next_offsets()
        assigned = self.assignment()
        await self.seek_wait({tp: next_offsets.get(tp.partition, 0) for tp in assigned})

    async def _getmany(self, active_partitions: set[TP] | None, timeout: float) -> RecordMap:  # noqa: ASYNC109 - Faust's signature
        """Fetch once there is room. Faust's own answer to a full buffer is to sleep a second."""
        app = cast("_App", self.transport.app)
        while app.waiting() >= _BUFFERED_RECORDS:  # noqa: ASYNC110 - its queue has no such event
            await asyncio.sleep(_ROOM_SECONDS)
        return await super()._getmany(active_partitions, timeout)


class _Transport(driver.Transport):
    Consumer = _Consumer


class _App(faust.App):
    next_offsets: Callable[[], dict[int, int]]
    reading: Any = None

    def waiting(self) -> int:
        """How many records wait for the agent."""
        return 0 if self.reading is None else self.reading.channel.queue.qsize()

    def _new_transport(self) -> _Transport:
        return _Transport(self.conf.broker_consumer, self)


def build_app(
    cluster: Cluster,
    membership: Membership,
    topic: str,
    *,
    folder: Path,
    next_offsets: Callable[[], dict[int, int]],
    receive: Callable[[Arrival], Awaitable[None]],
) -> Any:
    """An application with one agent that awaits `receive` for every record, in order.

    `next_offsets` is asked whenever partitions are assigned. `folder` takes the directories that
    Faust makes on start. `receive` must not raise: Faust would swallow it and go on.
    """
    app = _App(
        membership.group,
        broker=";".join(f"kafka://{server}" for server in cluster.servers),
        broker_credentials=_credentials(cluster.security),
        store="memory://",
        datadir=str(folder),
        web_enabled=False,  # it would listen on all interfaces
        topic_allow_declare=False,
        topic_disable_leader=True,
        key_serializer="raw",  # never pickle
        value_serializer="raw",
        consumer_group_instance_id=membership.instance,
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=LARGEST_RECORD,
        broker_max_poll_records=_FETCHED_RECORDS,
        broker_session_timeout=membership.session_seconds,
        broker_heartbeat_interval=membership.session_seconds / 10,
        stream_wait_empty=False,  # it waits for acknowledgements, and there are none
        stream_recovery_delay=0.0,  # no tables to recover
        table_standby_replicas=0,  # so the group uses the plain round-robin assignor
    )
    app.next_offsets = next_offsets
    facts = app.topic(topic, key_type=bytes, value_type=bytes, acks=False)

    async def carry(stream: Any) -> None:
        app.reading = stream
        async for event in stream.events():
            message = event.message
            await receive(
                Arrival(message.partition, message.offset, list(message.headers), event.value)
            )

    app.agent(facts, name="carry", concurrency=1)(carry)
    return app


def _credentials(security: Security) -> CredentialsT | None:
    """The same security as every other client's, in Faust's words."""
    if security.has_login:
        return faust.SASLCredentials(
            username=security.user,
            password=security.password,
            mechanism=security.mechanism,
            ssl_context=security.context() if security.has_tls else None,
        )
    return faust.SSLCredentials(security.context()) if security.has_tls else None
