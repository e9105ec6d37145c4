-- The 95 % interval of a share by the score test (Wilson 1927).
-- Grain: one struct (low, high) per call.
-- Unit: shares; null without trials; exactly 0 or 1 where no or every trial succeeded.
-- Reads: nothing
create or replace macro wilson(successes, trials) as
    case
        when trials > 0 then struct_pack(
            low := case
                when successes = 0 then 0.0::double
                else (
                    (successes + 1.920729410347062)
                    - 1.959963984540054 * sqrt(
                        successes * (trials - successes)::double / trials + 0.960364705173531
                    )
                ) / (trials + 3.841458820694124)
            end,
            high := case
                when successes = trials then 1.0::double
                else (
                    (successes + 1.920729410347062)
                    + 1.959963984540054 * sqrt(
                        successes * (trials - successes)::double / trials + 0.960364705173531
                    )
                ) / (trials + 3.841458820694124)
            end
        )
    end;
