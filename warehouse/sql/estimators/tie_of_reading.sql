-- The ties of each graph in each reading: two that were together at least twice.
-- Grain: one row per graph and tie; graph is unit * 4 plus 0 for stated, 1 for certain, 2 for possible.
-- Unit: weight in 2329089562800ths.
-- Reads: the relation that `meetings` names, of shared_meeting's columns
create or replace macro tie_of_reading(meetings) as table
with
total as (
    select
        unit,
        one_number,
        two_number,
        sum(stated)::bigint as stated,
        sum(certain)::bigint as certain,
        sum(possible)::bigint as possible,
        sum(stated_weight)::bigint as stated_weight,
        sum(certain_weight)::bigint as certain_weight,
        sum(possible_weight)::bigint as possible_weight,
    from query_table(meetings)
    group by unit, one_number, two_number
),

read as (
    select
        unit,
        one_number,
        two_number,
        unnest([0, 1, 2]) as reading,
        unnest([stated, certain, possible]) as count_meetings,
        unnest([stated_weight, certain_weight, possible_weight]) as weight,
    from total
)

select
    unit * 4 + reading as graph,
    one_number as one,
    two_number as two,
    weight,
from read
where count_meetings >= 2;
