"""Opens DuckDB as dure needs it: one way for the writer, one for readers.

`warehouse.file` writes through what is opened here, `warehouse.snapshot` reads.
"""

from pathlib import Path

import duckdb


def connect_writer(path: Path, memory_limit: str) -> duckdb.DuckDBPyConnection:
    """Open a file to write; it is checkpointed by `warehouse.file` and never by itself."""
    connection = duckdb.connect(str(path))
    configure(connection, memory_limit)
    connection.execute("set threads = 1")  # loading is faster so (measured), and order is kept
    connection.execute("set wal_autocheckpoint = '1TB'")
    connection.execute("pragma disable_checkpoint_on_shutdown")
    return connection


def configure(connection: duckdb.DuckDBPyConnection, memory_limit: str) -> None:
    """Settings of every connection: times in UTC, no Python variables in SQL, bounded memory.

    They are global, so that a cursor has them too; `set` alone leaves it the machine's time zone.
    """
    connection.execute("set global timezone = 'UTC'")
    connection.execute("set global python_enable_replacements = false")
    # DuckDB 2.0.0 keeps all rows of a scan that two macros share, which costs more than scanning
    # twice: ten indicators over 10 million rows took 41 s of processor time with it, 22 s without.
    connection.execute("set disabled_optimizers = 'common_subplan'")
    connection.execute(f"set memory_limit = '{memory_limit}'")
