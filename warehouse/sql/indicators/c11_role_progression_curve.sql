-- The cumulative incidences behind C11, as far as they are mature.
-- Grain: one row per unit, measure (contributor, organiser, representative) and step of the curve; it holds from months to until_months.
-- Unit: months of 365.25 / 12 days since the first participation; shares; no rows for fewer than 20 residents, nor beyond the last horizon for which 20 have follow-up.
-- Reads: role_incidence, mature_curve
create or replace macro c11_role_progression_curve(valid_at, known_at) as table
with
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
    from role_incidence(valid_at, known_at)
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
