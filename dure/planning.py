"""Previews a change of definitions on a home: the adopted ones beside the present, before adoption.

`dure.adopting` reads the adopted set from the ledger; `warehouse.definition_changes` compares texts
and `warehouse.definition_preview` values.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Final, NamedTuple

from dure.adopting import adopted_set
from dure.measuring import open_results
from dure.warehousing import Reader
from dure.wiring import Home
from warehouse.definition_changes import TextChange, affected, text_changes
from warehouse.definition_preview import Difference, Pair, Preview, open_under
from warehouse.definition_set import DefinitionSet, present_definitions
from warehouse.months import months_after
from warehouse.results import Results

OVERLAP_MONTHS: Final = 12  # of the parallel series that a changed definition has
MOST_YEARS: Final = 30  # year ends that a preview computes, twice each


class Plan(NamedTuple):
    """What adopting the present definitions would change."""

    adopted: DefinitionSet
    present: DefinitionSet
    texts: list[TextChange]

    @property
    def indicators(self) -> list[str]:
        """The indicators whose values may differ."""
        return affected(self.texts)


def plan(home: Home) -> Plan:
    """The adopted definitions beside the present ones, as texts; raises NotAdoptedError."""
    present = present_definitions()
    with home.open_ledger() as ledger:
        adopted = adopted_set(ledger)
    return Plan(adopted, present, text_changes(adopted, present))


def summary(planned: Plan) -> str:
    """One sentence: how many texts changed, and which indicators may answer otherwise."""
    if not planned.texts:
        return "the present definitions are those that were adopted"
    named = ", ".join(planned.indicators) or "none"
    return f"changed texts: {len(planned.texts)}; indicators that stand on changed SQL: {named}"


def text_rows(planned: Plan) -> Reader:
    """The texts that changed, and what stands on them."""
    rows = [(one.path, one.how.value, one.indicators) for one in planned.texts]
    return Reader(["text", "change", "indicators"], rows)


def value_rows(
    home: Home, planned: Plan, valid_at: date | None, known_at: datetime | None
) -> Reader:
    """How many values would differ, by indicator, measure and year end up to T, as known at K."""
    columns = ["indicator", "valid_at", *Difference._fields]
    rows: list[tuple[object, ...]] = []
    if not planned.indicators:
        return Reader(columns, rows)
    with _preview(home, planned, valid_at, known_at) as (preview, results, day):
        for name in planned.indicators:
            for year_end in _year_ends(results, day):
                found = preview.differences(name, year_end)
                rows += [(name, year_end, *one) for one in found if one.is_any]
    return Reader(columns, rows)


def series_rows(
    home: Home, planned: Plan, unit_type: str, valid_at: date | None, known_at: datetime | None
) -> Reader:
    """The values under both sets side by side, at each month of the year up to T."""
    columns = ["indicator", "valid_at", *Pair._fields]
    rows: list[tuple[object, ...]] = []
    if not planned.indicators:
        return Reader(columns, rows)
    with _preview(home, planned, valid_at, known_at) as (preview, _, day):
        days = [months_after(day, -back) for back in reversed(range(OVERLAP_MONTHS))]
        for name in planned.indicators:
            rows += [(name, at, *one) for at in days for one in preview.pairs(name, at, unit_type)]
    return Reader(columns, rows)


@contextmanager
def _preview(
    home: Home, planned: Plan, valid_at: date | None, known_at: datetime | None
) -> Iterator[tuple[Preview, Results, date]]:
    folder, memory = home.folder / "warehouse", home.settings.query_memory
    with (
        open_results(home, valid_at, known_at) as (present, day),
        open_under(folder, planned.adopted, memory) as connection,
    ):
        adopted = present.beside(connection, planned.adopted.relations)
        yield Preview(adopted, present), present, day


def _year_ends(results: Results, day: date) -> list[date]:
    """The ends of the years of which activities are told, and T itself."""
    first = results.first_year() or day.year
    years = range(max(first, day.year - MOST_YEARS), day.year + 1)
    return sorted({date(year, 12, 31) for year in years if date(year, 12, 31) < day} | {day})
