"""Creates the tables that the load fills, and tells whether a file has those of this code.

`warehouse.file` makes a new file with them; tables of another shape are never altered, the log
fills a new file.
"""

from functools import cache
from hashlib import sha256

import duckdb

from warehouse.facts import SQL_FOLDER, as_of_macro, create_fact_tables, fact_tables


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the log and every fact table in an empty database, and note of which shape."""
    connection.execute(_log_tables())
    connection.execute(as_of_macro("log"))
    create_fact_tables(connection)
    connection.execute("create table made_of (shape varchar not null)")
    connection.execute("comment on table made_of is 'The shape of the tables in this file.'")
    connection.execute("insert into made_of values (?)", [_shape()])


def are_current(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the file has the tables of this code; one of other code is filled anew."""
    try:
        return connection.execute("select shape from made_of").fetchall() == [(_shape(),)]
    except duckdb.CatalogException:
        return False


def _log_tables() -> str:
    return (SQL_FOLDER / "log.sql").read_text(encoding="utf-8")


@cache
def _shape() -> str:
    """The sha256 (hex) of every table that this code fills."""
    created = [_log_tables(), *(table.create for table in fact_tables())]
    return sha256("\0".join(created).encode()).hexdigest()
