-- What a meeting of count_people weighs for each two of them: 1 / (count_people - 1) (Newman 2001), as a whole number so that sums do not depend on their order.
-- Grain: one number.
-- Unit: 2329089562800ths, the least common multiple of 1 to 29, for meetings of 2 to 30 people.
-- Reads: nothing
create or replace macro meeting_weight(count_people) as
    2329089562800 // (count_people - 1);
