-- The ratio of two rates with its exact 95 % interval (Przyborowski and Wilenski 1940): given their sum, one count of two Poisson counts is binomial.
-- Grain: one struct (ratio, low, high) per call.
-- Unit: ratio; null ratio and high where nothing happened in the second; null altogether without events or exposure.
-- Reads: exact_low
create or replace macro rate_ratio(count_one, exposure_one, count_two, exposure_two) as
    case
        when count_one + count_two > 0 and exposure_one > 0 and exposure_two > 0
            then struct_pack(
                ratio := case
                    when count_two > 0
                        then count_one::double * exposure_two / exposure_one / count_two
                end,
                low := exact_low(count_one, count_one + count_two)
                / (1 - exact_low(count_one, count_one + count_two))
                * exposure_two / exposure_one,
                high := case
                    when count_two > 0
                        then (1 - exact_low(count_two, count_one + count_two))
                        / exact_low(count_two, count_one + count_two)
                        * exposure_two / exposure_one
                end
            )
    end;
