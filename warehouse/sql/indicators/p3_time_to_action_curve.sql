-- The survival curves behind P3, as far as they are mature.
-- Grain: one row per unit and step of the curve; it holds from months to until_months.
-- Unit: months of 365.25 / 12 days; shares that still wait; no rows for fewer than 10 items, nor beyond the follow-up that 10 of them have.
-- Reads: agenda_action_survival, mature_curve
create or replace macro p3_time_to_action_curve(valid_at, known_at) as table
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
    from agenda_action_survival(valid_at, known_at)
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
