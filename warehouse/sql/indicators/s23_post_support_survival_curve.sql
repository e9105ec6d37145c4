-- The survival curve and the cumulative incidences behind S23, as far as they are mature.
-- Grain: one row per unit, measure (s, ended, merged) and step of the curve; it holds from months to until_months.
-- Unit: months of 365.25 / 12 days; shares; no rows for fewer than 20 bodies, nor beyond the last horizon for which 20 have follow-up, nor for a single community.
-- Reads: post_support_unit_spell
create or replace macro s23_post_support_survival_curve(valid_at, known_at) as table
with
body_spell_of_reading as (
    select
        reading,
        community,
        body,
        support_ended_on,
        entered_on,
        ended_on,
        outcome,
        follow_up_months,
        is_followed,
    from post_support_spell(valid_at, known_at)
),

unit_spell as (
    select
        unit_type,
        unit_id,
        stratum,
        entry,
        exit,
        outcome,
        count_spells,
        count_pool,
        observed_months,
    from post_support_unit_spell(valid_at, known_at, 'body_spell_of_reading')
    where unit_type <> 'community' and stratum = 'stated' and observed_months >= 12
),

failing_spell as (
    select
        unit_type,
        unit_id,
        stratum,
        entry,
        exit,
        coalesce(outcome in ('dormant', 'dissolved'), false) as is_event,
        count_spells,
    from unit_spell
),

competing_end as (
    select
        unit_type,
        unit_id,
        stratum,
        entry,
        exit,
        case
            when outcome in ('dormant', 'dissolved') then 'ended'
            when outcome in ('merged', 'succeeded') then 'merged'
        end as cause,
        count_spells,
    from unit_spell
),

pool as (
    select
        unit_type,
        unit_id,
        max(count_pool) as n,
        max(observed_months) as observed_months,
    from unit_spell
    group by unit_type, unit_id
),

curve as (
    select
        unit_type,
        unit_id,
        's' as measure,
        elapsed,
        until,
        survival as value,
        low,
        high,
        count_at_risk,
    from kaplan_meier('failing_spell')
    union all
    select
        unit_type,
        unit_id,
        cause as measure,
        elapsed,
        until,
        incidence as value,
        low,
        high,
        count_at_risk,
    from aalen_johansen('competing_end')
)

select
    curve.unit_type,
    curve.unit_id,
    curve.measure,
    'all' as stratum,
    curve.elapsed / 30.4375 as months,
    least(curve.until / 30.4375, pool.observed_months - 12) as until_months,
    curve.value,
    curve.low,
    curve.high,
    curve.count_at_risk,
    pool.n,
from curve
inner join pool using (unit_type, unit_id)
where curve.elapsed / 30.4375 <= pool.observed_months - 12;
