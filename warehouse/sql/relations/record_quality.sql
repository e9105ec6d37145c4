-- How good the records behind the figures are: how many, how late, how precise, how often put right.
-- Grain: one row.
-- Unit: facts; days from the last possible day of a fact to its recording, null without facts; shares, null without facts.
-- Reads: log, superseded
create or replace macro record_quality(valid_at, known_at) as table
with
-- What feeds tell of the world; what dure records about feeds and publications is no such fact.
fact as (
    select
        position,
        source,
        occurred_from,
        precision <> 'day' as is_imprecise,
        greatest(date_diff('day', occurred_to, recorded_at::date), 0) as lag_days,
    from log
    where recorded_at <= known_at
        and occurred_from <= valid_at
        and not starts_with(type, 'dure.feed.')
        and not starts_with(type, 'dure.publication.')
),

replaced as (
    select distinct position
    from superseded
    where recorded_at <= known_at
)

select
    count(*) as count_facts,
    count(distinct fact.source) as count_sources,
    min(fact.occurred_from) as first_day,
    quantile_disc(fact.lag_days, 0.5) as median_lag_days,
    quantile_disc(fact.lag_days, 0.9) as p90_lag_days,
    count_if(fact.is_imprecise)::double / nullif(count(*), 0) as imprecise_share,
    count(replaced.position)::double / nullif(count(*), 0) as corrected_share,
from fact
left join replaced using (position);
