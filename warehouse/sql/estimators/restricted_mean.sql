-- Restricted mean: the area under a survival curve up to a horizon, with its variance.
-- Grain: one row per curve.
-- Unit: that of elapsed; the variance sums area-after-the-step squared times Greenwood's term, as R's survfit does; low and high the 95 % normal interval within [0, horizon]; where nothing ended before it, low is the horizon times the low of the curve.
-- Reads: the relation that `curves` names, of kaplan_meier's columns
create or replace macro restricted_mean(curves, horizon) as table
with
piece as (
    select
        curve,
        elapsed,
        low,
        survival * (least(coalesce(until, horizon), horizon) - elapsed) as area,
        case
            when count_events > 0 and count_events < count_at_risk
                then count_events::double / count_at_risk / (count_at_risk - count_events)
            else 0
        end as hazard_variance,
    from query_table(curves)
    where elapsed < horizon
),

remaining as (
    select
        curve,
        low,
        area,
        hazard_variance,
        sum(area) over (
            partition by curve
            order by elapsed desc
            rows between unbounded preceding and current row
        ) as area_after,
    from piece
),

summed as (
    select
        curve,
        sum(area) as restricted_mean,
        sum(area_after * area_after * hazard_variance) as variance,
        min(low) as lowest,
    from remaining
    group by curve
)

select
    curve,
    restricted_mean,
    variance,
    case
        when restricted_mean = horizon then horizon * lowest
        else greatest(restricted_mean - 1.959963984540054 * sqrt(variance), 0)
    end as low,
    least(restricted_mean + 1.959963984540054 * sqrt(variance), horizon) as high,
from summed;
