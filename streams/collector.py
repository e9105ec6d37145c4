"""Gathers what Faust brings until it is worth a transaction: enough events, or long enough.

The agent of `streams.worker` puts in one record at a time, its loader takes out a batch; while one
batch is being loaded the next one gathers, and when that is full the agent waits.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

from streams.carrier import Batch
from warehouse.records import Record

GATHER_SECONDS: Final = 0.2  # how long a single event waits for company


class Collector:
    """One batch in the making; for one event loop. `on_full` is told of a full one at once."""

    def __init__(self, on_full: Callable[[Sequence[Record]], None] = lambda _records: None) -> None:
        self._on_full = on_full
        self._batch = Batch()
        self._some = asyncio.Event()
        self._full = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()

    @property
    def is_empty(self) -> bool:
        """Whether no record waits."""
        return not self._some.is_set()

    async def add(self, record: Record) -> None:
        """Put a record; waits while the batch is full."""
        await self._room.wait()
        self._batch.add(record)
        self._some.set()
        if self._batch.is_full:
            self._full.set()
            self._room.clear()
            self._on_full(self._batch.records)

    async def take(self, idle_seconds: float) -> list[Record]:
        """The next batch, or nothing after a while without one."""
        with suppress(TimeoutError):
            async with asyncio.timeout(idle_seconds):
                await self._some.wait()
        if self._some.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(GATHER_SECONDS):
                    await self._full.wait()
        self._some.clear()
        self._full.clear()
        self._room.set()
        return self._batch.take()
