-- The cumulative incidences behind C11, as far as they are mature.
-- Grain: one row per unit, measure (contributor, organiser, representative) and step of the curve; it holds from months to until_months.
-- Unit: months of 365.25 / 12 days since the first participation; shares; no rows for fewer than 20 residents, nor beyond the last horizon for which 20 have follow-up.
-- Reads: role_incidence
create or replace macro c11_role_progression_curve(valid_at, known_at) as table
select
    unit_type,
    unit_id,
    rung as measure,
    'all' as stratum,
    elapsed / 30.4375 as months,
    least(until / 30.4375, observed_months - 12) as until_months,
    incidence as value,
    low,
    high,
    count_at_risk,
    count_pool as n,
from role_incidence(valid_at, known_at)
where reading = 'stated'
    and elapsed / 30.4375 <= observed_months - 12;
