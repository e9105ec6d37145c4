-- How soon agenda items are addressed, at every unit, while being withdrawn or merged competes.
-- Grain: one row per unit, reading, cause (addressed, withdrawn, merged) and step of the curve (see pooled_incidence).
-- Unit: days from registration. Readings: stated (first days of imprecise dates), shortest and longest (the shortest and longest time that they allow).
-- Reads: agenda_outcome, pooled_incidence
create or replace macro agenda_incidence(valid_at, known_at) as table
with
item as (
    select
        community,
        registered_from,
        least(registered_to, valid_at) as registered_to,
        outcome,
        coalesce(outcome_from, valid_at) as waited_from,
        least(coalesce(outcome_to, valid_at), valid_at) as waited_to,
    from agenda_outcome(valid_at, known_at)
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
        item.community as anchor_id,
        null::varchar as programme,
        reading.reading,
        -- What was addressed before it was registered had no wait.
        greatest(
            date_diff(
                'day',
                case
                    when reading.reading = 'shortest' then item.registered_to
                    else item.registered_from
                end,
                case when reading.reading = 'longest' then item.waited_to else item.waited_from end
            ),
            0
        ) as exit,
        item.outcome as cause,
        whole_months(item.registered_to, valid_at) as follow_up_months,
    from item
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
from pooled_incidence(valid_at, known_at, 'spell', 'community', 10);
