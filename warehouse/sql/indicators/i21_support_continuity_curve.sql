-- The cumulative incidences of what follows workers' contracts behind I21, as far as they are mature.
-- Grain: one row per unit, measure (followed_up, left_field) and step of the curve; it holds from months to until_months.
-- Unit: months of 365.25 / 12 days after the end of the contract; shares; no rows for fewer than 8 workers, nor beyond the follow-up that 8 of them have.
-- Reads: worker_incidence, mature_curve
create or replace macro i21_support_continuity_curve(valid_at, known_at) as table
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
    from worker_incidence(valid_at, known_at)
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
