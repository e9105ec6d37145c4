-- What a pooled curve of incidence says of one cause at given times, with the range that its readings leave.
-- Grain: one row per unit of the curve and time.
-- Unit: time in days; incidence, low and high are those of the reading `stated`; lowest and highest are over all readings; 0 where nothing ended for that cause by then.
-- Reads: the relation that `curve` names, of pooled_incidence's columns
create or replace macro incidence_at(curve, wanted_cause, times) as table
with
moment as (
    select unnest(times)::double as days
),

told as (
    select distinct
        unit_type,
        unit_id,
        reading,
        count_pool,
        observed_months,
    from query_table(curve)
),

reached as (
    select
        step.unit_type,
        step.unit_id,
        step.reading,
        moment.days,
        step.incidence,
        step.low,
        step.high,
    from query_table(curve) as step
    inner join moment
        on step.elapsed <= moment.days
        and (step.until is null or moment.days < step.until)
    where step.cause = wanted_cause
)

select
    told.unit_type,
    told.unit_id,
    moment.days,
    max(told.count_pool) as count_pool,
    max(told.observed_months) as observed_months,
    coalesce(max(reached.incidence) filter (where told.reading = 'stated'), 0) as incidence,
    max(reached.low) filter (where told.reading = 'stated') as low,
    max(reached.high) filter (where told.reading = 'stated') as high,
    min(coalesce(reached.incidence, 0)) as lowest,
    max(coalesce(reached.incidence, 0)) as highest,
from told
cross join moment
left join reached
    on told.unit_type = reached.unit_type
    and told.unit_id = reached.unit_id
    and told.reading = reached.reading
    and moment.days = reached.days
group by told.unit_type, told.unit_id, moment.days;
