-- Workers assigned outside their contracts or full-time twice, and re-education or redeployment that is due.
-- Grain: one row per assignment and breach; one duty per worker, from the earliest end that nothing followed.
-- Unit: a duty is open for 180 days and overdue afterwards; it is no failure. An assignment of which no contract is known is possible.
-- Reads: worker_posting, worker_duty
create or replace macro d04_worker_contract(valid_at, known_at) as table
with
posting as (
    select
        worker,
        support_organisation,
        community,
        is_full_time,
        began_from,
        began_to,
        released_from,
        ended_from,
        count_contracts,
        begins_inside,
        ends_inside,
        position,
    from worker_posting(valid_at, known_at)
),

-- In the order of their beginnings, an overlap is with the assignment that lasts longest so far.
full_time as (
    select
        worker,
        community,
        began_from,
        began_to,
        ended_from,
        position,
        max(coalesce(ended_from, date '9999-12-31')) over earlier as held_until,
        max_by(
            struct_pack(community := community, position := position),
            row(coalesce(ended_from, date '9999-12-31'), community)
        ) over earlier as other,
    from posting
    where is_full_time
    window earlier as (
        partition by worker
        order by began_to, began_from, community, support_organisation
        rows between unbounded preceding and 1 preceding
    )
),

open_duty as (
    select
        worker,
        ended_from,
        ended_to,
        due_on,
        days_over,
        position,
        case cause
            when 'contract_ended' then '기관 ' || support_organisation || '과(와)의 계약 종료'
            when 'contract_lapsed'
                then '기관 ' || support_organisation || '과(와)의 계약 기간 만료(종료 보고 없음)'
            else '배치된 마을 ' || community || '의 지원 종료'
        end as cause_ko,
        case cause
            when 'contract_ended' then 'The contract with ' || support_organisation || ' ended'
            when 'contract_lapsed'
                then 'The contract with ' || support_organisation || ' ran out, with no end told,'
            else 'The support of community ' || community || ' ended'
        end as cause_en,
    from worker_duty(valid_at, known_at)
    where answer is null
),

breach as (
    select
        case when count_contracts = 0 then 'possible' else 'breach' end as severity,
        worker,
        '마을 ' || community || ' 배치(' || told(began_from, began_to) || '~'
        || coalesce(released_from::varchar, '') || ')가 기관 ' || support_organisation
        || '과(와)의 계약 기간 밖에 있습니다(계약 ' || count_contracts || '건).' as detail_ko,
        'Assigned to community ' || community || ' on ' || told(began_from, began_to)
        || coalesce(', released on ' || released_from, '') || ': outside every contract with '
        || support_organisation || ' (' || count_contracts || ' known).' as detail_en,
        began_from as occurred_from,
        [position] as positions,
    from posting
    where not begins_inside or not ends_inside
    union all
    select
        'breach' as severity,
        worker,
        '마을 ' || community || '의 전일제 배치(' || told(began_from, began_to) || ')가 마을 '
        || other.community || '의 전일제 배치와 겹칩니다.' as detail_ko,
        'Assigned full-time to community ' || community || ' on ' || told(began_from, began_to)
        || ' while assigned full-time to community ' || other.community || '.' as detail_en,
        began_from as occurred_from,
        list_sort([position, other.position]) as positions,
    from full_time
    where held_until > began_to and coalesce(ended_from, date '9999-12-31') > began_to
    union all
    select
        'duty' as severity,
        worker,
        cause_ko || '(' || told(ended_from, ended_to) || '): 재교육 또는 재배치 결정 기한 '
        || due_on::varchar
        || case
            when days_over is not null then ', ' || days_over || '일 지남'
            else ''
        end || '.' as detail_ko,
        cause_en || ' on ' || told(ended_from, ended_to)
        || '; a decision on re-education or redeployment is due by ' || due_on::varchar
        || case
            when days_over is not null then ', overdue by ' || days_over || ' days'
            else ''
        end || '.' as detail_en,
        ended_from as occurred_from,
        [position] as positions,
    from open_duty
)

select
    'D4' as rule,
    severity,
    'worker/' || worker as subject,
    detail_ko,
    detail_en,
    occurred_from,
    list_min(positions) as first_position,
    positions,
from breach;
