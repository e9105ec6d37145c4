-- Bodies of residents with their community, founding and end; whoever succeeds another goes on with its founding (D9).
-- Grain: one row per body of which any fact is known.
-- Unit: origin is the first body of its line (itself if it succeeded none); community is null where no fact names it; intervals of days, null where nothing is known.
-- Reads: organisation_formation, organisation_succession, organisation_merger, organisation_dissolution, organisation_removal, leader_installation, leader_departure, support_start
create or replace macro organisation(valid_at, known_at) as table
with recursive
formation as (
    select
        subject_key as organisation,
        community,
        occurred_from,
        occurred_to,
    from organisation_formation_as_of(valid_at, known_at)
),

succession as (
    select
        subject_key as predecessor,
        successor as organisation,
        occurred_from,
        occurred_to,
    from organisation_succession_as_of(valid_at, known_at)
),

ending as (
    select
        'dissolved' as end_kind,
        subject_key as organisation,
        occurred_from,
        occurred_to,
    from organisation_dissolution_as_of(valid_at, known_at)
    union all
    select
        'merged' as end_kind,
        subject_key as organisation,
        occurred_from,
        occurred_to,
    from organisation_merger_as_of(valid_at, known_at)
    union all
    select
        'succeeded' as end_kind,
        predecessor as organisation,
        occurred_from,
        occurred_to,
    from succession
    union all
    select
        'removed' as end_kind,
        subject_key as organisation,
        occurred_from,
        occurred_to,
    from organisation_removal_as_of(valid_at, known_at)
),

support as (
    select distinct
        supported as organisation,
        subject_key as community,
    from support_start_as_of(valid_at, known_at)
),

body as (
    select organisation from formation
    union
    select predecessor as organisation from succession
    union
    select organisation from succession
    union
    select organisation from ending
    union
    select organisation from support
    union
    select subject_key as organisation from leader_installation_as_of(valid_at, known_at)
    union
    select subject_key as organisation from leader_departure_as_of(valid_at, known_at)
),

lineage as (
    select organisation, organisation as ancestor
    from body
    union
    select lineage.organisation, succession.predecessor as ancestor
    from lineage
    inner join succession on lineage.ancestor = succession.organisation
),

-- The first of a line succeeded nobody; of several, and in a circle of successions, the least key.
origin as (
    select
        lineage.organisation,
        coalesce(
            min(lineage.ancestor) filter (where succession.predecessor is null),
            min(lineage.ancestor)
        ) as origin,
    from lineage
    left join succession on lineage.ancestor = succession.organisation
    group by lineage.organisation
),

founded as (
    select
        lineage.organisation,
        min(formation.occurred_from) as founded_from,
        min(formation.occurred_to) as founded_to,
        min(formation.community) as community_of_formation,
        min(support.community) as community_of_support,
    from lineage
    left join formation on lineage.ancestor = formation.organisation
    left join support on lineage.ancestor = support.organisation
    group by lineage.organisation
),

ended as (
    select
        organisation,
        min(occurred_from) filter (where end_kind = 'dissolved') as dissolved_from,
        min(occurred_to) filter (where end_kind = 'dissolved') as dissolved_to,
        min(occurred_from) filter (where end_kind = 'merged') as merged_from,
        min(occurred_to) filter (where end_kind = 'merged') as merged_to,
        min(occurred_from) filter (where end_kind = 'succeeded') as succeeded_from,
        min(occurred_to) filter (where end_kind = 'succeeded') as succeeded_to,
        min(occurred_from) filter (where end_kind = 'removed') as removed_from,
        min(occurred_to) filter (where end_kind = 'removed') as removed_to,
    from ending
    group by organisation
)

select
    origin.organisation,
    origin.origin,
    coalesce(founded.community_of_formation, founded.community_of_support) as community,
    founded.founded_from,
    founded.founded_to,
    ended.dissolved_from,
    ended.dissolved_to,
    ended.merged_from,
    ended.merged_to,
    ended.succeeded_from,
    ended.succeeded_to,
    ended.removed_from,
    ended.removed_to,
from origin
inner join founded using (organisation)
left join ended using (organisation);
