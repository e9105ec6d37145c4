-- The lower end of the exact 95 % interval of a share that all of so many trials reached, such as living on (Clopper and Pearson 1934).
-- Grain: one number.
-- Unit: share; 0 without trials; less this number is the upper end where none reached it, about 3.7 in the number of trials.
-- Reads: nothing
create or replace macro none_of(trials) as
    case when trials > 0 then power(0.025, 1.0 / trials) else 0 end;
