"""Compares the values of an indicator under two sets of definitions, on the same facts.

`open_under` builds another set into a copy of the snapshot; `Preview` asks both for the same day.
`dure indicators plan` shows what comes out before a change is adopted.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Final, NamedTuple

import duckdb

from warehouse.connection import configure
from warehouse.copying import copy
from warehouse.definition_set import DefinitionSet
from warehouse.disk import told
from warehouse.relations import RelationError
from warehouse.results import Results
from warehouse.snapshot import snapshot_in

_DIGITS: Final = 10  # floats vary in the digits beyond with the order in which they were summed
_COLUMNS: Final = ", ".join(
    f"round({name}, {_DIGITS}) as {name}"
    for name in ("value", "low", "high", "bound_low", "bound_high")
)
_SIDE: Final = (
    "select unit_type, unit_id, measure, coalesce(stratum, 'all') as stratum, status, n,"  # noqa: S608  # texts of this module
    f" {_COLUMNS} from read_parquet(?) where ?"
)
_REST: Final = ("low", "high", "bound_low", "bound_high", "status", "n")
_PAIRED: Final = (
    f"with before as ({_SIDE}), after as ({_SIDE}), paired as (select"  # noqa: S608  # the same
    " unit_type, unit_id, measure, stratum, before.value as old, after.value as new,"
    f" ({', '.join(f'before.{name}' for name in _REST)}) is distinct from"
    f" ({', '.join(f'after.{name}' for name in _REST)}) as differs_otherwise"
    " from before full join after using (unit_type, unit_id, measure, stratum))"
)
_COUNTED: Final = f"""
{_PAIRED}
select
    measure,
    count(coalesce(old, new)),
    count(*) filter (old <> new),
    count(*) filter (old is null and new is not null),
    count(*) filter (old is not null and new is null),
    count(*) filter (old is not distinct from new and differs_otherwise),
    max(abs(new - old)),
    avg(new - old) filter (old <> new),
from paired
group by measure
order by measure
"""  # noqa: S608  # the same
_SIDE_BY_SIDE: Final = f"""
{_PAIRED}
select unit_type, unit_id, measure, old, new, new - old
from paired
where stratum = 'all' and unit_type = ? and coalesce(old, new) is not null
order by unit_id, measure
"""  # noqa: S608  # the same


class NotComparableError(Exception):
    """Another set of definitions does not fit the tables that there are."""

    code: ClassVar[str] = "not-comparable"

    def __init__(self, error: Exception) -> None:
        super().__init__(
            "the adopted definitions do not fit the tables of this code, so only their texts can "
            f"be compared: {' '.join(str(error).split())}"
        )


class Difference(NamedTuple):
    """How the values of one measure differ on one day, counted over all units and strata.

    `otherwise` counts values that stayed while interval, bounds, status or n did not; the
    differences are new minus old, of values that both sets give.
    """

    measure: str
    values: int
    changed: int
    appeared: int
    gone: int
    otherwise: int
    largest_difference: float | None
    mean_difference: float | None

    @property
    def is_any(self) -> bool:
        """Whether anything differs."""
        return any((self.changed, self.appeared, self.gone, self.otherwise))


class Pair(NamedTuple):
    """One value of a parallel series: a unit's measure under both sets."""

    unit_type: str
    unit_id: str
    measure: str
    adopted: float | None
    present: float | None
    difference: float | None


class Preview:
    """The answers of one snapshot under two sets of definitions, the adopted and the present."""

    def __init__(self, adopted: Results, present: Results) -> None:
        self._adopted, self._present = adopted, present

    def differences(self, indicator: str, day: date) -> list[Difference]:
        """What differs in an indicator, named by its macro, at one T; by measure."""
        return [Difference(*row) for row in self._rows(_COUNTED, indicator, day)]

    def pairs(self, indicator: str, day: date, unit_type: str) -> list[Pair]:
        """The values of the units of a type under both sets, of all strata together."""
        return [Pair(*row) for row in self._rows(_SIDE_BY_SIDE, indicator, day, unit_type)]

    def _rows(self, statement: str, indicator: str, day: date, *more: str) -> list[tuple[Any, ...]]:
        """Rows of a comparison; an indicator that one of the sets lacks has no values there."""
        try:
            before = _file(self._adopted, indicator, day)
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise NotComparableError(error) from error
        files = (before, _file(self._present, indicator, day))
        there = next(file for file in files if file is not None)
        parameters: list[object] = []
        for file in files:
            parameters += [str(file or there), file is not None]
        with duckdb.connect() as connection:
            return connection.execute(statement, [*parameters, *more]).fetchall()


def _file(side: Results, indicator: str, day: date) -> Path | None:
    return side.kept(indicator, day) if side.has(indicator) else None


@contextmanager
def open_under(
    folder: Path, definitions: DefinitionSet, memory_limit: str
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of a warehouse folder's snapshot with another set of definitions built into it.

    The copy is removed afterwards. Raises NotComparableError where a body does not bind.
    """
    with tempfile.TemporaryDirectory(prefix="under-", dir=folder) as scratch:
        target = snapshot_in(Path(scratch))
        with told(f"copying the snapshot to {target}"):
            copy(snapshot_in(folder), target)
        with duckdb.connect(str(target)) as connection:
            configure(connection, memory_limit)
            try:
                definitions.build(connection)
            except RelationError as error:
                raise NotComparableError(error) from error
            yield connection
