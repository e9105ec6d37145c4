-- Bodies after support as they stand: how many of a village are active, and how many nobody observed.
-- Grain: one row per unit and measure: still_active of communities, unfollowed of all units.
-- Unit: still_active is a census of the bodies whose latest support ended and of which 12 silent months would have shown; unfollowed are bodies whose support ended a year ago or more, without any observed month since, with a Wilson interval.
-- Reads: support_start, wilson and the relations that `spells` names, of post_support_spell's columns, `members`, of unit_member's, and `units`, of coverage's
create or replace macro post_support_state(valid_at, known_at, spells, members, units) as table
with
latest as (
    select
        reading,
        community,
        body,
        max_by(outcome, support_ended_on) as outcome,
        max_by(ended_on, support_ended_on) >= max(support_ended_on) as is_known,
        max_by(follow_up_months, support_ended_on) as follow_up_months,
    from (
        -- A struct keeps the null outcomes that max_by would pass over.
        select
            reading,
            community,
            body,
            support_ended_on,
            coalesce(outcome, 'active') as outcome,
            coalesce(ended_on, support_ended_on - 1) as ended_on,
            follow_up_months,
        from query_table(spells)
    )
    group by reading, community, body
),

state as (
    select
        community,
        reading,
        count(*) as n,
        max(follow_up_months) as observed_months,
        count(*) filter (where is_known and outcome = 'active') as count_active,
        count(*) filter (
            where is_known and outcome in ('active', 'dormant', 'dissolved')
        ) as count_known,
    from latest
    where outcome <> 'restarted'
    group by community, reading
),

active as (
    select
        community,
        max(n) filter (where reading = 'stated') as n,
        max(observed_months) filter (where reading = 'stated') as observed_months,
        max(count_active) filter (where reading = 'stated') as numerator,
        max(count_known) filter (where reading = 'stated') as denominator,
        min(case when count_known > 0 then count_active::double / count_known end) as lowest,
        max(case when count_known > 0 then count_active::double / count_known end) as highest,
    from state
    group by community
),

supporter as (
    select distinct
        subject_key as community,
        supported as body,
        programme,
        support_organisation,
    from support_start_as_of(valid_at, known_at)
),

ended_long_ago as (
    select
        community,
        body,
        bool_or(is_followed) as is_followed,
        max(follow_up_months) as follow_up_months,
    from query_table(spells)
    where reading = 'stated' and support_ended_on < window_start(valid_at, 12)
    group by community, body
),

unit_body as (
    select
        member.unit_type,
        member.unit_id,
        ended_long_ago.community,
        ended_long_ago.body,
        ended_long_ago.is_followed,
    from ended_long_ago
    inner join query_table(members) as member on ended_long_ago.community = member.anchor_id
    where member.unit_type not in ('programme', 'support_organisation')
    union all
    select distinct
        'programme' as unit_type,
        supporter.programme as unit_id,
        ended_long_ago.community,
        ended_long_ago.body,
        ended_long_ago.is_followed,
    from ended_long_ago
    inner join supporter using (community, body)
    union all
    select distinct
        'support_organisation' as unit_type,
        supporter.support_organisation as unit_id,
        ended_long_ago.community,
        ended_long_ago.body,
        ended_long_ago.is_followed,
    from ended_long_ago
    inner join supporter using (community, body)
    where supporter.support_organisation is not null
),

unfollowed as (
    select
        unit_type,
        unit_id,
        count(*) filter (where not is_followed) as numerator,
        count(*) as denominator,
    from unit_body
    group by unit_type, unit_id
)

select
    unit.unit_type,
    unit.unit_id,
    'still_active' as measure,
    case
        when active.denominator > 0 then active.numerator::double / active.denominator
    end as value,
    null::double as low,
    null::double as high,
    case when active.denominator > 0 then active.lowest end as lowest,
    case when active.denominator > 0 then active.highest end as highest,
    case when active.denominator > 0 then active.numerator end as numerator,
    case when active.denominator > 0 then active.denominator end as denominator,
    coalesce(active.n, 0) as n,
    coalesce(active.observed_months, 0) as observed_months,
    12 as required_months,
    case
        when active.n is null then 'no_data'
        when active.denominator > 0 then 'mature'
        else 'maturing'
    end as status,
    unit.coverage,
from query_table(units) as unit
left join active on unit.unit_id = active.community
where unit.unit_type = 'community'
union all
select
    unit.unit_type,
    unit.unit_id,
    'unfollowed' as measure,
    numerator::double / denominator as value,
    wilson(numerator, denominator).low as low,
    wilson(numerator, denominator).high as high,
    numerator::double / denominator as lowest,
    numerator::double / denominator as highest,
    numerator,
    denominator,
    denominator as n,
    12 as observed_months,
    12 as required_months,
    'mature' as status,
    unit.coverage,
from unfollowed
inner join query_table(units) as unit using (unit_type, unit_id);
