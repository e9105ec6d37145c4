"""The shadow of an expectation: the same question, asked of the same frame by DuckDB.

`run` holds its answer against that of Great Expectations; the two share nothing but the frame.
"""

import duckdb
import pyarrow as pa

from warehouse.validation.expectations import Expectation, Rule, Where

_FRAME = "frame"


def wrong_rows(connection: duckdb.DuckDBPyConnection, expectation: Expectation) -> int:
    """How many rows of the registered frame break an expectation; raises duckdb.Error."""
    names = ", ".join(map(_quoted, expectation.columns))
    asked = f"select *, count(*) over (partition by {names}) as count_alike from {_FRAME}"  # noqa: S608  # columns are named by this package
    if expectation.where is not None:
        asked += f" where {_condition(expectation.where)}"
    statement = f"select count(*) from ({asked}) where {_breach(expectation)}"  # noqa: S608  # the same
    [(wrong,)] = connection.execute(statement).fetchall()
    return int(wrong)


def register(connection: duckdb.DuckDBPyConnection, frame: pa.Table) -> None:
    """Let a connection read a frame."""
    connection.register(_FRAME, frame)


def _condition(where: Where) -> str:
    comparison = "is not distinct from" if where.is_equal else "is distinct from"
    return f"{_quoted(where.column)} {comparison} {_text(where.value)}"


def _breach(expectation: Expectation) -> str:
    """The condition that holds of a wrong row."""
    first, *others = map(_quoted, expectation.columns)
    match expectation.rule:
        case Rule.BETWEEN:
            bounds = (("<", expectation.low), (">", expectation.high))
            broken = " or ".join(
                f"{first} {sign} {end!r}" for sign, end in bounds if end is not None
            )
        case Rule.AMONG:
            broken = f"{first} not in ({', '.join(map(_text, expectation.among))})"
        case Rule.NOT_NULL:
            broken = f"{first} is null"
        case Rule.NULL:
            broken = f"{first} is not null"
        case Rule.UNIQUE:
            broken = "count_alike > 1"
        case Rule.ORDERED:
            broken = f"{first} > {others[0]}"
        case Rule.EQUAL:
            broken = f"{first} <> {others[0]}"
    return broken


def _quoted(column: str) -> str:
    return f'"{column}"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
