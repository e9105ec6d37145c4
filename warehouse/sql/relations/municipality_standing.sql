-- Residents and financial independence ratio of municipalities, all of one year and one basis, so that they can be ranked.
-- Grain: one row per municipality of that year and basis.
-- Unit: residents; percent. The latest year up to valid_at's, else the first after it; of several bases of a year the one that states most municipalities, of as many the least by name. Ratios of different years or bases make no ranking: revenue items were reclassified in 2014.
-- Reads: municipality_fact
create or replace macro municipality_standing(valid_at) as table
with
stated as (
    select
        year,
        basis,
        count(*) as count_municipalities,
    from municipality_fact
    where financial_independence_percent is not null
    group by year, basis
),

chosen as (
    select year, basis
    from stated
    order by
        case when year <= year(valid_at) then 0 else 1 end,
        abs(year - year(valid_at)),
        count_municipalities desc,
        basis
    limit 1
)

select
    municipality_fact.municipality,
    municipality_fact.population,
    municipality_fact.financial_independence_percent,
from municipality_fact
inner join chosen
    on municipality_fact.year = chosen.year
    and municipality_fact.basis is not distinct from chosen.basis;
