-- The cumulative incidences behind I20, as far as they are mature.
-- Grain: one row per unit, measure (fulfilled, renegotiated, broken) and step of the curve; it holds from months to until_months.
-- Unit: months of 365.25 / 12 days after the due date; shares; no rows for fewer than 8 commitments, nor beyond the follow-up that 8 of them have.
-- Reads: commitment_incidence, mature_curve
create or replace macro i20_commitments_kept_curve(valid_at, known_at) as table
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
    from commitment_incidence(valid_at, known_at)
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
