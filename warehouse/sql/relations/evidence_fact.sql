-- The facts that can be signs of something in a community: told of it, of its bodies, of its projects' links, of its municipality, or of a manual that it works by.
-- Grain: one row per fact and community.
-- Unit: fact_name is the kind without its version.
-- Reads: log, sign, organisation, community_area, area_code, small_project, link_confirmation, manual_in_use
create or replace macro evidence_fact(valid_at, known_at) as table
with
wanted as (
    select distinct fact_name(kind) as fact_name
    from (
        select unnest(kinds) as kind
        from sign
        union all
        select after_kind as kind
        from sign
        where after_kind is not null
    )
),

wanted_kind as (
    select kind, fact_name(kind) as fact_name
    from (select distinct kind from log)
    semi join wanted on fact_name(kind) = wanted.fact_name
),

told as (
    select
        told.position,
        wanted_kind.fact_name,
        told.subject,
        told.community,
        told.occurred_from,
        told.occurred_to,
        told.payload,
    from log_as_of(valid_at, known_at) as told
    inner join wanted_kind on told.kind = wanted_kind.kind
),

of_municipality as (
    select
        told.position,
        area.community,
    from told
    inner join area_code
        on area_code.scheme = 'mois-sgg'
        and told.subject = 'municipality/' || area_code.code
    inner join community_area(valid_at, known_at) as area
        on area_code.municipality = area.municipality
    where told.community is null
),

of_link as (
    select
        link.position,
        project.community,
    from link_confirmation_as_of(valid_at, known_at) as link
    inner join small_project(valid_at, known_at) as project
        on link.project = project.project or link.other_project = project.project
    where project.community is not null
),

attributed as (
    select position, community
    from told
    where community is not null
    union
    select told.position, organisation.community
    from told
    inner join organisation(valid_at, known_at) as organisation
        on told.subject = 'resident_organisation/' || organisation.organisation
    where told.community is null and organisation.community is not null
    union
    select position, community
    from of_municipality
    union
    select position, community
    from of_link
    union
    select position, community
    from manual_in_use(valid_at, known_at)
)

select
    attributed.community,
    told.position,
    told.fact_name,
    told.occurred_from,
    told.occurred_to,
    told.payload,
from told
inner join attributed on told.position = attributed.position;
