-- A share of what communities counted, at every unit: how many of those known, with Wilson's interval and the bounds.
-- Grain: one row per unit and measure of which one of its communities counted anything.
-- Unit: n is how many there are, denominator how many of them are known, numerator how many count; shares. The bounds are what imprecise dates leave open and what missing months may hide (count_unseen, all of which may count or not; see share_bounds).
-- Reads: share_bounds, wilson and the relations that `counts` names: community, measure, count_all, count_known, count_of, fewest_of, most_of, fewest_others, most_others, count_unseen, and `members`, of unit_member's columns
create or replace macro pooled_share(counts, members) as table
with
summed as (
    select
        member.unit,
        counted.measure,
        sum(counted.count_all)::bigint as n,
        sum(counted.count_known)::bigint as denominator,
        sum(counted.count_of)::bigint as numerator,
        sum(counted.fewest_of)::bigint as fewest_of,
        sum(counted.most_of + counted.count_unseen)::bigint as most_of,
        sum(counted.fewest_others)::bigint as fewest_others,
        sum(counted.most_others + counted.count_unseen)::bigint as most_others,
    from query_table(counts) as counted
    inner join query_table(members) as member on counted.community = member.anchor_id
    group by member.unit, counted.measure
)

select
    unit,
    measure,
    n,
    numerator,
    denominator,
    numerator::double / nullif(denominator, 0) as estimate,
    wilson(numerator, denominator).low as low,
    wilson(numerator, denominator).high as high,
    share_bounds(fewest_of, most_of, fewest_others, most_others).low as lowest,
    share_bounds(fewest_of, most_of, fewest_others, most_others).high as highest,
from summed;
