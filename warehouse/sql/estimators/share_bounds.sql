-- Between what a share lies when some trials may not count and some that count may not be known.
-- Grain: one struct (low, high) per call.
-- Unit: shares of successes and of other trials, each the least and the most that there can be; null where there may be no trial at all.
-- Reads: nothing
create or replace macro share_bounds(fewest, most, fewest_others, most_others) as
    struct_pack(
        low := case when fewest + most_others > 0 then fewest::double / (fewest + most_others) end,
        high := case when most + fewest_others > 0 then most::double / (most + fewest_others) end
    );
