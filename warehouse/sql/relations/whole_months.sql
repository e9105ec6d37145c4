-- How many whole months have passed from a day to the end of another; 2022-01-15 to 2022-02-14 is one.
-- Grain: one number.
-- Unit: months; negative where the second day comes first.
-- Reads: nothing
create or replace macro whole_months(first_day, final_day) as
    month_number(final_day + interval 1 day) - month_number(first_day)
    - case when day(final_day + interval 1 day) < day(first_day) then 1 else 0 end;
