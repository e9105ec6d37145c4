-- The first day of the month that has this number (see month_number).
-- Grain: one day.
-- Unit: none.
-- Reads: nothing
create or replace macro month_start(number_of_month) as
    make_date(number_of_month // 12, number_of_month % 12 + 1, 1);
