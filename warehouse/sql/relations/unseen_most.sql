-- How many facts of a kind the missing months of a window may hide: in each no more than were told in the busiest observed month.
-- Grain: one row per community with a missing month in the window and a fact to go by.
-- Unit: facts; the busiest month is looked for in twice the window.
-- Reads: missing_in_window and the relation that `occurrences` names: community, occurred_from, occurred_to
create or replace macro unseen_most(
    valid_at, known_at, kind_of_fact, window_months, occurrences
) as table
with
missing as (
    select community, count_months
    from missing_in_window(valid_at, known_at, kind_of_fact, window_months)
),

monthly as (
    select
        told.community,
        month_number(told.occurred_from) as month,
        count(*) as count_facts,
    from query_table(occurrences) as told
    semi join missing on told.community = missing.community
    where told.occurred_from >= window_start(valid_at, 2 * window_months)
        and month_number(told.occurred_from) = month_number(told.occurred_to)
    group by told.community, month_number(told.occurred_from)
)

select
    missing.community,
    (min(missing.count_months) * max(monthly.count_facts))::bigint as count_unseen,
from missing
inner join monthly on missing.community = monthly.community
group by missing.community;
