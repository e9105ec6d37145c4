-- Which source told of which community and area, since when and up to when, by facts of whatever kind.
-- Grain: one row per community, source and area that any of its facts names.
-- Unit: first_month is month_number's, of facts precise to the month, null where there is none; last_told_on is the first day of the latest fact.
-- Reads: community_fact
create or replace macro community_told(valid_at, known_at) as table
select
    community,
    source,
    area_scheme,
    area_code,
    min(
        case
            when month_number(occurred_from) = month_number(occurred_to)
                then month_number(occurred_from)
        end
    ) as first_month,
    max(occurred_from) as last_told_on,
from community_fact(valid_at, known_at)
group by community, source, area_scheme, area_code;
