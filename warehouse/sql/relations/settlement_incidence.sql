-- How soon after their planned end small projects are completed and settled, at every unit, while giving up competes.
-- Grain: one row per unit, reading, cause (settled, abandoned) and step of the curve (see pooled_incidence).
-- Unit: days from the planned end, 0 for what was done before it; of projects whose planned end fell in the last 24 months. Readings: stated (first days of imprecise dates), shortest and longest.
-- Reads: small_project, pooled_incidence
create or replace macro settlement_incidence(valid_at, known_at) as table
with
due as (
    select
        community,
        programme,
        planned_end_from,
        least(planned_end_to, valid_at) as planned_end_to,
        -- Done is completed and settled, whichever was reported later; null unless both were.
        case
            when completed_from is not null and settled_from is not null
                then greatest(completed_from, settled_from)
        end as settled_from,
        case
            when completed_from is not null and settled_from is not null
                then greatest(completed_to, settled_to)
        end as settled_to,
        abandoned_from,
        abandoned_to,
    from small_project(valid_at, known_at)
    where planned_end_from between window_start(valid_at, 24) and valid_at
),

ended as (
    select
        community,
        programme,
        planned_end_from,
        planned_end_to,
        case
            when settled_from <= coalesce(abandoned_from, settled_from) then 'settled'
            when abandoned_from is not null then 'abandoned'
        end as cause,
        coalesce(least(settled_from, abandoned_from), valid_at) as done_from,
        least(coalesce(least(settled_to, abandoned_to), valid_at), valid_at) as done_to,
    from due
),

reading as (
    select 'stated' as reading
    union all
    select 'shortest' as reading
    union all
    select 'longest' as reading
),

spell as (
    select
        ended.community as anchor_id,
        ended.programme,
        reading.reading,
        greatest(
            date_diff(
                'day',
                case
                    when reading.reading = 'shortest' then ended.planned_end_to
                    else ended.planned_end_from
                end,
                case when reading.reading = 'longest' then ended.done_to else ended.done_from end
            ),
            0
        ) as exit,
        ended.cause,
        whole_months(ended.planned_end_to, valid_at) as follow_up_months,
    from ended
    cross join reading
)

select
    unit_type,
    unit_id,
    count_pool,
    observed_months,
    reading,
    cause,
    elapsed,
    until,
    count_at_risk,
    count_events,
    incidence,
    low,
    high,
from pooled_incidence(valid_at, known_at, 'spell', 'community', 5);
