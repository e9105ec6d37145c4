-- Applications to calls for small projects: how far each has come, and which decision it waits for.
-- Grain: one row per call (of a programme) and project that applied to it.
-- Unit: won and whole months; days are the first of imprecise ones, null before; the area is the project's, or that of its community. state is applied, declined, selected, started, completed, abandoned or settled, the furthest that is known; next_steps are the kinds of fact that may follow, empty after a settlement or a refusal. agendas are the cited items; links are those that both owners confirmed and that hold; plan_precedence as in the relation of that name, null before the approval.
-- Reads: project_proposal, project_decline, project_change, grant_payment, small_project, plan_precedence, project_link, community_area
create or replace macro contest_application(valid_at, known_at) as table
with
-- Of an application told twice, the last word counts; of one day, the greater value.
applied as (
    select
        programme,
        call,
        subject_key as project,
        min(occurred_from) as applied_on,
        max_by(title, row(occurred_from, title)) filter (where title is not null) as title,
        max_by(requested_won, row(occurred_from, requested_won))
            filter (where requested_won is not null) as requested_won,
        max_by(organisation, row(occurred_from, organisation))
            filter (where organisation is not null) as organisation,
    from project_proposal_as_of(valid_at, known_at)
    where call is not null and call <> ''
    group by programme, call, subject_key
),

declined as (
    select subject_key as project, min(occurred_from) as declined_on
    from project_decline_as_of(valid_at, known_at)
    group by subject_key
),

changed as (
    select subject_key as project, max(occurred_from) as changed_on
    from project_change_as_of(valid_at, known_at)
    group by subject_key
),

paid as (
    select subject_key as project, sum(amount_won)::bigint as paid_won
    from grant_payment_as_of(valid_at, known_at)
    group by subject_key
),

link_that_holds as (
    select link, one_project, two_project
    from project_link(valid_at, known_at)
    where count_confirming_owners >= 2 and dissolved_from is null
),

linked as (
    select project, list_sort(list(distinct link)) as links
    from (
        select link, one_project as project from link_that_holds
        union all
        select link, two_project as project from link_that_holds
    )
    group by project
),

run as (
    select
        applied.programme,
        applied.call,
        applied.project,
        project.community,
        coalesce(project.organisation, applied.organisation) as organisation,
        applied.title,
        coalesce(project.area_scheme, area.area_scheme) as area_scheme,
        coalesce(project.area_code, area.area_code) as area_code,
        applied.requested_won,
        project.approved_won,
        coalesce(paid.paid_won, 0) as paid_won,
        project.planned_months,
        project.plan,
        project.agendas,
        precedence.precedence as plan_precedence,
        coalesce(linked.links, []::varchar[]) as links,
        applied.applied_on,
        declined.declined_on,
        project.selected_from as selected_on,
        project.started_from as started_on,
        changed.changed_on,
        project.planned_end_to as planned_end,
        project.completed_from as completed_on,
        project.abandoned_from as abandoned_on,
        project.settled_from as settled_on,
        case
            when project.settled_from is not null then 'settled'
            when project.abandoned_from is not null
                and project.abandoned_from
                <= coalesce(project.completed_from, project.abandoned_from)
                then 'abandoned'
            when project.completed_from is not null then 'completed'
            when project.started_from is not null then 'started'
            when project.selected_from is not null then 'selected'
            when declined.declined_on is not null then 'declined'
            else 'applied'
        end as state,
    from applied
    inner join small_project(valid_at, known_at) as project on applied.project = project.project
    left join community_area(valid_at, known_at) as area on project.community = area.community
    left join declined on applied.project = declined.project
    left join changed on applied.project = changed.project
    left join paid on applied.project = paid.project
    left join linked on applied.project = linked.project
    left join plan_precedence(valid_at, known_at) as precedence
        on applied.project = precedence.project
)

select
    programme,
    call,
    project,
    community,
    organisation,
    title,
    area_scheme,
    area_code,
    requested_won,
    approved_won,
    paid_won,
    planned_months,
    plan,
    agendas,
    plan_precedence,
    links,
    state,
    case state
        when 'applied' then ['small_project.selected', 'small_project.declined']
        when 'selected' then ['small_project.started', 'small_project.abandoned']
        when 'started'
            then ['small_project.completed', 'small_project.changed', 'small_project.abandoned']
        when 'completed' then ['small_project.settled']
        when 'abandoned' then ['small_project.settled']
        else []::varchar[]
    end as next_steps,
    applied_on,
    declined_on,
    selected_on,
    started_on,
    changed_on,
    planned_end,
    completed_on,
    abandoned_on,
    settled_on,
from run;
