-- The cumulative incidences behind P2, as far as they are mature.
-- Grain: one row per unit, measure (addressed, withdrawn, merged) and step of the curve; it holds from months to until_months.
-- Unit: months of 365.25 / 12 days; shares; no rows for fewer than 10 items, nor beyond the follow-up that 10 of them have.
-- Reads: agenda_incidence
create or replace macro p2_agenda_realisation_curve(valid_at, known_at) as table
select
    unit_type,
    unit_id,
    cause as measure,
    'all' as stratum,
    elapsed / 30.4375 as months,
    least(until / 30.4375, observed_months) as until_months,
    incidence as value,
    low,
    high,
    count_at_risk,
    count_pool as n,
from agenda_incidence(valid_at, known_at)
where reading = 'stated'
    and cause is not null
    and observed_months > 0
    and elapsed / 30.4375 <= observed_months;
