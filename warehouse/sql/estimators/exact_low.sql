-- The lower end of the exact 95 % interval of a share (Clopper and Pearson 1934), by 50 halvings.
-- Grain: one number.
-- Unit: share, to 1e-12; 0 without successes; the one of the failures, taken from 1, is the upper end.
-- Reads: binomial_tail
create or replace macro exact_low(successes, trials) as -- noqa: PRS
    case
        when successes = 0 then 0
        -- sqlfluff 4.5 knows no lambda of two parameters (hence noqa); each step halves the last one.
        else list_reduce(
            list_prepend(0.0::double, list_transform(range(1, 51), lambda step: power(0.5, step))),
            lambda reached, width: reached + case
                when binomial_tail(successes, trials, reached + width) < 0.025 then width
                else 0
            end
        )
    end;
