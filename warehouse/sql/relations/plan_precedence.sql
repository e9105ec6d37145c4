-- Approved or started small projects, and whether the plan that they cite was adopted before.
-- Grain: one row per small project with an approval or a start.
-- Unit: precedence is certain, possible (the dates are too imprecise), late_recorded (the adoption was recorded after the approval, so it may be back-dated) or no.
-- Reads: small_project, project_selection, project_start, plan_adoption, plan_revision, agenda_registration
create or replace macro plan_precedence(valid_at, known_at) as table
with
project as (
    select
        project,
        community,
        programme,
        plan,
        agendas,
        selected_from,
        selected_to,
        started_from,
        started_to,
    from small_project(valid_at, known_at)
    where selected_from is not null or started_from is not null
),

-- The first time that the approval was recorded, whatever corrected it since: correcting an
-- approval does not give a plan more time to be back-dated. Known through the start where it must.
statement as (
    select
        subject_key as project,
        2 as stage,
        recorded_at as stated_at,
    from project_selection
    where recorded_at <= known_at
    union all
    select
        subject_key as project,
        3 as stage,
        recorded_at as stated_at,
    from project_start
    where recorded_at <= known_at
),

approval as (
    select
        project,
        coalesce(min(stated_at) filter (where stage = 2), min(stated_at)) as approval_stated_at,
    from statement
    group by project
),

adoption as (
    select
        position as adoption_position,
        recorded_at as adoption_stated_at,
        subject_key as plan,
        community,
        agendas,
        occurred_from as adopted_from,
        occurred_to as adopted_to,
    from plan_adoption_as_of(valid_at, known_at)
),

plan_item as (
    select subject_key as plan, community, agenda
    from agenda_registration_as_of(valid_at, known_at)
    union
    select plan, community, unnest(agendas) as agenda
    from adoption
    union
    select subject_key as plan, community, unnest(agendas) as agenda
    from plan_revision_as_of(valid_at, known_at)
),

cited_item as (
    select project, community, plan as cited_plan, unnest(agendas) as agenda
    from project
),

-- A project names its plan, or it names items that belong to one.
citation as (
    select project, plan
    from project
    where plan is not null
    union
    select cited_item.project, plan_item.plan
    from cited_item
    inner join plan_item
        on cited_item.agenda = plan_item.agenda
        and cited_item.community = plan_item.community
        and coalesce(cited_item.cited_plan, plan_item.plan) = plan_item.plan
),

item_of_plan as (
    select distinct cited_item.project
    from cited_item
    inner join citation on cited_item.project = citation.project
    inner join plan_item
        on citation.plan = plan_item.plan
        and cited_item.agenda = plan_item.agenda
        and cited_item.community = plan_item.community
),

compared as (
    select
        project.project,
        adoption.adoption_position,
        adoption.adopted_from,
        adoption.adopted_to,
        -- An approval of which only the start is known lies at an unknown day up to that start.
        coalesce(adoption.adopted_to < project.selected_from, false) as is_before_for_certain,
        coalesce(
            adoption.adopted_from < coalesce(project.selected_to, project.started_to), false
        ) as can_be_before,
        coalesce(
            adoption.adoption_stated_at <= approval.approval_stated_at, false
        ) as is_recorded_in_time,
    from project
    inner join citation on project.project = citation.project
    inner join adoption on citation.plan = adoption.plan
    inner join approval on project.project = approval.project
),

judged as (
    select
        project,
        bool_or(is_before_for_certain and is_recorded_in_time) as is_certain,
        bool_or(can_be_before and is_recorded_in_time) as is_possible,
        bool_or(can_be_before) as is_late_recorded,
        min(adopted_from) as adopted_from,
        min(adopted_to) as adopted_to,
        list_sort(list(adoption_position)) as adoption_positions,
    from compared
    group by project
),

cited as (
    select project, min(plan) as cited_plan
    from citation
    group by project
)

select
    project.project,
    project.community,
    project.programme,
    cited.cited_plan as plan,
    project.selected_from,
    project.selected_to,
    project.started_from,
    project.started_to,
    judged.adopted_from,
    judged.adopted_to,
    judged.adoption_positions,
    item_of_plan.project is not null as cites_item_of_plan,
    case
        when judged.is_certain then 'certain'
        when judged.is_possible then 'possible'
        when judged.is_late_recorded then 'late_recorded'
        else 'no'
    end as precedence,
from project
left join cited on project.project = cited.project
left join judged on project.project = judged.project
left join item_of_plan on project.project = item_of_plan.project;
