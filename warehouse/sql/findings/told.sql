-- A closed interval of days in words: the day, or first and last day, or `open` where there is none.
-- Grain: one text.
-- Unit: ISO 8601 days.
-- Reads: nothing
create or replace macro told(first_day, last_day) as
    case
        when first_day is null then 'open'
        when first_day = last_day then first_day::varchar
        else first_day::varchar || '/' || last_day::varchar
    end;
