-- The area in which each community lies at valid_at, and the municipality and province of which that is part now.
-- Grain: one row per community of which any fact is known.
-- Unit: area as its entry or its last change of boundary says, else as its facts say; null where none states it; municipality and province (mois-sgg) are null where the area table does not know the code.
-- Reads: community_identification, boundary_change, log, area_code
create or replace macro community_area(valid_at, known_at) as table
with
statement as (
    select
        subject_key as community,
        area_scheme,
        area_code,
        occurred_from,
    from community_identification_as_of(valid_at, known_at)
    where area_code is not null
    union all
    select
        subject_key as community,
        area_scheme,
        area_code,
        occurred_from,
    from boundary_change_as_of(valid_at, known_at)
    where area_code is not null
),

stated as (
    select
        community,
        max_by(
            struct_pack(area_scheme := area_scheme, area_code := area_code),
            row(occurred_from, area_scheme, area_code)
        ) as area,
    from statement
    group by community
),

told as (
    select distinct community
    from log_as_of(valid_at, known_at)
    where community is not null
),

unstated as (
    select community
    from told
    anti join stated using (community)
),

named as (
    select
        community,
        area_scheme,
        area_code,
        max(occurred_from) as last_told_on,
    from log_as_of(valid_at, known_at)
    semi join unstated using (community)
    where area_code is not null
    group by community, area_scheme, area_code
),

-- Of the areas that its facts name, the latest.
implied as (
    select
        community,
        max_by(
            struct_pack(area_scheme := area_scheme, area_code := area_code),
            row(last_told_on, area_scheme, area_code)
        ) as area,
    from named
    group by community
),

located as (
    select
        told.community,
        coalesce(stated.area.area_scheme, implied.area.area_scheme) as area_scheme,
        coalesce(stated.area.area_code, implied.area.area_code) as area_code,
    from told
    left join stated using (community)
    left join implied using (community)
)

select
    located.community,
    located.area_scheme,
    located.area_code,
    area_code.municipality,
    municipality.parent as province,
from located
left join area_code
    on located.area_scheme = area_code.scheme
    and located.area_code = area_code.code
left join area_code as municipality
    on municipality.scheme = 'mois-sgg'
    and area_code.municipality = municipality.code;
