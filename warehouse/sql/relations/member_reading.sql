-- Under which reading the facts of each community enter a unit's estimate, for every reading that the unit has.
-- Grain: one row per unit, reading and community.
-- Unit: a unit has the readings of its communities, and `stated` always; a community that a reading leaves as it is enters with its stated facts.
-- Reads: unit_member and the relation that `told` names: community, reading
create or replace macro member_reading(valid_at, known_at, told) as table
with
told_reading as (
    select distinct community, reading
    from query_table(told)
),

member as (
    select
        unit_type,
        unit_id,
        anchor_id as community,
    from unit_member(valid_at, known_at)
    where anchor_type = 'community'
),

unit_reading as (
    select distinct
        member.unit_type,
        member.unit_id,
        told_reading.reading,
    from member
    inner join told_reading on member.community = told_reading.community
)

select
    member.unit_type,
    member.unit_id,
    member.community,
    unit_reading.reading,
    coalesce(told_reading.reading, 'stated') as spell_reading,
from unit_reading
inner join member
    on unit_reading.unit_type = member.unit_type
    and unit_reading.unit_id = member.unit_id
left join told_reading
    on member.community = told_reading.community
    and unit_reading.reading = told_reading.reading;
