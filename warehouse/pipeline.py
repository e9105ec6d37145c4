"""Loads batch after batch, reading the next one while one is being written.

Half of a load is reading JSON, which touches no table of the file, so it is done ahead in a thread
and on a connection of its own. `warehouse.load` does both; what was read ahead is only a hint: when
another batch comes, or the reading failed, the load reads for itself.
"""

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Final, Self

import duckdb

from warehouse.load import load, read
from warehouse.records import Loaded, Record

_BATCHES: Final = 2  # one is written, the next is read


class Pipeline:
    """Loads into the file of one connection; one thread loads, any may `prepare`.

    A batch that was read ahead is loaded by the connection that read it, since only that sees the
    temporary table; there are two, one for the batch that is written and one for the next.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._free: SimpleQueue[duckdb.DuckDBPyConnection] = SimpleQueue()
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="reader")
        self._ahead: deque[_Ahead] = deque()  # the oldest first
        for _ in range(_BATCHES):
            self._free.put(connection.cursor())

    def prepare(self, records: Sequence[Record]) -> None:
        """Begin to read a batch that will be loaded soon, unless two are on their way already."""
        with suppress(Empty):
            connection = self._free.get_nowait()
            self._ahead.append(_Ahead(connection, records, self._reader))

    def load(self, records: Sequence[Record]) -> Loaded:
        """Load as `warehouse.load.load` does, from what was read ahead if that is this batch."""
        if not any(ahead.is_of(records) for ahead in tuple(self._ahead)):
            if len(self._ahead) == _BATCHES:  # none of them may ever come
                self._free.put(self._ahead.popleft().connection)
            return load(self._connection, records)
        while not (ahead := self._ahead.popleft()).is_of(records):
            self._free.put(ahead.connection)
        try:
            return load(ahead.connection, records, is_read=ahead.is_read())
        finally:
            self._free.put(ahead.connection)

    def close(self) -> None:
        """End the thread and its connections; the file's own one stays open."""
        self._reader.shutdown(cancel_futures=True)
        while self._ahead:
            self._free.put(self._ahead.popleft().connection)
        while not self._free.empty():
            self._free.get().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Ahead:
    """One batch that is being read, or was, on a connection."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        records: Sequence[Record],
        reader: ThreadPoolExecutor,
    ) -> None:
        self.connection = connection
        self._records = list(records)
        self._reading: Future[None] = reader.submit(read, connection, self._records)

    def is_of(self, records: Sequence[Record]) -> bool:
        """Whether these are the same records; objects are compared before their bytes."""
        return self._records == list(records)

    def is_read(self) -> bool:
        """Wait for it; False if reading failed, which the load will meet and tell."""
        return self._reading.exception() is None
