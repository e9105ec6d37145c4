-- Product-limit estimate of survival (Kaplan and Meier 1958) with delayed entry, from spells in a relation of the caller.
-- Grain: one row per curve and step: the start, then each time at which a spell is entered or ends; a step holds for elapsed <= time < until (null: open).
-- Unit: elapsed in the caller's unit; survival_before is that just before the step; fewest_at_risk is the least number at risk so far, null once survival is 0; log_variance is Greenwood's of ln(survival); low and high the 95 % log-log interval. Where nothing ended, low is the exact one of no event among the fewest that were at risk (Clopper and Pearson 1934, for survival Fay, Brittain and Proschan 2013); where survival is 0, high is that of the survival without the step at which the last ended, or the exact one of that step.
-- Reads: the relation that `spells` names: curve (whatever tells curves apart; numbers are three times as fast as texts), entry (null: from the start), exit, is_event, count_spells
create or replace macro kaplan_meier(spells) as table
with
-- At risk at time t are those with entry < t <= exit, as in R; whoever is there from the start is
-- also at risk at time 0. At one time events come before censorings, and both before entries.
change as (
    select
        curve,
        coalesce(entry, -1) as elapsed,
        sum(count_spells) as count_entered,
        0 as count_events,
        0 as count_censored,
    from query_table(spells)
    where exit > coalesce(entry, -1)
    group by curve, coalesce(entry, -1)
    union all
    select
        curve,
        exit as elapsed,
        0 as count_entered,
        case when is_event then count_spells else 0 end as count_events,
        case when is_event then 0 else count_spells end as count_censored,
    from query_table(spells)
    where exit > coalesce(entry, -1)
),

step as (
    select
        curve,
        elapsed,
        sum(count_entered)::bigint as count_entered,
        sum(count_events)::bigint as count_events,
        sum(count_censored)::bigint as count_censored,
    from change
    group by curve, elapsed
    union all
    -- Where everybody enters late there still is a start, of nobody.
    select
        curve,
        -1 as elapsed,
        0 as count_entered,
        0 as count_events,
        0 as count_censored,
    from change
    group by curve
    having min(elapsed) >= 0
),

risk as (
    select
        curve,
        elapsed,
        count_entered,
        count_events,
        count_censored,
        coalesce(
            sum(count_entered - count_events - count_censored) over (
                partition by curve
                order by elapsed
                rows between unbounded preceding and 1 preceding
            ),
            0
        )::bigint as count_at_risk,
        lead(elapsed) over (
            partition by curve
            order by elapsed
        ) as until,
    from step
),

factor as (
    select
        curve,
        elapsed,
        until,
        count_entered,
        count_events,
        count_censored,
        count_at_risk,
        case when count_events > 0 and count_events = count_at_risk then 1 else 0 end
            as is_last_of_all,
        case
            when count_events > 0 and count_events < count_at_risk
                then ln((count_at_risk - count_events)::double / count_at_risk)
            else 0
        end as log_factor,
        case
            when count_events > 0 and count_events < count_at_risk
                then count_events::double / count_at_risk / (count_at_risk - count_events)
            else 0
        end as log_variance,
    from risk
),

summed as (
    select
        curve,
        elapsed,
        until,
        count_entered,
        count_events,
        count_censored,
        count_at_risk,
        is_last_of_all,
        log_factor,
        sum(is_last_of_all) over running as count_last_of_all,
        sum(log_factor) over running as log_survival,
        sum(log_variance) over running as log_variance,
        min(count_at_risk + count_entered - count_events - count_censored) over running
            as fewest_at_risk,
        max(case when is_last_of_all = 1 then count_at_risk end) over running as count_of_last,
    from factor
    window running as (
        partition by curve
        order by elapsed
        rows between unbounded preceding and current row
    )
),

product as (
    select
        curve,
        greatest(elapsed, 0) as elapsed,
        until,
        case when elapsed < 0 then count_entered else count_at_risk end as count_at_risk,
        case when elapsed < 0 then 0 else count_entered end as count_entered,
        count_events,
        count_censored,
        case when count_last_of_all > 0 then 0 else exp(log_survival) end as survival,
        case
            when count_last_of_all > is_last_of_all then 0
            else exp(log_survival - log_factor)
        end as survival_before,
        log_variance,
        exp(log_survival) as survival_without_last,
        case when count_last_of_all = 0 then greatest(fewest_at_risk, 0) end as fewest_at_risk,
        count_of_last,
    from summed
),

-- The interval of ln(-ln(S)); its half width is z * sqrt(Greenwood) / |ln(S)|.
banded as (
    select
        curve,
        elapsed,
        until,
        count_at_risk,
        count_entered,
        count_events,
        count_censored,
        survival,
        survival_before,
        survival_without_last,
        log_variance,
        fewest_at_risk,
        count_of_last,
        case
            when log_variance > 0
                then exp(
                    1.959963984540054 * sqrt(log_variance) / abs(ln(survival_without_last))
                )
        end as spread,
    from product
)

select
    curve,
    elapsed,
    until,
    count_at_risk,
    count_entered,
    count_events,
    count_censored,
    survival,
    survival_before,
    log_variance,
    fewest_at_risk,
    case
        when survival = 0 then 0
        when spread is not null then power(survival, spread)
        else none_of(fewest_at_risk)
    end as low,
    case
        when spread is not null then power(survival_without_last, 1 / spread)
        when survival = 0 then 1 - none_of(count_of_last)
        else 1
    end as high,
from banded
where until is null or until > elapsed;
