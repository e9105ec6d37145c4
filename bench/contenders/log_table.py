"""The log alone in DuckDB, which every contender fills in the same way from the same bodies."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

CREATE: Final = """
create table log (sequence ubigint, id text, type text, subject text, data json);
create table place (next_offset bigint);
insert into place values (0)
"""
INSERT: Final = """
insert into log select e.sequence, e.id, e.type, e.subject, e.data
from (select unnest(from_json(body, '[{"sequence": "UBIGINT", "id": "VARCHAR", "type": "VARCHAR",
"subject": "VARCHAR", "data": "JSON"}]')) as e from bodies)
"""


def create(path: Path) -> duckdb.DuckDBPyConnection:
    """A fresh file, set as dure sets its own."""
    connection = duckdb.connect(str(path))
    connection.execute("set threads = 1")
    connection.execute("set wal_autocheckpoint = '1TB'")
    connection.execute("pragma disable_checkpoint_on_shutdown")
    connection.execute(CREATE)
    return connection


def write(connection: duckdb.DuckDBPyConnection, bodies: Sequence[bytes], next_offset: int) -> None:
    """Write batches of events, and where to read on, in one transaction."""
    connection.execute("begin")
    connection.register("bodies", pa.table({"body": [body.decode() for body in bodies]}))
    connection.execute(INSERT)
    connection.execute("update place set next_offset = ?", [next_offset])
    connection.execute("commit")


def count(connection: duckdb.DuckDBPyConnection) -> int:
    """How many events are in the log."""
    [(events,)] = connection.execute("select count(*) from log").fetchall()
    return int(events)
