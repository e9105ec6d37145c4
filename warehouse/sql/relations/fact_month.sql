-- In which months each source tells of each community, by kind of fact.
-- Grain: one row per community, kind of fact, source and month.
-- Unit: facts; month is month_number's, null for facts that are not precise to the month.
-- Reads: community_fact
create or replace macro fact_month(valid_at, known_at) as table
select
    fact_kind,
    community,
    source,
    case
        when month_number(occurred_from) = month_number(occurred_to)
            then month_number(occurred_from)
    end as month,
    count(*) as count_facts,
from community_fact(valid_at, known_at)
where community is not null
group by all;
