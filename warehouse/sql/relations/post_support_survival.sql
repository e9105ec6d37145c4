-- How long bodies go on after their support, at every unit above a community: survival, and incidences of ending and merging.
-- Grain: one row per unit, measure (s, ended, merged; rmst_36 with one step), reading (see post_support_spell) and step of the curve; one row without a step for a pool that has not been followed for 13 months; one row with neither for a unit without bodies.
-- Unit: days after the end of support, shares, and months for rmst_36; count_pool are spells (those of which twelve silent months would show, all while there are none); observed_months are the months of follow-up that 20 of them have, 0 where there are fewer. A programme or support organisation answers for the bodies that it supported itself.
-- Reads: support_start, member_reading, pooled_survival, pooled_incidence, restricted_mean and the relations that `spells` names, of post_support_spell's columns, `members`, of unit_member's, and `units`, of coverage's
create or replace macro post_support_survival(valid_at, known_at, spells, members, units) as table
with
body_spell as (
    select
        reading,
        community,
        body,
        support_ended_on,
        community || '/' || body || '/' || support_ended_on as anchor_id,
        date_diff('day', support_ended_on, entered_on) as entry,
        date_diff('day', support_ended_on, ended_on) as exit,
        outcome,
        case when is_followed then follow_up_months else 0 end as follow_up_months,
    from query_table(spells)
),

failing_spell as (
    select
        anchor_id,
        0 as stratum,
        reading,
        entry,
        exit,
        case when outcome in ('dormant', 'dissolved') then 'ended' end as cause,
        follow_up_months,
        1 as count_spells,
    from body_spell
),

competing_spell_after_support as (
    select
        anchor_id,
        0 as stratum,
        reading,
        entry,
        exit,
        case
            when outcome in ('dormant', 'dissolved') then 'ended'
            when outcome in ('merged', 'succeeded') then 'merged'
        end as cause,
        follow_up_months,
        1 as count_spells,
    from body_spell
),

supported_member as (
    select unit, unit_type, unit_id, anchor_id
    from query_table(members)
    where unit_type <> 'community'
),

community_reading as (
    select distinct community as anchor_id, reading
    from body_spell
),

support as (
    select distinct
        subject_key as community,
        supported as body,
        programme,
        support_organisation,
        occurred_from,
    from support_start_as_of(valid_at, known_at)
),

supporter as (
    select
        'programme' as unit_type,
        programme as unit_id,
        community,
        body,
        min(occurred_from) as supported_from,
    from support
    group by programme, community, body
    union all
    select
        'support_organisation' as unit_type,
        support_organisation as unit_id,
        community,
        body,
        min(occurred_from) as supported_from,
    from support
    where support_organisation is not null
    group by support_organisation, community, body
),

supported_unit as (
    select distinct unit, unit_type, unit_id
    from supported_member
),

body_member as (
    select distinct
        member.unit,
        body_spell.anchor_id,
        member.reading,
        member.spell_reading,
    from member_reading('supported_member', 'community_reading') as member
    inner join supported_unit on member.unit = supported_unit.unit
    inner join body_spell
        on member.anchor_id = body_spell.community
        and member.spell_reading = body_spell.reading
    left join supporter
        on supported_unit.unit_type = supporter.unit_type
        and supported_unit.unit_id = supporter.unit_id
        and body_spell.community = supporter.community
        and body_spell.body = supporter.body
        and supporter.supported_from <= body_spell.support_ended_on
    where supported_unit.unit_type not in ('programme', 'support_organisation')
        or supporter.body is not null
),

survival_curve as (
    select
        unit,
        's' as measure,
        reading,
        count_pool,
        observed_months,
        elapsed,
        until,
        count_at_risk,
        count_events,
        estimate,
        low,
        high,
    from pooled_survival('failing_spell', 'body_member', 20, 13)
),

curve_to_sum as (
    select
        unit * 16 + array_position(every_reading(), reading) - 1 as curve,
        elapsed,
        until,
        count_at_risk,
        count_events,
        estimate as survival,
        low,
    from survival_curve
    where elapsed is not null
),

mean as (
    select
        curve // 16 as unit,
        every_reading()[curve % 16 + 1] as reading,
        restricted_mean / 30.4375 as estimate,
        low / 30.4375 as low,
        high / 30.4375 as high,
    from restricted_mean('curve_to_sum', 1095.75)
),

incidence_curve as (
    select
        unit,
        cause as measure,
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
        'competing_spell_after_support', 'body_member', ['ended', 'merged'], 20, 13
    )
),

pool as (
    select distinct unit, count_pool, observed_months
    from survival_curve
),

curve as (
    select
        unit,
        measure,
        reading,
        count_pool,
        observed_months,
        elapsed,
        until,
        count_at_risk,
        estimate,
        low,
        high,
    from survival_curve
    union all
    select
        unit,
        measure,
        reading,
        count_pool,
        observed_months,
        elapsed,
        until,
        count_at_risk,
        estimate,
        low,
        high,
    from incidence_curve
    union all
    select
        pool.unit,
        'rmst_36' as measure,
        mean.reading,
        pool.count_pool,
        pool.observed_months,
        case when mean.unit is not null then 0 end as elapsed,
        null as until,
        null as count_at_risk,
        mean.estimate,
        mean.low,
        mean.high,
    from pool
    left join mean on pool.unit = mean.unit
)

select
    unit.unit_type,
    unit.unit_id,
    unit.coverage,
    'all' as stratum,
    curve.measure,
    curve.reading,
    curve.count_pool,
    curve.observed_months,
    curve.elapsed,
    curve.until,
    curve.count_at_risk,
    curve.estimate,
    curve.low,
    curve.high,
from query_table(units) as unit
left join curve on unit.unit = curve.unit
where unit.unit_type <> 'community';
