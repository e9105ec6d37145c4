"""Says in a sentence that the disk refuses; `warehouse.file` and `warehouse.load` work under it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

import duckdb


class WarehouseIOError(Exception):
    """The warehouse cannot be read or written: a full disk, a folder without permission."""

    code: ClassVar[str] = "warehouse-io"
    exit_code: ClassVar[int] = 74


@contextmanager
def told(what: str) -> Iterator[None]:
    """Raise WarehouseIOError, with what was being done, where the disk or the memory gives out.

    A write that fails half-way makes DuckDB give the whole connection up (FatalException).
    """
    try:
        yield
    except (
        duckdb.IOException,
        duckdb.FatalException,
        duckdb.OutOfMemoryException,
        duckdb.TransactionException,  # "Failed to commit", with the reason
        OSError,
    ) as error:
        msg = f"{what} failed: {error}"
        raise WarehouseIOError(msg) from error
