"""A warehouse in memory with everything built, and a short way to say which facts it holds."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse.facts import COMMON_COLUMNS, fact_tables
from warehouse.reference import load_reference
from warehouse.relations import build
from warehouse.tables import create_tables

REFERENCE = Path(__file__).parents[2] / "reference"
RECORDED_AT = "2020-01-01 00:00:00+00"  # before any `known_at` of a test that does not say
SOURCE = "urn:dure:feed:test"


class Warehouse:
    """An in-memory warehouse whose content is taken back after each test.

    What is put waits for the first question and goes in by table: one row in a statement of its
    own costs as much as fifty together.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._waiting: dict[str, list[Mapping[str, Any]]] = {}
        self._position = 0
        self._kinds = {table.name: table.kinds[0] for table in fact_tables()}

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The connection, once everything that was put is in its tables."""
        for table, rows in self._waiting.items():
            _insert(self._connection, table, rows)
        self._waiting.clear()
        return self._connection

    def put(self, table: str, *facts: Mapping[str, Any], **common: Any) -> list[int]:
        """Put rows of one fact table and return their positions.

        `on` is a day, or the first and last day of an interval; `common` holds for all rows.
        """
        rows = [self._row(table, {**common, **fact}) for fact in facts]
        self._waiting.setdefault(table, []).extend(rows)
        self._waiting.setdefault("log", []).extend(map(_logged, rows))
        return [row["position"] for row in rows]

    def log(self, kind: str, **fact: Any) -> None:
        """Put a fact of a kind that has no table: it stands in the log only."""
        self._waiting.setdefault("log", []).append(_logged(self._row(kind, fact)))

    def supersede(self, position: int, recorded_at: str = RECORDED_AT) -> None:
        """Say that a fact was corrected or withdrawn, and since when that is known."""
        self.connection.execute("insert into superseded values (?, ?)", [position, recorded_at])

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self.connection.execute(query, parameters).fetchall()

    def dicts(self, query: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
        """The rows of a query by column name."""
        cursor = self.connection.execute(query, parameters)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def empty(self) -> None:
        """Take back everything that was put, for another example of the same test."""
        self._waiting.clear()
        self._connection.execute("rollback")
        self._connection.execute("begin")

    def _row(self, table: str, fact: Mapping[str, Any]) -> dict[str, Any]:
        fields = dict(fact)
        first, last = _interval(fields.pop("on"))
        self._position += 1
        return {
            "position": self._position,
            "recorded_at": RECORDED_AT,
            "occurred_from": first,
            "occurred_to": last,
            "precision": "day" if first == last else "unknown",
            "kind": self._kinds.get(table, table),
            "source": SOURCE,
            **fields,
        }


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Mapping[str, Any]]
) -> None:
    """Insert rows; a value that its column cannot take is an error, and so is an unknown column."""
    described = connection.execute(f"describe {table}").fetchall()
    types = {name: type_ for name, type_, *_ in described}
    for names, alike in groupby(rows, key=tuple):
        columns = ", ".join(f'"{name}"' for name in names)
        shape = json.dumps([{name: types[name] for name in names}])
        connection.execute(
            f"insert into {table} ({columns}) select {columns} "  # noqa: S608  # names of tables and columns, by the tests themselves
            f"from (select unnest(from_json_strict(?, '{shape}'), max_depth := 2))",
            [json.dumps(list(alike), default=str, ensure_ascii=False)],
        )


def _logged(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row of the log that the load would have written beside a fact."""
    aggregate = row["kind"].partition(".")[0]
    key = row.get("subject_key")
    return {
        "position": row["position"],
        "ledger": "test",
        "sequence": row["position"],
        "source": row["source"],
        "event_id": str(row["position"]),
        "type": f"dure.{row['kind']}",
        "kind": row["kind"],
        "subject": f"{aggregate}/{key}",
        "community": key if aggregate == "community" else row.get("community"),
        "area_scheme": row.get("area_scheme"),
        "area_code": row.get("area_code"),
        "occurred_from": row["occurred_from"],
        "occurred_to": row["occurred_to"],
        "precision": row["precision"],
        "recorded_at": row["recorded_at"],
        "basis": "reported",
        "digest": "",
        "payload": _payload(row),
    }


def _payload(row: Mapping[str, Any]) -> str:
    """The fields of the event, as the published JSON has them."""
    fields = {
        name.removeprefix("stated_"): value
        for name, value in row.items()
        if name not in COMMON_COLUMNS
    }
    return json.dumps(fields, default=str, ensure_ascii=False)


def _interval(on: object) -> tuple[object, object]:
    return (on[0], on[1]) if isinstance(on, tuple) else (on, on)


@pytest.fixture(scope="session")
def built() -> Iterator[duckdb.DuckDBPyConnection]:
    """Tables, reference data and relations, built once."""
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute("set python_enable_replacements = false")
        connection.execute("set disabled_optimizers = 'common_subplan'")  # as warehouse.file has it
        create_tables(connection)
        load_reference(connection, REFERENCE)
        build(connection)
        yield connection


@pytest.fixture
def warehouse(built: duckdb.DuckDBPyConnection) -> Iterator[Warehouse]:
    """An empty warehouse; what the test puts is rolled back."""
    built.execute("begin")
    yield Warehouse(built)
    built.execute("rollback")


def months(first: date, count: int) -> Iterable[date]:
    """The same day of consecutive months (a day that every month has)."""
    start = first.year * 12 + first.month - 1
    for month in range(start, start + count):
        yield date(month // 12, month % 12 + 1, first.day)


def instant(text: str) -> datetime:
    """An instant in UTC from `2025-01-01` or `2025-01-01 12:00`."""
    return datetime.fromisoformat(f"{text}+00:00" if ":" in text else f"{text} 00:00+00:00")
