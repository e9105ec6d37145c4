-- What the units that indicators speak of are called.
-- Grain: one row per unit that has a name; others go by their key.
-- Unit: names in Korean and English; English is null where no source gives it.
-- Reads: community_identification, support_organisation_establishment, municipality_fact, programme, cohort
create or replace macro unit_name(valid_at, known_at) as table
with
community as (
    select
        subject_key,
        name,
        row_number() over (
            partition by subject_key
            order by occurred_from desc, position desc
        ) as place,
    from community_identification_as_of(valid_at, known_at)
),

support_organisation as (
    select
        subject_key,
        name,
        row_number() over (
            partition by subject_key
            order by occurred_from desc, position desc
        ) as place,
    from support_organisation_establishment_as_of(valid_at, known_at)
    where name is not null
),

municipality as (
    select
        municipality,
        province,
        name,
        row_number() over (
            partition by municipality
            order by year desc
        ) as place,
    from municipality_fact
),

rule as (
    select
        cohort,
        name_ko,
        name_en,
        row_number() over (
            partition by cohort
            order by version desc
        ) as place,
    from cohort
)

select
    'community' as unit_type,
    subject_key as unit_id,
    name as name_ko,
    null::varchar as name_en,
    null::varchar as area,
from community
where place = 1
union all
select
    'support_organisation' as unit_type,
    subject_key as unit_id,
    name as name_ko,
    null::varchar as name_en,
    null::varchar as area,
from support_organisation
where place = 1
union all
select
    'municipality' as unit_type,
    municipality as unit_id,
    name as name_ko,
    null::varchar as name_en,
    province as area,
from municipality
where place = 1
union all
select
    'programme' as unit_type,
    programme as unit_id,
    name_ko,
    name_en,
    null::varchar as area,
from programme
union all
select
    'cohort' as unit_type,
    cohort as unit_id,
    name_ko,
    name_en,
    null::varchar as area,
from rule
where place = 1;
