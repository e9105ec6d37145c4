-- Which source told of which community and area, since when and up to when, by facts of whatever kind.
-- Grain: one row per community, source and area that any of its facts names.
-- Unit: first_month is month_number's, of facts precise to the month, null where there is none; last_told_on is the first day of the latest fact.
-- Reads: log, organisation
create or replace macro community_told(valid_at, known_at) as table
with
-- One pass over all facts by few columns, since most relations come through here.
of_community as (
    select
        community,
        source,
        area_scheme,
        area_code,
        min(
            case
                when occurred_from = occurred_to then occurred_from
                when month_number(occurred_from) = month_number(occurred_to) then occurred_from
            end
        ) as first_precise_on,
        max(occurred_from) as last_told_on,
    from log_as_of(valid_at, known_at)
    where community is not null
    group by community, source, area_scheme, area_code
),

of_body as (
    select
        subject,
        source,
        area_scheme,
        area_code,
        min(
            case
                when occurred_from = occurred_to then occurred_from
                when month_number(occurred_from) = month_number(occurred_to) then occurred_from
            end
        ) as first_precise_on,
        max(occurred_from) as last_told_on,
    from log_as_of(valid_at, known_at)
    where community is null and starts_with(subject, 'resident_organisation/')
    group by subject, source, area_scheme, area_code
),

told as (
    select community, source, area_scheme, area_code, first_precise_on, last_told_on
    from of_community
    union all
    select
        organisation.community,
        of_body.source,
        of_body.area_scheme,
        of_body.area_code,
        of_body.first_precise_on,
        of_body.last_told_on,
    from of_body
    inner join organisation(valid_at, known_at) as organisation
        on of_body.subject = 'resident_organisation/' || organisation.organisation
    where organisation.community is not null
)

select
    community,
    source,
    area_scheme,
    area_code,
    month_number(min(first_precise_on)) as first_month,
    max(last_told_on) as last_told_on,
from told
group by community, source, area_scheme, area_code;
