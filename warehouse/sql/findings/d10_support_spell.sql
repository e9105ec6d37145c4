-- Ends of support without a beginning, support begun again while it goes on, and follow-up of what has not ended.
-- Grain: one row per fact that does not fit the spells of its body.
-- Unit: only what holds under every reading of imprecise dates; support may restart, which is a new spell.
-- Reads: support_start, support_end, follow_up_visit, small_project
create or replace macro d10_support_spell(valid_at, known_at) as table
with
turn as (
    select
        1 as step,
        subject_key as community,
        programme,
        supported,
        funding_source,
        occurred_from,
        occurred_to,
        min(position) as position,
    from support_start_as_of(valid_at, known_at)
    group by all
    union all
    select
        -1 as step,
        subject_key as community,
        programme,
        supported,
        funding_source,
        occurred_from,
        occurred_to,
        min(position) as position,
    from support_end_as_of(valid_at, known_at)
    group by all
),

-- As kind as the dates allow: every start at its earliest day and every end at its latest, whatever
-- the source of the money; an end that even then has no start before it has none.
closing as (
    select
        step,
        community,
        programme,
        supported,
        occurred_from,
        occurred_to,
        position,
        sum(step) over (
            partition by community, programme, supported
            order by case step when 1 then occurred_from else occurred_to end, step desc, position
            rows between unbounded preceding and current row
        ) as balance,
        case step when 1 then occurred_from else occurred_to end as turned_on,
    from turn
),

-- An unmatched end is one that takes the balance below all that it has been.
unmatched as (
    select
        step,
        community,
        programme,
        supported,
        occurred_from,
        occurred_to,
        position,
        balance,
        min(balance) over (
            partition by community, programme, supported
            order by turned_on, step desc, position
            rows between unbounded preceding and 1 preceding
        ) as lowest_balance,
    from closing
),

-- And the other way round for a start: every start at its latest day, every end at its earliest.
opening as (
    select
        step,
        community,
        programme,
        supported,
        occurred_from,
        occurred_to,
        position,
        lag(step) over (
            partition by community, programme, supported, funding_source
            order by case step when 1 then occurred_to else occurred_from end, step, position
        ) as previous_step,
    from turn
),

breach as (
    select
        'community/' || community as subject,
        '사업 ' || programme || '의 ' || supported || ' 지원 종료(' || told(occurred_from, occurred_to)
        || ') 앞에 지원 개시가 없습니다.' as detail_ko,
        'Support of ' || supported || ' by ' || programme || ' ended on '
        || told(occurred_from, occurred_to) || ' without having started.' as detail_en,
        occurred_from,
        position,
    from unmatched
    where step = -1 and balance < least(0, coalesce(lowest_balance, 0))
    union all
    select
        'community/' || community as subject,
        '사업 ' || programme || '의 ' || supported || ' 지원이 끝나기 전에 다시 개시('
        || told(occurred_from, occurred_to) || ')되었습니다.' as detail_ko,
        'Support of ' || supported || ' by ' || programme || ' started on '
        || told(occurred_from, occurred_to) || ' while it was going on.' as detail_en,
        occurred_from,
        position,
    from opening
    where step = 1 and previous_step = 1
    union all
    select
        'small_project/' || visit.subject_key as subject,
        '사후관리(' || told(visit.occurred_from, visit.occurred_to) || ')가 사업이 끝난 '
        || told(
            least(project.completed_from, project.abandoned_from),
            least(project.completed_to, project.abandoned_to)
        ) || '보다 앞섭니다.' as detail_ko,
        'Followed up on ' || told(visit.occurred_from, visit.occurred_to)
        || ', before the project ended on '
        || told(
            least(project.completed_from, project.abandoned_from),
            least(project.completed_to, project.abandoned_to)
        ) || '.' as detail_en,
        visit.occurred_from,
        visit.position,
    from follow_up_visit_as_of(valid_at, known_at) as visit
    inner join small_project(valid_at, known_at) as project on visit.subject_key = project.project
    where visit.occurred_to < least(project.completed_from, project.abandoned_from)
)

select
    'D10' as rule,
    'breach' as severity,
    subject,
    detail_ko,
    detail_en,
    occurred_from,
    position as first_position,
    [position] as positions,
from breach;
