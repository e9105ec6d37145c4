-- The number of a day's month, so that months can be counted: January of year 0 is 0.
-- Grain: one number.
-- Unit: months.
-- Reads: nothing
create or replace macro month_number(calendar_day) as
    year(calendar_day) * 12 + month(calendar_day) - 1;
