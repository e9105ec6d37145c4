-- What each tie would weigh without one group of meetings: nothing, if the two were together less than twice at the others.
-- Grain: one row per unit, tie of the stated reading and group of meetings at which the two were together.
-- Unit: weights in 2329089562800ths; weight_left is 0 where the tie is gone.
-- Reads: the relation that `meetings` names, of shared_meeting's columns
create or replace macro tie_without_group(meetings) as table
with
beside as (
    select
        unit,
        one_number,
        two_number,
        one,
        two,
        meeting_group,
        stated,
        stated_weight,
        sum(stated) over of_pair as count_meetings,
        sum(stated_weight) over of_pair as weight,
    from query_table(meetings)
    window of_pair as (partition by unit, one_number, two_number)
)

select
    unit,
    meeting_group,
    one_number,
    two_number,
    one,
    two,
    weight::bigint as weight,
    case
        when count_meetings - stated >= 2 then weight - stated_weight
        else 0
    end::bigint as weight_left,
from beside
where stated > 0 and count_meetings >= 2;
