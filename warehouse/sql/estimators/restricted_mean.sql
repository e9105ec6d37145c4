-- Restricted mean: the area under a survival curve up to a horizon, with its variance.
-- Grain: one row per (unit_type, unit_id, stratum) of the curve.
-- Unit: that of elapsed; the variance sums area-after-the-step squared times Greenwood's term, as R's survfit does; low and high the 95 % normal interval within [0, horizon].
-- Reads: the relation that `curve` names, of kaplan_meier's columns
create or replace macro restricted_mean(curve, horizon) as table
with
piece as (
    select
        unit_type,
        unit_id,
        stratum,
        elapsed,
        survival * (least(coalesce(until, horizon), horizon) - elapsed) as area,
        case
            when count_events > 0 and count_events < count_at_risk
                then count_events::double / count_at_risk / (count_at_risk - count_events)
            else 0
        end as hazard_variance,
    from query_table(curve)
    where elapsed < horizon
),

remaining as (
    select
        unit_type,
        unit_id,
        stratum,
        area,
        hazard_variance,
        sum(area) over (
            partition by unit_type, unit_id, stratum
            order by elapsed desc
            rows between unbounded preceding and current row
        ) as area_after,
    from piece
),

summed as (
    select
        unit_type,
        unit_id,
        stratum,
        sum(area) as restricted_mean,
        sum(area_after * area_after * hazard_variance) as variance,
    from remaining
    group by unit_type, unit_id, stratum
)

select
    unit_type,
    unit_id,
    stratum,
    restricted_mean,
    variance,
    greatest(restricted_mean - 1.959963984540054 * sqrt(variance), 0) as low,
    least(restricted_mean + 1.959963984540054 * sqrt(variance), horizon) as high,
from summed;
