-- For which communities each anchor of anchor_spell holds.
-- Grain: one row per spell (of any reading) and community.
-- Unit: a body's own community; those of a municipality; the one that a fact names; those that a support organisation supports.
-- Reads: organisation, community_area, support_start and the relation that `spells` names, of anchor_spell's columns
create or replace macro anchor_community(valid_at, known_at, spells) as table
with
holder as (
    select distinct holder_type, holder, only_community
    from query_table(spells)
),

body_community as (
    select distinct origin as holder, community
    from organisation(valid_at, known_at)
    where community is not null
),

area as (
    select community, municipality
    from community_area(valid_at, known_at)
),

supported as (
    select distinct support_organisation as holder, subject_key as community
    from support_start_as_of(valid_at, known_at)
    where support_organisation is not null
)

select holder_type, holder, only_community, only_community as community
from holder
where only_community is not null
union all
select holder.holder_type, holder.holder, holder.only_community, area.community
from holder
inner join area on holder.holder = area.municipality
where holder.holder_type = 'municipality' and holder.only_community is null
union all
select holder.holder_type, holder.holder, holder.only_community, body_community.community
from holder
inner join body_community on holder.holder = body_community.holder
where holder.holder_type in ('body', 'adopter') and holder.only_community is null
union all
select holder.holder_type, holder.holder, holder.only_community, supported.community
from holder
inner join supported on holder.holder = supported.holder
where holder.holder_type = 'adopter' and holder.only_community is null
union all
select holder.holder_type, holder.holder, holder.only_community, area.community
from holder
inner join area on holder.holder = area.community
where holder.holder_type = 'adopter' and holder.only_community is null;
