-- The 95 % interval of a statistic of meetings by leaving out each group of meetings in turn (delete-a-group jackknife, Kott 2001).
-- Grain: one row per sample.
-- Unit: that of the estimate; t with one degree of freedom fewer than groups (at most 20); null for fewer than 5 groups.
-- Reads: the relation that `replicates` names: sample, estimate of all, replicate without one group; one row per group
create or replace macro grouped_jackknife(replicates) as table
with
spread as (
    select
        sample,
        max(estimate) as estimate,
        count(replicate) as count_groups,
        sqrt((count(replicate) - 1) * var_pop(replicate)) as standard_error,
    from query_table(replicates)
    group by sample
)

select
    sample,
    standard_error,
    estimate - standard_error * student_95(count_groups - 1) as low,
    estimate + standard_error * student_95(count_groups - 1) as high,
from spread;
