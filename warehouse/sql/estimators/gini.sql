-- Gini coefficient of counts, with the small-sample correction n / (n - 1), and what the tenth that has most holds (Deltas 2003).
-- Grain: one row per sample.
-- Unit: gini is 0 for equal counts and 1 where one has all; null for a single count. count_top is a tenth of n, rounded up; sum_top what these hold, ties shared.
-- Reads: the relation that `counts` names: sample, count_times (above 0), count_people
create or replace macro gini(counts) as table
with
ranked as (
    select
        sample,
        count_times,
        count_people,
        sum(count_people) over so_far as people_so_far,
        sum(count_people) over (partition by sample) as n,
    from query_table(counts)
    window so_far as (
        partition by sample
        order by count_times
        rows between unbounded preceding and current row
    )
)

select
    sample,
    max(n)::bigint as n,
    sum(count_times * count_people)::bigint as total,
    -- The ranks of equal counts add up to their number times the middle one.
    sum(
        count_times::double * count_people
        * (2 * people_so_far - count_people - n)
    ) / nullif(sum(count_times * count_people) * (max(n) - 1), 0) as gini,
    ceil(max(n) / 10.0)::bigint as count_top,
    sum(
        count_times * greatest(
            least(count_people, ceil(n / 10.0) - (n - people_so_far)), 0
        )
    )::double as sum_top,
from ranked
group by sample;
