-- How long what anchors residents' self-government holds, at every unit.
-- Grain: one row per unit, measure (the anchor) and step of the curve (see pooled_survival); one row without a measure for each unit.
-- Unit: days from its beginning; each spell of a holder counts once at a unit, in however many communities it holds. What began before the records of its communities did enters late. Pools of 10.
-- Reads: every_anchor, anchor_spell, anchor_community, unit_member, observed_month, coverage, member_reading, pooled_survival
create or replace macro anchor_survival(valid_at, known_at, spells, places) as table
with
register as (
    select
        community,
        month_start(min(month)) as observed_from,
    from observed_month(valid_at, known_at, 'resident_organisation.bylaws_adopted.v1')
    where is_observed
    group by community
),

seen as (
    select
        place.holder_type,
        place.holder,
        place.only_community,
        min(register.observed_from) as observed_from,
    from query_table(places) as place
    inner join register on place.community = register.community
    group by all
),

dated as (
    select
        held.reading,
        held.anchor,
        held.holder_type,
        held.holder,
        held.only_community,
        held.anchor || '/' || held.holder || '/' || coalesce(held.only_community, '') as anchor_id,
        held.started_on,
        held.ended_on,
        seen.observed_from,
    from query_table(spells) as held
    left join seen
        on held.holder_type = seen.holder_type
        and held.holder = seen.holder
        and held.only_community is not distinct from seen.only_community
),

spell as (
    select
        anchor_id,
        array_position(every_anchor(), anchor) as stratum,
        reading,
        case
            when started_on < observed_from then date_diff('day', started_on, observed_from)
        end as entry,
        date_diff('day', started_on, coalesce(ended_on, valid_at)) as exit,
        case when ended_on is not null then 'ended' end as cause,
        whole_months(greatest(started_on, coalesce(observed_from, started_on)), valid_at)
            as follow_up_months,
        count(*) as count_spells,
    from dated
    group by all
),

member as (
    select unit, unit_type, unit_id, anchor_type, anchor_id
    from unit_member(valid_at, known_at)
    where anchor_type = 'community'
),

spell_member as (
    select distinct
        member.unit,
        dated.anchor_id,
    from dated
    inner join query_table(places) as place
        on dated.holder_type = place.holder_type
        and dated.holder = place.holder
        and dated.only_community is not distinct from place.only_community
    inner join member on place.community = member.anchor_id
),

member_of_reading as (
    select unit, anchor_id, reading, spell_reading
    from member_reading('spell_member', 'spell')
),

curve as (
    select
        unit,
        stratum,
        reading,
        count_pool,
        observed_months,
        elapsed,
        until,
        count_at_risk,
        estimate,
        low,
        high,
    from pooled_survival('spell', 'member_of_reading', 10, 1)
)

select
    unit.unit_type,
    unit.unit_id,
    unit.coverage,
    'all' as stratum,
    every_anchor()[curve.stratum] as measure,
    curve.reading,
    curve.count_pool,
    curve.observed_months,
    curve.elapsed,
    curve.until,
    curve.count_at_risk,
    curve.estimate,
    curve.low,
    curve.high,
from coverage(
    valid_at, known_at, 'resident_organisation.bylaws_adopted.v1', 36, 'member'
) as unit
left join curve on unit.unit = curve.unit;
