-- How soon after their contract workers are re-educated or redeployed, at every unit, while leaving the field competes.
-- Grain: one row per unit, measure (followed_up, left_field), reading and step of the curve (see pooled_incidence); one row with neither for a unit without such workers.
-- Unit: days from the end of the contract; of each worker the last contract that ended in the year before the last 12 months, so that all have been followed for a year. Readings: stated (first days of imprecise dates), shortest and longest.
-- Reads: worker_follow_up, unit_member, coverage, member_reading, pooled_incidence
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
        0 as stratum,
        reading.reading,
        null::bigint as entry,
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
        count(*) as count_spells,
    from ended
    cross join reading
    group by all
),

every_member as (
    select unit, unit_type, unit_id, anchor_type, anchor_id
    from unit_member(valid_at, known_at)
),

member as (
    select unit, unit_type, unit_id, anchor_id
    from every_member
    where anchor_type = 'support_organisation'
),

supporting_unit as (
    select distinct unit, unit_type, unit_id
    from member
),

told as (
    select unit, coverage
    from coverage(
        valid_at, known_at, 'support_organisation.visit_made.v1', 12, 'every_member'
    )
),

member_of_reading as (
    select unit, anchor_id, reading, spell_reading
    from member_reading('member', 'spell')
),

curve as (
    select
        unit,
        cause,
        reading,
        count_pool,
        observed_months,
        elapsed,
        until,
        count_at_risk,
        estimate,
        low,
        high,
    from pooled_incidence('spell', 'member_of_reading', ['followed_up', 'left_field'], 8, 1)
)

select
    unit.unit_type,
    unit.unit_id,
    told.coverage,
    'all' as stratum,
    curve.cause as measure,
    curve.reading,
    curve.count_pool,
    curve.observed_months,
    curve.elapsed,
    curve.until,
    curve.count_at_risk,
    curve.estimate,
    curve.low,
    curve.high,
from supporting_unit as unit
left join told on unit.unit = told.unit
left join curve on unit.unit = curve.unit;
