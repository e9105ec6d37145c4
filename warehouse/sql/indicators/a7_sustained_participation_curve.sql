-- The survival curves behind A7, as far as they are mature.
-- Grain: one row per unit, stratum (all, or the quarter in which residents were first seen) and step of the curve; it holds from months to until_months.
-- Unit: months of 365.25 / 12 days; shares; no rows for fewer than 15 residents, nor beyond the last horizon for which 15 have follow-up.
-- Reads: participation_survival, mature_curve
create or replace macro a7_sustained_participation_curve(valid_at, known_at) as table
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
    from participation_survival(valid_at, known_at)
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
