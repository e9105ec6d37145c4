-- The first day of the window of so many months that ends with a day; whole months where it ends a month.
-- Grain: one day.
-- Unit: none.
-- Reads: nothing
create or replace macro window_start(final_day, count_months) as
    (final_day + interval 1 day - to_months(count_months))::date;
