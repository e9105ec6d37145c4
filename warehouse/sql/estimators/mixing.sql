-- How much of the weight of a graph's ties is between groups, against what random mixing with the same margins would give (Newman 2003; Krackhardt and Stern 1988).
-- Grain: one row per graph.
-- Unit: shares of weight; expected is 1 less the sum of the squared shares of the groups' ends; ei_index is external less internal, from -1 to 1.
-- Reads: the relation that `ties` names: graph, one_group, two_group, weight (whole numbers)
create or replace macro mixing(ties) as table
with
by_pair as (
    select
        graph,
        one_group,
        two_group,
        sum(weight)::hugeint as weight,
    from query_table(ties)
    group by graph, one_group, two_group
),

group_end as (
    select graph, one_group as of_group, weight
    from by_pair
    union all
    select graph, two_group as of_group, weight
    from by_pair
),

by_group as (
    select
        graph,
        of_group,
        sum(weight)::double as weight,
    from group_end
    group by graph, of_group
),

total as (
    select
        graph,
        sum(weight)::double as weight,
        coalesce(sum(weight) filter (where one_group <> two_group), 0)::double as across_weight,
    from by_pair
    group by graph
),

-- Rounded, so that the sum does not depend on its order.
within_by_chance as (
    select
        by_group.graph,
        sum(round(power(by_group.weight / (2 * total.weight), 2) * 1e15)::bigint)::double / 1e15
            as share,
    from by_group
    inner join total on by_group.graph = total.graph
    group by by_group.graph
)

select
    total.graph,
    total.across_weight,
    total.weight,
    total.across_weight / total.weight as across,
    1 - within_by_chance.share as expected,
    2 * total.across_weight / total.weight - 1 as ei_index,
from total
inner join within_by_chance on total.graph = within_by_chance.graph
where total.weight > 0;
