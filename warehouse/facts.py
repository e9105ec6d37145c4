"""The typed fact tables: reads `sql/facts/*.sql`, creates the tables and writes their inserts.

One file declares one table; the load (`warehouse.load`) fills it from the arriving batch with the
statements made here, and the relations read it through the as-of macro made here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import duckdb

SQL_FOLDER: Final = Path(__file__).parent / "sql"
COMMON_COLUMNS: Final = (
    "position",
    "recorded_at",
    "occurred_from",
    "occurred_to",
    "precision",
    "kind",
    "source",
    "subject_key",
    "area_scheme",
    "area_code",
)
_READS = re.compile(r"^-- Reads: (.+)$", re.MULTILINE)
_LASTS = re.compile(r"^-- Lasts: ", re.MULTILINE)
_LASTING: Final = (
    " replace (case when precision = 'day' then occurred_from else occurred_to end as occurred_to)"
    ", case when precision = 'day' then occurred_to else occurred_from end as lasted_to"
)
_ENVELOPE = ", ".join(f"arriving.{column}" for column in COMMON_COLUMNS)


@dataclass(frozen=True)
class Column:
    """One event field in a fact table: name, DuckDB type, and the default of the event class."""

    name: str
    type: str
    default: str | None

    @property
    def field(self) -> str:
        """The event field; `stated_kind` holds `kind`, whose own name the envelope has taken."""
        return self.name.removeprefix("stated_")

    @property
    def text_type(self) -> str:
        """The type in which the field is first read, which loses nothing."""
        return "VARCHAR[]" if self.type == "VARCHAR[]" else "VARCHAR"

    def is_text(self) -> bool:
        """Whether every present value fits, so that no cast can fail."""
        return self.type == self.text_type

    def expression(self, cast: str = "cast") -> str:
        """The value of this column, read from the struct `fields` and `cast` or `try_cast`."""
        value = f"fields.{self.field}"
        if not self.is_text():
            value = f"{cast}({value} as {self.type})"
        return value if self.default is None else f"coalesce({value}, {self.default})"


@dataclass(frozen=True)
class FactTable:
    """A fact table and the statements that fill it from the temp relation `arriving`."""

    name: str
    kinds: tuple[str, ...]
    comment: str
    create: str
    columns: tuple[Column, ...]
    lasts: bool

    def insert(self, *, refused: bool) -> str:
        """Insert the arriving facts of this table's kinds; leave out those `refused`, where asked.

        Fails as a whole for a value that does not cast.
        """
        values = "".join(f", {column.expression()}" for column in self.columns)
        rest = " anti join refused using (place)" if refused else ""
        return f"insert into {self.name} select {_ENVELOPE}{values} from {self._parsed()}{rest}"  # noqa: S608  # names come from this package's files

    def refuse(self) -> str | None:
        """Name the arriving facts whose present value does not cast; None where all is text."""
        checks = [
            f"when fields.{column.field} is not null and {column.expression('try_cast')} is null "
            f"then '{column.field} is no {column.type.lower()}: ' || fields.{column.field}"
            for column in self.columns
            if not column.is_text()
        ]
        if not checks:
            return None
        reason = f"case {' '.join(checks)} end"
        return (
            "insert into refused select place, reason from "  # noqa: S608  # as above
            f"(select arriving.place, {reason} as reason from {self._parsed()} "
            "anti join refused using (place)) where reason is not null"
        )

    def _parsed(self) -> str:
        """The arriving facts of this table's kinds, with their fields as a struct of texts."""
        shape = ", ".join(
            f'"{column.field}": '
            + ('["VARCHAR"]' if column.text_type == "VARCHAR[]" else '"VARCHAR"')
            for column in self.columns
        )
        kinds = ", ".join(f"'{kind}'" for kind in self.kinds)
        return (
            f"(select *, from_json(body, '{{{shape}}}') as fields from arriving "  # noqa: S608  # as above
            f"where kind in ({kinds})) as arriving"
        )


def as_of_macro(table: str, *, lasts: bool = False) -> str:
    """Create `<table>_as_of`: the rows that held at valid_at as known at known_at.

    To relations [occurred_from, occurred_to] is what a date leaves open. A fact that `lasts` from
    one exact day to another leaves nothing open: it is of its first day, `lasted_to` is its last.
    """
    columns = f"*{_LASTING}" if lasts else "*"
    return (
        f"create or replace macro {table}_as_of(valid_at, known_at) as table "  # noqa: S608  # names come from this package's files
        f"select {columns} from {table} "
        "anti join (select superseded.position from superseded "
        "where superseded.recorded_at <= known_at) as gone using (position) "
        "where recorded_at <= known_at and occurred_from <= valid_at"
    )


@lru_cache(maxsize=1)
def fact_tables() -> tuple[FactTable, ...]:
    """Every fact table that `sql/facts` declares, by name."""
    return tuple(_declared())


def create_fact_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create all fact tables and their as-of macros in an empty warehouse, with comments."""
    for table in fact_tables():
        connection.execute(table.create)
        comment = table.comment.replace("'", "''")
        connection.execute(f"comment on table {table.name} is '{comment}'")
        connection.execute(as_of_macro(table.name, lasts=table.lasts))


def _declared() -> Iterator[FactTable]:
    with duckdb.connect() as scratch:
        for file in sorted((SQL_FOLDER / "facts").glob("*.sql")):
            text = file.read_text(encoding="utf-8")
            reads = _READS.search(text)
            if reads is None:
                msg = f"{file.name} has no '-- Reads:' line"
                raise ValueError(msg)
            scratch.execute(text)
            yield FactTable(
                name=file.stem,
                kinds=tuple(kind.strip() for kind in reads.group(1).split(",")),
                comment=text.splitlines()[0].removeprefix("-- "),
                create=text,
                columns=_columns(scratch, file.stem),
                lasts=_LASTS.search(text) is not None,
            )


def _columns(scratch: duckdb.DuckDBPyConnection, table: str) -> tuple[Column, ...]:
    described = scratch.execute(f"describe {table}").fetchall()
    rows = [(name, type_, default) for name, type_, _, _, default, _ in described]
    names = tuple(name for name, _, _ in rows)
    if names[: len(COMMON_COLUMNS)] != COMMON_COLUMNS:
        msg = f"{table} must begin with the common columns {COMMON_COLUMNS}, has {names}"
        raise ValueError(msg)
    return tuple(Column(*row) for row in rows[len(COMMON_COLUMNS) :])
