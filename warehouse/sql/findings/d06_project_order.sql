-- Small projects started before or without approval, ended more than once, or paid or changed after their end.
-- Grain: one row per project and breach.
-- Unit: only what holds under every reading of imprecise dates is a breach; a start without known approval is possible.
-- Reads: small_project, project_selection, project_start, project_completion, project_abandonment, grant_payment, project_change
create or replace macro d06_project_order(valid_at, known_at) as table
with
project as (
    select
        project,
        selected_from,
        selected_to,
        started_from,
        started_to,
        least(completed_to, abandoned_to) as ended_to,
        told(least(completed_from, abandoned_from), least(completed_to, abandoned_to)) as ended,
    from small_project(valid_at, known_at)
),

beginning as (
    select subject_key as project, list(position) as positions
    from (
        select position, subject_key from project_selection_as_of(valid_at, known_at)
        union all
        select position, subject_key from project_start_as_of(valid_at, known_at)
    )
    group by subject_key
),

ending as (
    select position, subject_key as project, occurred_from, occurred_to
    from project_completion_as_of(valid_at, known_at)
    union all
    select position, subject_key as project, occurred_from, occurred_to
    from project_abandonment_as_of(valid_at, known_at)
),

ended_again as (
    select
        project,
        count(*) as count_endings,
        min(told(occurred_from, occurred_to)) as first_ending,
        max(told(occurred_from, occurred_to)) as last_ending,
        max(occurred_from) as occurred_from,
        list(position) as positions,
    from ending
    group by project
    having count(*) > 1
),

later_step as (
    select
        position,
        subject_key as project,
        '보조금 교부' as step_ko,
        'A grant was paid' as step_en,
        occurred_from,
        occurred_to,
    from grant_payment_as_of(valid_at, known_at)
    union all
    select
        position,
        subject_key as project,
        '변경승인' as step_ko,
        'A change was granted' as step_en,
        occurred_from,
        occurred_to,
    from project_change_as_of(valid_at, known_at)
),

breach as (
    select
        'breach' as severity,
        project.project,
        '착수(' || told(started_from, started_to) || ')가 선정(' || told(selected_from, selected_to)
        || ')보다 앞섭니다.' as detail_ko,
        'Started on ' || told(started_from, started_to) || ', before the approval of '
        || told(selected_from, selected_to) || '.' as detail_en,
        started_from as occurred_from,
        beginning.positions,
    from project
    inner join beginning using (project)
    where started_to < selected_from
    union all
    select
        'possible' as severity,
        project.project,
        '착수(' || told(started_from, started_to) || ')했으나 선정 기록이 없습니다.' as detail_ko,
        'Started on ' || told(started_from, started_to) || '; no approval is known.' as detail_en,
        started_from as occurred_from,
        beginning.positions,
    from project
    inner join beginning using (project)
    where started_from is not null and selected_from is null
    union all
    select
        'breach' as severity,
        project,
        '완료 또는 중단이 ' || count_endings || '번 기록되었습니다(' || first_ending || ', '
        || last_ending || ').' as detail_ko,
        'Completed or abandoned ' || count_endings || ' times (' || first_ending || ' and '
        || last_ending || ').' as detail_en,
        occurred_from,
        positions,
    from ended_again
    union all
    select
        'breach' as severity,
        project.project,
        later_step.step_ko || '(' || told(later_step.occurred_from, later_step.occurred_to)
        || ')이(가) 사업이 끝난 ' || project.ended || ' 뒤에 있습니다.' as detail_ko,
        later_step.step_en || ' on ' || told(later_step.occurred_from, later_step.occurred_to)
        || ', after the project ended on ' || project.ended || '.' as detail_en,
        later_step.occurred_from,
        [later_step.position] as positions,
    from later_step
    inner join project using (project)
    where later_step.occurred_from > project.ended_to
)

select
    'D6' as rule,
    severity,
    'small_project/' || project as subject,
    detail_ko,
    detail_en,
    occurred_from,
    list_min(positions) as first_position,
    list_sort(positions) as positions,
from breach;
