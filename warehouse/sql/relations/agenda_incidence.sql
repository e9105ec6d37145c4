-- How soon agenda items are addressed, at every unit, while being withdrawn or merged competes.
-- Grain: one row per unit, measure (addressed, withdrawn, merged), reading and step of the curve (see pooled_incidence); one row with neither for a unit without items.
-- Unit: days from registration. Readings: stated (first days of imprecise dates), and where a community has any, shortest and longest (the shortest and longest time that they allow).
-- Reads: agenda_outcome, unit_member, coverage, member_reading, pooled_incidence
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

imprecise_community as (
    select distinct community
    from item
    where registered_from <> registered_to or waited_from <> waited_to
),

community_reading as (
    select distinct community, 'stated' as reading
    from item
    union all
    select community, unnest(['shortest', 'longest']) as reading
    from imprecise_community
),

spell as (
    select
        item.community as anchor_id,
        0 as stratum,
        community_reading.reading,
        null::bigint as entry,
        -- What was addressed before it was registered had no wait.
        greatest(
            date_diff(
                'day',
                case
                    when community_reading.reading = 'shortest' then item.registered_to
                    else item.registered_from
                end,
                case
                    when community_reading.reading = 'longest' then item.waited_to
                    else item.waited_from
                end
            ),
            0
        ) as exit,
        item.outcome as cause,
        whole_months(item.registered_to, valid_at) as follow_up_months,
        count(*) as count_spells,
    from item
    inner join community_reading on item.community = community_reading.community
    group by all
),

member as (
    select unit, unit_type, unit_id, anchor_type, anchor_id
    from unit_member(valid_at, known_at)
    where anchor_type = 'community'
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
    from pooled_incidence(
        'spell', 'member_of_reading', ['addressed', 'withdrawn', 'merged'], 10, 1
    )
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
from coverage(valid_at, known_at, 'plan.agenda_registered.v1', 24, 'member') as unit
left join curve on unit.unit = curve.unit;
