"""Asks the estimators of a database for the curves of some spells."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.warehouse.survival_oracle import Spell
from warehouse.relations import ordered, relations

CLOSE = 1e-9

spell = st.builds(
    lambda entry, length, cause: Spell(entry, entry + length, cause),
    entry=st.integers(0, 6),
    length=st.integers(1, 12),
    cause=st.integers(0, 3),
)
from_start = st.builds(Spell, entry=st.just(0), exit=st.integers(0, 15), cause=st.integers(0, 3))
# DuckDB's fixture serves all examples: each replaces the table of spells.
relaxed = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@contextmanager
def estimators() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with nothing but the estimators."""
    with duckdb.connect() as found:
        for relation in ordered(one for one in relations() if one.path.parent.name == "estimators"):
            found.execute(relation.body)
        yield found


def estimate(
    connection: duckdb.DuckDBPyConnection, query: str, *groups: list[Spell]
) -> list[dict[str, Any]]:
    """The rows of a query over the relation `spell` that holds each group as one curve."""
    connection.execute(
        "create or replace table spell (curve integer, entry integer, exit integer, "
        "is_event boolean, cause integer, count_spells integer)"
    )
    spells = [
        (number, one.entry or None, one.exit, one.cause > 0, one.cause or None)
        for number, group in enumerate(groups)
        for one in group
    ]
    connection.execute(
        "insert into spell select "
        "unnest(?::int[]), unnest(?::int[]), unnest(?::int[]), unnest(?::bool[]), "
        "unnest(?::int[]), 1",
        [list(column) for column in zip(*spells, strict=True)],
    )
    found = connection.execute(query)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def curve_of(connection: duckdb.DuckDBPyConnection, *groups: list[Spell]) -> list[dict[str, Any]]:
    return estimate(connection, "from kaplan_meier('spell') order by curve, elapsed", *groups)


def incidence_of(
    connection: duckdb.DuckDBPyConnection, *groups: list[Spell]
) -> list[dict[str, Any]]:
    return estimate(
        connection,
        "from aalen_johansen('spell', [1, 2, 3]) order by curve, cause, elapsed",
        *groups,
    )
