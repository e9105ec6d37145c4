-- Which manuals a community works by: adopted for it, by one of its bodies, by the organisation that supports it, or by its municipality.
-- Grain: one row per adoption and community.
-- Unit: is_shipped_text says whether the version was published with the text that ships here, null where the publication states no digest.
-- Reads: manual_adoption, manual_publication, process_guide, organisation, support_start, community_area, area_code
create or replace macro manual_in_use(valid_at, known_at) as table
with
area as (
    select community, municipality
    from community_area(valid_at, known_at)
),

-- Those who may adopt a manual for a community.
adopter_of as (
    select community as adopter, community
    from area
    union
    select organisation as adopter, community
    from organisation(valid_at, known_at)
    where community is not null
    union
    select support_organisation as adopter, subject_key as community
    from support_start_as_of(valid_at, known_at)
    where support_organisation is not null
    union
    select area_code.code as adopter, area.community
    from area
    inner join area_code
        on area_code.scheme = 'mois-sgg'
        and area.municipality = area_code.municipality
),

publication as (
    select
        publication.subject_key as manual,
        publication.version,
        bool_or(publication.digest = process_guide.digest) as is_shipped_text,
    from manual_publication_as_of(valid_at, known_at) as publication
    cross join process_guide
    where publication.digest is not null
    group by publication.subject_key, publication.version
),

adoption as (
    select
        position,
        subject_key as manual,
        version,
        adopter,
        community,
        occurred_from,
        occurred_to,
    from manual_adoption_as_of(valid_at, known_at)
),

attributed as (
    select adoption.position, adoption.community
    from adoption
    where adoption.community is not null
    union
    select adoption.position, adopter_of.community
    from adoption
    inner join adopter_of on adoption.adopter = adopter_of.adopter
    where adoption.community is null
)

select
    attributed.community,
    adoption.position,
    adoption.manual,
    adoption.version,
    adoption.adopter,
    adoption.occurred_from,
    adoption.occurred_to,
    publication.is_shipped_text,
from adoption
inner join attributed on adoption.position = attributed.position
left join publication
    on adoption.manual = publication.manual
    and adoption.version = publication.version;
