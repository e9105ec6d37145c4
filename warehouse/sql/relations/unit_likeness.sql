-- In what units are alike: the programme that supports a community, its stage of support, the class of its city and of that city's financial independence.
-- Grain: one row per community and per municipality with communities.
-- Unit: stage is unsupported, supported or after_support; city_class is metropolitan_district, county, small_medium_city (the default cohort) or other_city; independence is below_10, below_20 or from_20 percent, of the latest year with a ratio; programme and stage are null for a municipality, all are null where nothing tells.
-- Reads: community_area, support_spell, municipality_fact, cohort, cohort_member
create or replace macro unit_likeness(valid_at, known_at) as table
with
area as (
    select community, municipality
    from community_area(valid_at, known_at)
),

-- A community that several programmes support is of the one that began last.
supported as (
    select
        community,
        max_by(programme, row(started_from, programme)) as programme,
        case
            when count_if(ended_from is null) > 0 then 'supported'
            else 'after_support'
        end as stage,
    from support_spell(valid_at, known_at)
    group by community
),

figure as (
    select
        municipality,
        max_by(kind, year) as kind,
        max_by(is_metropolitan, year) as is_metropolitan,
        max_by(financial_independence_percent, year)
            filter (where financial_independence_percent is not null) as independence_percent,
    from municipality_fact
    where year <= year(valid_at)
    group by municipality
),

-- The earliest figures, for a day before all of them: classes move slowly.
earliest as (
    select
        municipality,
        min_by(kind, year) as kind,
        min_by(is_metropolitan, year) as is_metropolitan,
        min_by(financial_independence_percent, year)
            filter (where financial_independence_percent is not null) as independence_percent,
    from municipality_fact
    group by municipality
),

small_medium as (
    select distinct cohort_member.municipality
    from cohort_member
    inner join cohort
        on cohort_member.cohort = cohort.cohort
        and cohort_member.version = cohort.version
    where cohort.is_default
),

told as (
    select
        earliest.municipality,
        coalesce(figure.kind, earliest.kind) as kind,
        coalesce(figure.is_metropolitan, earliest.is_metropolitan) as is_metropolitan,
        coalesce(figure.independence_percent, earliest.independence_percent)
            as independence_percent,
    from earliest
    left join figure on earliest.municipality = figure.municipality
),

classed as (
    select
        told.municipality,
        case
            when told.is_metropolitan then 'metropolitan_district'
            when told.kind = 'gun' then 'county'
            when small_medium.municipality is not null then 'small_medium_city'
            else 'other_city'
        end as city_class,
        -- The limits of the cohorts of low and very low financial independence.
        case
            when told.independence_percent < 10 then 'below_10'
            when told.independence_percent < 20 then 'below_20'
            when told.independence_percent >= 20 then 'from_20'
        end as independence,
    from told
    left join small_medium on told.municipality = small_medium.municipality
)

select
    'community' as unit_type,
    area.community as unit_id,
    supported.programme,
    coalesce(supported.stage, 'unsupported') as stage,
    classed.city_class,
    classed.independence,
from area
left join supported on area.community = supported.community
left join classed on area.municipality = classed.municipality
union all
(
    select distinct
        'municipality' as unit_type,
        area.municipality as unit_id,
        null::varchar as programme,
        null::varchar as stage,
        classed.city_class,
        classed.independence,
    from area
    left join classed on area.municipality = classed.municipality
    where area.municipality is not null
);
