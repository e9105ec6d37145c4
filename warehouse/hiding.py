"""Takes the numbers out of an answer's cells that are small or would give such away.

`warehouse.results` calls it on the answer that it is about to keep; `warehouse.cells` says which
cells those are.
"""

from datetime import date, datetime
from typing import Final

from warehouse.cells import Cell, Counted, UnitKey, to_hide
from warehouse.sharing import Workbench

_COUNTED: Final = """
select unit_type, unit_id, measure, coalesce(stratum, 'all'), n, status
from answer
"""
# Whether a cell is small, stands beside a small one or is not there, it tells the same: nothing.
_HIDE: Final = """
create or replace temp table answer as
with
hidden as (
    select
        unnest(?::varchar[]) as unit_type,
        unnest(?::varchar[]) as unit_id,
        unnest(?::varchar[]) as measure,
        unnest(?::varchar[]) as stratum
),

measured as (
    select unit_type, unit_id, measure, any_value(coverage) as coverage,
    from answer
    group by unit_type, unit_id, measure
),

required as (
    select measure, any_value(required_months) as required_months
    from answer
    group by measure
)

select answer.*
from answer
anti join hidden
    on answer.unit_type = hidden.unit_type
    and answer.unit_id = hidden.unit_id
    and answer.measure = hidden.measure
    and coalesce(answer.stratum, 'all') = hidden.stratum
union all by name
select
    hidden.unit_type, hidden.unit_id, hidden.measure, hidden.stratum,
    required.required_months, measured.coverage, 'suppressed' as status,
from hidden
inner join measured using (unit_type, unit_id, measure)
inner join required using (measure)
"""
_MEMBERS: Final = """
select unit_type, unit_id, list(anchor_id)
from unit_member(?, ?)
where anchor_type = 'community'
group by unit_type, unit_id
"""


def hide_small(workbench: Workbench, valid_at: date, known_at: datetime) -> None:
    """Change the rows of the temporary table `answer`, which holds an indicator's answer."""
    connection = workbench.connection
    counted = [Counted(Cell(*row[:4]), *row[4:]) for row in connection.execute(_COUNTED).fetchall()]
    if any(one.is_small for one in counted):
        workbench.prepare("unit_member", valid_at, known_at)
        members = connection.execute(_MEMBERS, [valid_at, known_at]).fetchall()
        hidden = to_hide(counted, {UnitKey(*unit): frozenset(inside) for *unit, inside in members})
        connection.execute(_HIDE, list(zip(*hidden, strict=True)))
