-- Since when anything is told of each community, by facts of whatever kind.
-- Grain: one row per community of which a fact precise to the month is known.
-- Unit: first_month is month_number's.
-- Reads: log, organisation
create or replace macro community_beginning(valid_at, known_at) as table
with
-- Grouped by one column each: DuckDB 2.0 is five times as fast at that as by two.
of_community as (
    select
        community,
        min(
            case
                when occurred_from = occurred_to then occurred_from
                when month_number(occurred_from) = month_number(occurred_to) then occurred_from
            end
        ) as first_on,
    from log_as_of(valid_at, known_at)
    where community is not null
    group by community
),

of_body as (
    select
        subject,
        min(
            case when month_number(occurred_from) = month_number(occurred_to) then occurred_from end
        ) as first_on,
    from log_as_of(valid_at, known_at)
    where community is null and starts_with(subject, 'resident_organisation/')
    group by subject
),

told as (
    select community, first_on
    from of_community
    union all
    select organisation.community, of_body.first_on
    from of_body
    inner join organisation(valid_at, known_at) as organisation
        on of_body.subject = 'resident_organisation/' || organisation.organisation
    where organisation.community is not null
)

select
    community,
    month_number(min(first_on)) as first_month,
from told
where first_on is not null
group by community;
