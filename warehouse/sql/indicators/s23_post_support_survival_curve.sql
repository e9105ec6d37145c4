-- The survival curve and the cumulative incidences behind S23, as far as they are mature.
-- Grain: one row per unit, measure (s, ended, merged) and step of the curve; it holds from months to until_months.
-- Unit: months of 365.25 / 12 days; shares; no rows for fewer than 20 bodies, nor beyond the last horizon for which 20 have follow-up, nor for a single community.
-- Reads: post_support_survival, mature_curve
create or replace macro s23_post_support_survival_curve(valid_at, known_at) as table
with
spell_after_support as (
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

member as (
    select unit, unit_type, unit_id, anchor_type, anchor_id
    from unit_member(valid_at, known_at)
    where anchor_type = 'community'
),

unit as (
    select unit, unit_type, unit_id, coverage
    from coverage(valid_at, known_at, 'community.activity_held.v1', 48, 'member')
),

curve as (
    select
        unit_type,
        unit_id,
        stratum,
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
    from post_support_survival(valid_at, known_at, 'spell_after_support', 'member', 'unit')
    where measure <> 'rmst_36'
)

select
    unit_type,
    unit_id,
    measure,
    stratum,
    months,
    until_months,
    value,
    low,
    high,
    count_at_risk,
    n,
from mature_curve('curve', 12);
