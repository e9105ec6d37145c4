-- Cumulative incidence of competing causes (Aalen and Johansen 1978) with delayed entry, from spells in a relation of the caller.
-- Grain: one row per curve, cause in the list `causes` and step of the curve (see kaplan_meier).
-- Unit: elapsed in the caller's unit; all causes of the spells compete, those of the list are told, also where none occurred; variance is the Greenwood-type one (Andersen et al. 1993, 4.4.19), equal to R's survfit where nobody enters late; low and high the 95 % log-log interval. Where nothing of a cause occurred, high is the exact one of no event among as many as the fewest at risk stand for (each at risk stands for 1 / survival who set out); where all ended for one cause, low is one less the high of survival.
-- Reads: the relation that `spells` names: curve, entry (null: from the start), exit, cause (null: censored), count_spells
create or replace macro aalen_johansen(spells, causes) as table
with
competing_spell as (
    select
        curve,
        entry,
        exit,
        cause is not null as is_event,
        count_spells,
    from query_table(spells)
),

told_cause as (
    select unnest(causes) as cause
),

event as (
    select
        curve,
        exit as elapsed,
        cause,
        sum(count_spells)::bigint as count_events,
    from query_table(spells)
    where cause is not null and exit > coalesce(entry, -1)
    group by curve, exit, cause
),

-- Survival of all causes together says who is still there just before each step.
step as (
    select
        overall.curve,
        overall.elapsed,
        overall.until,
        told_cause.cause,
        overall.count_at_risk,
        overall.count_events as count_all_events,
        coalesce(event.count_events, 0) as count_events,
        overall.survival,
        overall.survival_before,
        overall.high as survival_high,
        case
            when overall.survival > 0
                then (
                    overall.count_at_risk
                    + overall.count_entered
                    - overall.count_events
                    - overall.count_censored
                ) / overall.survival
        end as stand_for,
    from kaplan_meier('competing_spell') as overall
    cross join told_cause
    left join event
        on overall.curve = event.curve
        and overall.elapsed = event.elapsed
        and told_cause.cause = event.cause
),

-- A step at u adds (F(t) - F(u))^2 a - 2 (F(t) - F(u)) b + c to the variance of F(t); expanded in F(t),
-- three running sums serve all t.
term as (
    select
        curve,
        elapsed,
        until,
        cause,
        count_at_risk,
        count_events,
        survival,
        survival_high,
        min(stand_for) over running as fewest_stand_for,
        sum(
            case
                when count_events > 0 then survival_before * count_events / count_at_risk else 0
            end
        ) over running as incidence,
        case
            when count_all_events > 0 and count_all_events < count_at_risk
                then count_all_events::double / count_at_risk / (count_at_risk - count_all_events)
            else 0
        end as a,
        case
            when count_events > 0
                then survival_before * count_events / count_at_risk / count_at_risk
            else 0
        end as b,
        case
            when count_events > 0
                then survival_before * survival_before * count_events
                    * (count_at_risk - count_events)
                    / count_at_risk / count_at_risk / count_at_risk
            else 0
        end as c,
    from step
    window running as (
        partition by curve, cause
        order by elapsed
        rows between unbounded preceding and current row
    )
),

expanded as (
    select
        curve,
        elapsed,
        until,
        cause,
        count_at_risk,
        count_events,
        survival,
        survival_high,
        fewest_stand_for,
        incidence,
        sum(a) over running as square_term,
        sum(b + a * incidence) over running as linear_term,
        sum(c + 2 * b * incidence + a * incidence * incidence) over running as constant_term,
    from term
    window running as (
        partition by curve, cause
        order by elapsed
        rows between unbounded preceding and current row
    )
),

varied as (
    select
        curve,
        elapsed,
        until,
        cause,
        count_at_risk,
        count_events,
        survival,
        survival_high,
        fewest_stand_for,
        incidence,
        greatest(
            incidence * incidence * square_term - 2 * incidence * linear_term + constant_term, 0
        ) as variance,
    from expanded
),

banded as (
    select
        curve,
        elapsed,
        until,
        cause,
        count_at_risk,
        count_events,
        survival,
        survival_high,
        fewest_stand_for,
        incidence,
        variance,
        case
            -- A sum of parts that is one may stand a rounding error below it.
            when incidence > 0 and incidence < 1 - 1e-12 and variance > 0
                then exp(1.959963984540054 * sqrt(variance) / incidence / abs(ln(incidence)))
        end as spread,
    from varied
)

select
    curve,
    cause,
    elapsed,
    until,
    count_at_risk,
    count_events,
    survival,
    incidence,
    variance,
    case
        when spread is not null then power(incidence, spread)
        when incidence > 0 then 1 - survival_high
        else 0
    end as low,
    case
        when spread is not null then power(incidence, 1 / spread)
        when incidence > 0 then 1
        else 1 - none_of(fewest_stand_for)
    end as high,
from banded;
