-- How soon after their planned end small projects are completed and settled, at every unit, while giving up competes.
-- Grain: one row per unit, measure (settled, abandoned), reading and step of the curve (see pooled_incidence); one row with neither for a unit without projects.
-- Unit: days from the planned end, 0 for what was done before it; of projects whose planned end fell in the last 24 months. Readings: stated (first days of imprecise dates), shortest and longest. A programme answers for its own projects, not for all that its communities do.
-- Reads: small_project, unit_member, coverage, member_reading, pooled_incidence
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
        ended.community || '/' || coalesce(ended.programme, '') as anchor_id,
        0 as stratum,
        reading.reading,
        null::bigint as entry,
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
        count(*) as count_spells,
    from ended
    cross join reading
    group by all
),

member as (
    select unit, unit_type, unit_id, anchor_type, anchor_id
    from unit_member(valid_at, known_at)
    where anchor_type = 'community'
),

owner as (
    select distinct community, programme
    from due
),

member_of_project as (
    select
        member.unit,
        owner.community || '/' || coalesce(owner.programme, '') as anchor_id,
    from owner
    inner join member on owner.community = member.anchor_id
    where member.unit_type <> 'programme'
        or coalesce(owner.programme, member.unit_id) = member.unit_id
),

member_of_reading as (
    select unit, anchor_id, reading, spell_reading
    from member_reading('member_of_project', 'spell')
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
    from pooled_incidence('spell', 'member_of_reading', ['settled', 'abandoned'], 5, 1)
)

select
    unit.unit_type,
    unit.unit_id,
    unit.coverage,
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
from coverage(valid_at, known_at, 'small_project.settled.v1', 24, 'member') as unit
left join curve on unit.unit = curve.unit;
