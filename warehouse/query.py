"""Answers questions on a published snapshot: one read-only statement, or a relation by name."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import duckdb


class QueryError(Exception):
    """DuckDB refuses the statement; the message is its own."""

    code: ClassVar[str] = "query"
    exit_code: ClassVar[int] = 1


def read(
    connection: duckdb.DuckDBPyConnection,
    statement: str,
    parameters: Sequence[Any] | Mapping[str, Any] = (),
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of one statement; raises QueryError."""
    try:
        connection.execute("set enable_external_access = false")  # a question writes no files
        named = parameters if isinstance(parameters, Mapping) else list(parameters)
        result = connection.execute(statement, named)
        columns = [name for name, *_ in result.description or []]
        return columns, result.fetchall()
    except duckdb.Error as error:
        raise QueryError(str(error)) from error
