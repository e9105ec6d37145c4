-- The survival behind I19, as far as it is mature.
-- Grain: one row per unit, measure, which is the anchor, and step of the curve; it holds from months to until_months.
-- Unit: months of 365.25 / 12 days since the anchor began; shares; no rows for fewer than 10 spells, nor beyond the follow-up that 10 of them have.
-- Reads: anchor_spell, anchor_community, anchor_survival, mature_curve
create or replace macro i19_institutional_anchoring_curve(valid_at, known_at) as table
with
spell as (
    select
        reading,
        anchor,
        holder_type,
        holder,
        only_community,
        started_on,
        ended_on,
        last_used_on,
    from anchor_spell(valid_at, known_at)
),

place as (
    select holder_type, holder, only_community, community
    from anchor_community(valid_at, known_at, 'spell')
),

curve as (
    select
        unit_type,
        unit_id,
        stratum,
        measure || '_s_36' as measure,
        reading,
        count_pool,
        observed_months,
        elapsed,
        until,
        count_at_risk,
        estimate,
        low,
        high,
    from anchor_survival(valid_at, known_at, 'spell', 'place')
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
from mature_curve('curve', 0);
