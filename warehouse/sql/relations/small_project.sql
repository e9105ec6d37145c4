-- Small projects with their current terms and the intervals in which each milestone lies.
-- Grain: one row per project of which any fact is known; a milestone reported twice counts once, at its earliest.
-- Unit: won and whole months; null where no fact states it.
-- Reads: project_proposal, project_selection, project_start, project_change, project_completion, project_settlement, project_abandonment
create or replace macro small_project(valid_at, known_at) as table
with
stated as (
    select
        1 as stage,
        subject_key as project,
        occurred_from,
        occurred_to,
        area_scheme,
        area_code,
        community,
        programme,
        organisation,
        nullif(plan, '') as plan,
        agendas,
        null::bigint as approved_won,
        null::bigint as planned_months,
    from project_proposal_as_of(valid_at, known_at)
    union all
    select
        2 as stage,
        subject_key as project,
        occurred_from,
        occurred_to,
        area_scheme,
        area_code,
        community,
        programme,
        organisation,
        nullif(plan, '') as plan,
        agendas,
        approved_won,
        planned_months,
    from project_selection_as_of(valid_at, known_at)
    union all
    select
        3 as stage,
        subject_key as project,
        occurred_from,
        occurred_to,
        area_scheme,
        area_code,
        community,
        programme,
        organisation,
        nullif(plan, '') as plan,
        agendas,
        approved_won,
        planned_months,
    from project_start_as_of(valid_at, known_at)
    union all
    select
        4 as stage,
        subject_key as project,
        occurred_from,
        occurred_to,
        area_scheme,
        area_code,
        community,
        null::varchar as programme,
        null::varchar as organisation,
        null::varchar as plan,
        []::varchar[] as agendas,
        approved_won,
        planned_months,
    from project_change_as_of(valid_at, known_at)
),

ended as (
    select
        'completed' as milestone,
        subject_key as project,
        community,
        occurred_from,
        occurred_to,
    from project_completion_as_of(valid_at, known_at)
    union all
    select
        'settled' as milestone,
        subject_key as project,
        community,
        occurred_from,
        occurred_to,
    from project_settlement_as_of(valid_at, known_at)
    union all
    select
        'abandoned' as milestone,
        subject_key as project,
        community,
        occurred_from,
        occurred_to,
    from project_abandonment_as_of(valid_at, known_at)
),

-- The statement that counts is the latest; within a day the later stage; within a stage the greater
-- value, so that the order of arrival decides nothing.
terms as (
    select
        project,
        max_by(community, row(occurred_from, stage, community)) as community,
        max_by(programme, row(occurred_from, stage, programme))
            filter (where programme is not null) as programme,
        max_by(organisation, row(occurred_from, stage, organisation))
            filter (where organisation is not null) as organisation,
        max_by(plan, row(occurred_from, stage, plan)) filter (where plan is not null) as plan,
        list_sort(list_distinct(flatten(list(agendas)))) as agendas,
        max_by(approved_won, row(occurred_from, stage, approved_won))
            filter (where approved_won is not null) as approved_won,
        max_by(planned_months, row(occurred_from, stage, planned_months))
            filter (where planned_months is not null) as planned_months,
        max_by(area_scheme, row(occurred_from, stage, area_scheme, area_code))
            filter (where area_code is not null) as area_scheme,
        max_by(area_code, row(occurred_from, stage, area_scheme, area_code))
            filter (where area_code is not null) as area_code,
        min(occurred_from) filter (where stage = 2) as selected_from,
        min(occurred_to) filter (where stage = 2) as selected_to,
        min(occurred_from) filter (where stage = 3) as started_from,
        min(occurred_to) filter (where stage = 3) as started_to,
    from stated
    group by project
),

milestone as (
    select
        project,
        min(community) as community,
        min(occurred_from) filter (where milestone = 'completed') as completed_from,
        min(occurred_to) filter (where milestone = 'completed') as completed_to,
        min(occurred_from) filter (where milestone = 'settled') as settled_from,
        min(occurred_to) filter (where milestone = 'settled') as settled_to,
        min(occurred_from) filter (where milestone = 'abandoned') as abandoned_from,
        min(occurred_to) filter (where milestone = 'abandoned') as abandoned_to,
    from ended
    group by project
)

select
    project,
    coalesce(terms.community, milestone.community) as community,
    terms.programme,
    terms.organisation,
    terms.plan,
    coalesce(terms.agendas, []::varchar[]) as agendas,
    terms.approved_won,
    terms.planned_months,
    terms.area_scheme,
    terms.area_code,
    terms.selected_from,
    terms.selected_to,
    terms.started_from,
    terms.started_to,
    (terms.started_from + to_months(terms.planned_months::integer))::date as planned_end_from,
    (terms.started_to + to_months(terms.planned_months::integer))::date as planned_end_to,
    milestone.completed_from,
    milestone.completed_to,
    milestone.settled_from,
    milestone.settled_to,
    milestone.abandoned_from,
    milestone.abandoned_to,
from terms
full join milestone using (project);
