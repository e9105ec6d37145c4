-- Concentration index (Kakwani, Wagstaff and van Doorslaer 1997) of an amount along groups ranked from the worst off to the best off, of each curve in a relation of the caller.
-- Grain: one row per curve.
-- Unit: from -1 (all of it with the worst off) over 0 (as the weights are) to 1; groups of equal rank share the middle of their weights, so their order decides nothing; null without an amount.
-- Reads: the relation that `groups` names: curve, rank_value, weight (such as residents), amount (of the whole group, not per head)
create or replace macro concentration_index(groups) as table
with
tied as (
    select
        curve,
        rank_value,
        count(*) as count_groups,
        sum(weight)::double as weight,
        sum(amount)::double as amount,
    from query_table(groups)
    group by curve, rank_value
),

ranked as (
    select
        curve,
        count_groups,
        weight,
        amount,
        sum(weight) over running - weight / 2 as middle,
    from tied
    window running as (
        partition by curve
        order by rank_value
        rows between unbounded preceding and current row
    )
)

select
    curve,
    sum(count_groups)::bigint as count_groups,
    sum(amount) as amount,
    case
        when sum(amount) > 0 and sum(weight) > 0
            then 2 * sum(amount * middle) / sum(amount) / sum(weight) - 1
    end as concentration,
from ranked
group by curve;
