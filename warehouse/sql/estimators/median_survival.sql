-- Median of a survival curve: the first time at which half or fewer are left, with its interval (Brookmeyer and Crowley 1982).
-- Grain: one row per curve.
-- Unit: that of elapsed; null where the curve, or its band, does not come down to one half. Where the curve is 0 or 1 the band is the curve, as in R.
-- Reads: the relation that `curves` names, of kaplan_meier's columns
create or replace macro median_survival(curves) as table
select
    curve,
    -- One half reached through logarithms may stand a rounding error above it.
    min(elapsed) filter (where survival <= 0.5 + 1e-12) as median,
    min(elapsed) filter (where case when survival < 1 then low else 1 end <= 0.5 + 1e-12) as low,
    min(elapsed) filter (where case when survival > 0 then high else 0 end <= 0.5 + 1e-12) as high,
from query_table(curves)
group by curve;
