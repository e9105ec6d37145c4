-- Which communities and support organisations belong to which unit at valid_at; membership then holds for all earlier facts.
-- Grain: one row per unit and anchor (a community or a support organisation).
-- Unit: the column unit numbers the units, so that what is grouped by unit is grouped by a number; unit types community, municipality, province, programme, support_organisation, cohort (its latest version), nation; an anchor whose area is not resolved belongs to no municipality, province or cohort.
-- Reads: community_area, support_start, support_visit, consultation, support_organisation_establishment, worker_contract_end, area_code, cohort_member
create or replace macro unit_member(valid_at, known_at) as table
with
community as (
    select
        community as anchor_id,
        municipality,
        province,
    from community_area(valid_at, known_at)
),

support as (
    select distinct
        subject_key as community,
        programme,
        support_organisation,
    from support_start_as_of(valid_at, known_at)
),

told_support_organisation as (
    select
        subject_key as anchor_id,
        area_scheme,
        area_code,
    from support_organisation_establishment_as_of(valid_at, known_at)
    union
    select
        subject_key as anchor_id,
        area_scheme,
        area_code,
    from support_visit_as_of(valid_at, known_at)
    union
    select
        subject_key as anchor_id,
        area_scheme,
        area_code,
    from consultation_as_of(valid_at, known_at)
    union
    select
        support_organisation as anchor_id,
        area_scheme,
        area_code,
    from worker_contract_end_as_of(valid_at, known_at)
    where support_organisation is not null
    union
    select
        support_organisation as anchor_id,
        null as area_scheme,
        null as area_code,
    from support
    where support_organisation is not null
),

-- A centre lies where its facts say; one that works in several municipalities belongs to none of them.
support_organisation as (
    select
        told_support_organisation.anchor_id,
        case
            when min(area_code.municipality) = max(area_code.municipality)
                then min(area_code.municipality)
        end as municipality,
        case
            when min(municipality.parent) = max(municipality.parent) then min(municipality.parent)
        end as province,
    from told_support_organisation
    left join area_code
        on told_support_organisation.area_scheme = area_code.scheme
        and told_support_organisation.area_code = area_code.code
    left join area_code as municipality
        on municipality.scheme = 'mois-sgg'
        and area_code.municipality = municipality.code
    group by told_support_organisation.anchor_id
),

anchor as (
    select 'community' as anchor_type, anchor_id, municipality, province
    from community
    union all
    select 'support_organisation' as anchor_type, anchor_id, municipality, province
    from support_organisation
),

latest_cohort as (
    select
        cohort,
        max(version) as version,
    from cohort_member
    group by cohort
),

member as (
    select anchor_type as unit_type, anchor_id as unit_id, anchor_type, anchor_id
    from anchor
    union all
    select 'municipality' as unit_type, municipality as unit_id, anchor_type, anchor_id
    from anchor
    where municipality is not null
    union all
    select 'province' as unit_type, province as unit_id, anchor_type, anchor_id
    from anchor
    where province is not null
    union all
    select
        'cohort' as unit_type,
        cohort_member.cohort as unit_id,
        anchor.anchor_type,
        anchor.anchor_id,
    from anchor
    inner join cohort_member on anchor.municipality = cohort_member.municipality
    inner join latest_cohort
        on cohort_member.cohort = latest_cohort.cohort
        and cohort_member.version = latest_cohort.version
    union all
    select 'nation' as unit_type, 'KR' as unit_id, anchor_type, anchor_id
    from anchor
    union all
    (
        select distinct
            'programme' as unit_type,
            programme as unit_id,
            'community' as anchor_type,
            community as anchor_id,
        from support
        where programme is not null
    )
    union all
    (
        select distinct
            'support_organisation' as unit_type,
            support_organisation as unit_id,
            'community' as anchor_type,
            community as anchor_id,
        from support
        where support_organisation is not null
    )
)

select
    dense_rank() over (order by unit_type, unit_id) as unit,
    unit_type,
    unit_id,
    anchor_type,
    anchor_id,
from member;
