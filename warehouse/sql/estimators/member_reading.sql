-- Under which reading the facts of each anchor enter a unit's estimate, for every reading that the unit has.
-- Grain: one row per unit, reading and anchor.
-- Unit: a unit has the readings of its anchors, and `stated` always; an anchor that a reading leaves as it is enters with its stated facts.
-- Reads: the relations that `members` names: unit, anchor_id, and `read`: anchor_id, reading
create or replace macro member_reading(members, read) as table
with
anchor_reading as (
    select distinct anchor_id, reading
    from query_table(read)
),

unit_reading as (
    select distinct
        member.unit,
        anchor_reading.reading,
    from query_table(members) as member
    inner join anchor_reading on member.anchor_id = anchor_reading.anchor_id
)

select
    member.unit,
    member.anchor_id,
    unit_reading.reading,
    coalesce(anchor_reading.reading, 'stated') as spell_reading,
from unit_reading
inner join query_table(members) as member on unit_reading.unit = member.unit
left join anchor_reading
    on member.anchor_id = anchor_reading.anchor_id
    and unit_reading.reading = anchor_reading.reading;
