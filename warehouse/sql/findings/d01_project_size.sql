-- Small projects of 100 million won or more, of more than 24 months, or paid more than was approved.
-- Grain: one row per project and limit that it breaches.
-- Unit: won; whole months. An amount or duration that no fact states breaches nothing.
-- Reads: project_selection, project_start, project_change, grant_payment, small_project
create or replace macro d01_project_size(valid_at, known_at) as table
with
stated as (
    select position, subject_key as project, occurred_from, approved_won, planned_months
    from project_selection_as_of(valid_at, known_at)
    union all
    select position, subject_key as project, occurred_from, approved_won, planned_months
    from project_start_as_of(valid_at, known_at)
    union all
    select position, subject_key as project, occurred_from, approved_won, planned_months
    from project_change_as_of(valid_at, known_at)
),

too_large as (
    select
        project,
        max(approved_won) as approved_won,
        min(occurred_from) as occurred_from,
        list_sort(list(position)) as positions,
    from stated
    where approved_won >= 100000000
    group by project
),

too_long as (
    select
        project,
        max(planned_months) as planned_months,
        min(occurred_from) as occurred_from,
        list_sort(list(position)) as positions,
    from stated
    where planned_months > 24
    group by project
),

payment as (
    select
        subject_key as project,
        sum(amount_won)::bigint as paid_won,
        max(occurred_from) as occurred_from,
        list_sort(list(position)) as positions,
    from grant_payment_as_of(valid_at, known_at)
    group by subject_key
),

overpaid as (
    select
        payment.project,
        payment.paid_won,
        small_project.approved_won,
        payment.occurred_from,
        payment.positions,
    from payment
    inner join small_project(valid_at, known_at) as small_project using (project)
    where payment.paid_won > small_project.approved_won
),

breach as (
    select
        project,
        '승인액 ' || format('{:,}', approved_won)
        || '원: 소규모 사업은 100,000,000원 미만이어야 합니다.' as detail_ko,
        'Approved at ' || format('{:,}', approved_won)
        || ' won; a small project is of less than 100,000,000 won.' as detail_en,
        occurred_from,
        positions,
    from too_large
    union all
    select
        project,
        '계획 기간 ' || planned_months || '개월: 소규모 사업은 24개월을 넘지 않습니다.' as detail_ko,
        'Planned for ' || planned_months
        || ' months; a small project lasts up to 24 months.' as detail_en,
        occurred_from,
        positions,
    from too_long
    union all
    select
        project,
        '교부액 합계 ' || format('{:,}', paid_won) || '원이 승인액 '
        || format('{:,}', approved_won) || '원을 넘습니다.' as detail_ko,
        'Paid ' || format('{:,}', paid_won) || ' won in all, more than the approved '
        || format('{:,}', approved_won) || ' won.' as detail_en,
        occurred_from,
        positions,
    from overpaid
)

select
    'D1' as rule,
    'breach' as severity,
    'small_project/' || project as subject,
    detail_ko,
    detail_en,
    occurred_from,
    list_min(positions) as first_position,
    positions,
from breach;
