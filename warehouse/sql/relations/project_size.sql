-- Small projects that may have begun in the last 36 months, with their size and what they are together with their slices.
-- Grain: one row per project.
-- Unit: won and months; is_small is null where sum or length is unknown and the other does not decide. Projects of one body in one community, each begun within 90 days of the one before, are one in slices: joined_project is the first of them, joined_is_small judges their sum. is_stated goes by the first day of imprecise dates, is_certain where any day would do.
-- Reads: small_project, community_area
create or replace macro project_size(valid_at, known_at) as table
with
project as (
    select
        small_project.project,
        small_project.community,
        community_area.municipality,
        small_project.programme,
        -- Whoever says no body slices nothing.
        coalesce(small_project.organisation, 'project/' || small_project.project) as carrier,
        small_project.approved_won,
        small_project.planned_months,
        small_project.started_from,
        small_project.started_to,
    from small_project(valid_at, known_at) as small_project
    left join community_area(valid_at, known_at) as community_area
        on small_project.community = community_area.community
    where small_project.started_from is not null
),

following as (
    select
        project,
        lag(started_from) over (
            partition by community, carrier
            order by started_from, project
        ) as before_from,
    from project
),

chained as (
    select
        project.project,
        project.community,
        project.carrier,
        project.approved_won,
        project.planned_months,
        project.started_from,
        sum(
            case
                when project.started_from - following.before_from <= 90 then 0
                else 1
            end
        ) over (
            partition by project.community, project.carrier
            order by project.started_from, project.project
            rows between unbounded preceding and current row
        ) as chain,
    from project
    inner join following on project.project = following.project
),

joined as (
    select
        community,
        carrier,
        chain,
        min_by(project, row(started_from, project)) as joined_project,
        sum(approved_won) as sum_won,
        count(*) filter (where approved_won is null) as count_unknown_won,
        max(planned_months) as most_months,
        count(*) filter (where planned_months is null) as count_unknown_months,
    from chained
    group by community, carrier, chain
)

select
    project.project,
    project.community,
    project.municipality,
    project.programme,
    project.approved_won,
    project.planned_months,
    case
        when project.approved_won >= 100000000 or project.planned_months > 24 then false
        when project.approved_won is not null and project.planned_months is not null then true
    end as is_small,
    joined.joined_project,
    case
        when joined.sum_won >= 100000000 or joined.most_months > 24 then false
        when joined.count_unknown_won = 0 and joined.count_unknown_months = 0 then true
    end as joined_is_small,
    project.started_from >= window_start(valid_at, 36) as is_stated,
    project.started_from >= window_start(valid_at, 36)
    and project.started_to <= valid_at as is_certain,
from project
inner join chained on project.project = chained.project
inner join joined
    on chained.community = joined.community
    and chained.carrier = joined.carrier
    and chained.chain = joined.chain
where project.started_to >= window_start(valid_at, 36);
