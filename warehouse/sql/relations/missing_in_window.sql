-- How many months of a window are missing in each community, for one kind of fact (see missing_month).
-- Grain: one row per community with a missing month in the window.
-- Unit: months of the window_months up to valid_at.
-- Reads: missing_month
create or replace macro missing_in_window(
    valid_at, known_at, kind_of_fact, window_months
) as table
select
    community,
    count(*) as count_months,
from missing_month(valid_at, known_at, kind_of_fact)
where month >= month_number(valid_at + interval 1 day) - window_months
group by community;
