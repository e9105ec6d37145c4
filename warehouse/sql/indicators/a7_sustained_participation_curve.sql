-- The survival curves behind A7, as far as they are mature.
-- Grain: one row per unit, stratum (all, or the quarter in which residents were first seen) and step of the curve; it holds from months to until_months.
-- Unit: months of 365.25 / 12 days; shares; no rows for fewer than 15 residents, nor beyond the last horizon for which 15 have follow-up.
-- Reads: participation_survival
create or replace macro a7_sustained_participation_curve(valid_at, known_at) as table
select
    unit_type,
    unit_id,
    's' as measure,
    case
        when first_quarter = 0 then 'all'
        else (first_quarter // 4) || '-Q' || (first_quarter % 4 + 1)
    end as stratum,
    elapsed / 30.4375 as months,
    least(until / 30.4375, observed_months - 12) as until_months,
    survival as value,
    low,
    high,
    count_at_risk,
    count_pool as n,
from participation_survival(valid_at, known_at)
where reading = 'stated'
    and elapsed / 30.4375 <= observed_months - 12;
