-- The ties of units in each reading: two who were together at least twice, in one community or in several of the unit.
-- Grain: one row per graph and tie; graph is unit * 4 plus the reading: 0 stated, 1 certain, 2 possible (both only where some community of the unit has them).
-- Unit: those of co_participation.
-- Reads: co_participation and the relations that `meetings` names, of numbered_meeting's columns, and `members`, of unit_member's columns
create or replace macro social_tie(meetings, members) as table
with
pair as (
    select
        place,
        one,
        two,
        count_meetings,
        weight,
        first_group,
        last_group,
        sum_groups,
    from co_participation(meetings, 2)
),

place as (
    select distinct community, reading, place
    from query_table(meetings)
),

unit_reading as (
    select distinct
        member.unit,
        place.reading,
    from query_table(members) as member
    inner join place on member.anchor_id = place.community
),

-- A community without imprecise dates enters every reading of its unit as told.
place_of_graph as (
    select
        unit_reading.unit * 4 + unit_reading.reading as graph,
        max(place.place) as place,
    from unit_reading
    inner join query_table(members) as member on unit_reading.unit = member.unit
    inner join place
        on member.anchor_id = place.community
        and (place.reading = 0 or place.reading = unit_reading.reading)
    group by unit_reading.unit, unit_reading.reading, place.community
)

select
    place_of_graph.graph,
    pair.one,
    pair.two,
    sum(pair.count_meetings)::bigint as count_meetings,
    sum(pair.weight)::bigint as weight,
    min(pair.first_group) as first_group,
    max(pair.last_group) as last_group,
    sum(pair.sum_groups)::bigint as sum_groups,
from pair
inner join place_of_graph on pair.place = place_of_graph.place
group by place_of_graph.graph, pair.one, pair.two
having sum(pair.count_meetings) >= 2;
