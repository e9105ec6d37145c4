"""The digest of a warehouse: equal for equal relations, whichever path and batches filled it.

Partition offsets, generations and load times are left out, so the live file, a rebuild and the
Kafka path can be compared by one line of text.
"""

from hashlib import sha256

import duckdb

from warehouse.facts import fact_tables


def digest(connection: duckdb.DuckDBPyConnection) -> str:
    """sha256 (hex) over log, superseded and every fact table: count and sum of row hashes.

    A sum does not depend on the order of rows or threads; md5 is the same in every DuckDB version,
    which `hash()` is not.
    """
    tables = ["log", "superseded", *(table.name for table in fact_tables())]
    lines = [_line(connection, table) for table in tables]
    return sha256("\n".join(lines).encode()).hexdigest()


def _line(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    [(count, total)] = connection.execute(
        "select count(*), coalesce(sum(md5_number_lower(to_json(row_of)::varchar)::hugeint), 0) "  # noqa: S608  # names come from this package's files
        f"from {table} as row_of"
    ).fetchall()
    return f"{table} {count} {total}"
