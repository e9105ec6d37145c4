-- Months of which each community was expected to be told and was not, for one kind of fact: what happened in them is unknown.
-- Grain: one row per community and month.
-- Unit: month is month_number's; first_day is its first day, next_first_day that of the month after.
-- Reads: observed_month
create or replace macro missing_month(valid_at, known_at, kind_of_fact) as table
select
    community,
    month,
    month_start(month) as first_day,
    month_start(month + 1) as next_first_day,
from observed_month(valid_at, known_at, kind_of_fact)
where is_expected and not is_observed;
