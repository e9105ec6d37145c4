-- Small projects approved before the plan that they cite was adopted, or that cite no item of it.
-- Grain: one row per approved project and breach.
-- Unit: possible where the dates are too imprecise to tell, notice where the adoption was recorded after the approval.
-- Reads: plan_precedence, project_selection
create or replace macro d02_plan_before_project(valid_at, known_at) as table
with
approval as (
    select subject_key as project, list_sort(list(position)) as positions
    from project_selection_as_of(valid_at, known_at)
    group by subject_key
),

approved as (
    select
        precedence.project,
        precedence.plan,
        precedence.precedence,
        precedence.cites_item_of_plan,
        precedence.selected_from,
        told(precedence.selected_from, precedence.selected_to) as selected,
        told(precedence.adopted_from, precedence.adopted_to) as adopted,
        precedence.adopted_from is not null as is_adopted,
        approval.positions || coalesce(precedence.adoption_positions, []::ubigint[]) as positions,
    from plan_precedence(valid_at, known_at) as precedence
    inner join approval using (project)
),

breach as (
    select
        'breach' as severity,
        project,
        '선정(' || selected || ')의 근거로 인용한 마을계획이 없습니다.' as detail_ko,
        'Approved on ' || selected || ' without citing a plan.' as detail_en,
        selected_from,
        positions,
    from approved
    where plan is null
    union all
    select
        case precedence
            when 'no' then 'breach'
            when 'possible' then 'possible'
            else 'notice'
        end as severity,
        project,
        case
            when not is_adopted
                then '선정(' || selected || ') 때까지 계획 ' || plan || '의 확정 기록이 없습니다.'
            when precedence = 'late_recorded'
                then '계획 ' || plan || '의 확정(' || adopted || ')이 선정(' || selected
                    || ')이 기록된 뒤에 기록되었습니다.'
            when precedence = 'possible'
                then '계획 ' || plan || '의 확정(' || adopted || ')이 선정(' || selected
                    || ')보다 앞서는지 날짜로는 알 수 없습니다.'
            else '선정(' || selected || ')이 계획 ' || plan || '의 확정(' || adopted
                || ')보다 늦지 않습니다.'
        end as detail_ko,
        case
            when not is_adopted
                then 'Approved on ' || selected || '; no adoption of plan ' || plan || ' is known.'
            when precedence = 'late_recorded'
                then 'Plan ' || plan || ' was adopted on ' || adopted
                    || ', but that was recorded after the approval of ' || selected || '.'
            when precedence = 'possible'
                then 'Plan ' || plan || ' was adopted on ' || adopted
                    || ' and the project approved on ' || selected
                    || ': the dates do not tell which came first.'
            else 'Approved on ' || selected || ', not after the adoption of plan ' || plan || ' on '
                || adopted || '.'
        end as detail_en,
        selected_from,
        positions,
    from approved
    where plan is not null and precedence <> 'certain'
    union all
    select
        'breach' as severity,
        project,
        '선정(' || selected || ')에서 계획 ' || plan
        || '의 의제를 하나도 인용하지 않았습니다.' as detail_ko,
        'Approved on ' || selected || ' without citing an agenda item of plan ' || plan
        || '.' as detail_en,
        selected_from,
        positions,
    from approved
    where plan is not null and not cites_item_of_plan
)

select
    'D2' as rule,
    severity,
    'small_project/' || project as subject,
    detail_ko,
    detail_en,
    selected_from as occurred_from,
    list_min(positions) as first_position,
    list_sort(positions) as positions,
from breach;
