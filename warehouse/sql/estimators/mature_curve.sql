-- The steps of an indicator's curves, as far as they are mature.
-- Grain: one row per unit, measure, stratum and step; it holds from months to until_months.
-- Unit: months of 365.25 / 12 days; the stated reading only, up to the follow-up that the pool has, less `lag` months in which an end does not show yet.
-- Reads: the relation that `curves` names: unit_type, unit_id, stratum, measure, reading, count_pool, observed_months, elapsed (days), until, count_at_risk, estimate, low, high
create or replace macro mature_curve(curves, lag_months) as table
select
    unit_type,
    unit_id,
    measure,
    stratum,
    elapsed / 30.4375 as months,
    least(until / 30.4375, observed_months - lag_months) as until_months,
    estimate as value,
    low,
    high,
    count_at_risk,
    count_pool as n,
from query_table(curves)
where reading = 'stated'
    and observed_months > lag_months
    and elapsed / 30.4375 <= observed_months - lag_months;
