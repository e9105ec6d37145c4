-- How soon after their contract workers are re-educated or redeployed, at every unit, while leaving the field competes.
-- Grain: one row per unit, reading, cause (followed_up, left_field) and step of the curve (see pooled_incidence).
-- Unit: days from the end of the contract; of each worker the last contract that ended in the year before the last 12 months, so that all have been followed for a year. Readings: stated (first days of imprecise dates), shortest and longest.
-- Reads: worker_follow_up, pooled_incidence
create or replace macro worker_incidence(valid_at, known_at) as table
with
ended as (
    select
        worker,
        max_by(
            struct_pack(
                support_organisation := support_organisation,
                ended_from := ended_from,
                ended_to := ended_to,
                outcome := outcome,
                outcome_from := outcome_from,
                outcome_to := outcome_to
            ),
            row(ended_from, ended_to, support_organisation)
        ) as contract,
    from worker_follow_up(valid_at, known_at)
    where ended_from >= window_start(valid_at, 24) and ended_from < window_start(valid_at, 12)
    group by worker
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
        ended.contract.support_organisation as anchor_id,
        null::varchar as programme,
        reading.reading,
        greatest(
            date_diff(
                'day',
                case
                    when reading.reading = 'shortest' then ended.contract.ended_to
                    else ended.contract.ended_from
                end,
                case
                    when reading.reading = 'longest'
                        then least(coalesce(ended.contract.outcome_to, valid_at), valid_at)
                    else coalesce(ended.contract.outcome_from, valid_at)
                end
            ),
            0
        ) as exit,
        case
            when ended.contract.outcome in ('re_educated', 'redeployed') then 'followed_up'
            else ended.contract.outcome
        end as cause,
        whole_months(ended.contract.ended_from, valid_at) as follow_up_months,
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
from pooled_incidence(valid_at, known_at, 'spell', 'support_organisation', 8);
