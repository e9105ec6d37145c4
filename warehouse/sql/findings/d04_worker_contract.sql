-- Workers assigned outside their contracts or full-time twice, and re-education or redeployment that is due.
-- Grain: one row per assignment and breach; one duty per worker, from the earliest end that nothing followed.
-- Unit: a duty is open for 180 days and overdue afterwards; it is no failure. An assignment of which no contract is known is possible.
-- Reads: worker_appointment, worker_assignment, worker_unassignment, worker_contract_end, worker_departure, worker_re_education, worker_redeployment, worker_follow_up, support_end
create or replace macro d04_worker_contract(valid_at, known_at) as table
with
contract_closing as (
    select subject_key as worker, support_organisation, occurred_from, occurred_to
    from worker_contract_end_as_of(valid_at, known_at)
),

departure as (
    select subject_key as worker, occurred_from, occurred_to
    from worker_departure_as_of(valid_at, known_at)
),

contract as (
    select
        appointment.subject_key as worker,
        appointment.support_organisation,
        appointment.occurred_from as began_from,
        appointment.contract_until,
        -- Null while the contract goes on; least() leaves nulls out.
        least(min(contract_closing.occurred_to), min(departure.occurred_to)) as ended_to,
        min(appointment.position) as position,
    from worker_appointment_as_of(valid_at, known_at) as appointment
    left join contract_closing
        on appointment.subject_key = contract_closing.worker
        and appointment.support_organisation = contract_closing.support_organisation
        and appointment.occurred_from <= contract_closing.occurred_to
    left join departure
        on appointment.subject_key = departure.worker
        and appointment.occurred_from <= departure.occurred_to
    group by all
),

assignment as (
    select
        assigned.subject_key as worker,
        assigned.support_organisation,
        assigned.community,
        assigned.is_full_time,
        assigned.until,
        assigned.occurred_from as began_from,
        assigned.occurred_to as began_to,
        min(unassigned.occurred_from) as released_from,
        min(assigned.position) as position,
    from worker_assignment_as_of(valid_at, known_at) as assigned
    left join worker_unassignment_as_of(valid_at, known_at) as unassigned
        on assigned.subject_key = unassigned.subject_key
        and assigned.support_organisation = unassigned.support_organisation
        and assigned.community = unassigned.community
        and assigned.occurred_from <= unassigned.occurred_to
    group by all
),

contained as (
    select
        assignment.worker,
        assignment.support_organisation,
        assignment.community,
        assignment.is_full_time,
        assignment.began_from,
        assignment.began_to,
        assignment.released_from,
        assignment.position,
        count(contract.worker) as count_contracts,
        coalesce(bool_or(
            contract.began_from <= assignment.began_to
            and coalesce(contract.ended_to, contract.contract_until, date '9999-12-31')
            >= assignment.began_from
        ), false) as begins_inside,
        -- An assignment is planned against the contract as stated and judged against actual ends;
        -- it may go on from one contract into the next.
        coalesce(bool_or(
            case
                when assignment.released_from is not null
                    then contract.began_from <= assignment.released_from
                        and coalesce(contract.ended_to, contract.contract_until, date '9999-12-31')
                        >= assignment.released_from
                else contract.began_from <= assignment.began_to
                    and coalesce(contract.contract_until, date '9999-12-31')
                    >= coalesce(assignment.until, assignment.began_from)
            end
        ), false) as ends_inside,
        assignment.until,
        min(contract.ended_to) filter (
            where contract.ended_to >= assignment.began_from
        ) as contract_ended_to,
    from assignment
    left join contract
        on assignment.worker = contract.worker
        and assignment.support_organisation = contract.support_organisation
    group by all
),

held as (
    select
        worker,
        support_organisation,
        community,
        is_full_time,
        began_from,
        began_to,
        least(released_from, until, contract_ended_to) as ended_from,
        position,
    from contained
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
    from held
    where is_full_time
    window earlier as (
        partition by worker
        order by began_to, began_from, community, support_organisation
        rows between unbounded preceding and 1 preceding
    )
),

followed as (
    select subject_key as worker, occurred_to from worker_re_education_as_of(valid_at, known_at)
    union all
    select subject_key as worker, occurred_to from worker_redeployment_as_of(valid_at, known_at)
    union all
    select worker, occurred_to from departure
    union all
    -- A new contract or assignment is a new post, whoever forgot to say that it is a redeployment.
    select subject_key as worker, occurred_to from worker_appointment_as_of(valid_at, known_at)
    union all
    select subject_key as worker, occurred_to from worker_assignment_as_of(valid_at, known_at)
),

-- A contract that goes on, renewed or with another body, leaves nothing to decide.
continuing as (
    select worker, max(coalesce(contract_until, date '9999-12-31')) as continues_until
    from contract
    where ended_to is null
    group by worker
),

cause as (
    select
        ended.worker,
        ended.ended_from,
        ended.ended_to,
        ended.end_position as position,
        '기관 ' || ended.support_organisation || '과(와)의 계약 종료' as cause_ko,
        'The contract with ' || ended.support_organisation || ' ended' as cause_en,
    from worker_follow_up(valid_at, known_at) as ended
    left join continuing using (worker)
    where ended.outcome is null
        and coalesce(continuing.continues_until, date '1900-01-01') <= ended.ended_to
    union all
    select
        held.worker,
        support.occurred_from as ended_from,
        support.occurred_to as ended_to,
        support.position,
        '배치된 마을 ' || held.community || '의 지원 종료' as cause_ko,
        'The support of community ' || held.community || ' ended' as cause_en,
    from support_end_as_of(valid_at, known_at) as support
    inner join held
        on support.subject_key = held.community
        and held.support_organisation
        = coalesce(support.support_organisation, held.support_organisation)
        and held.began_to < support.occurred_from
        and coalesce(held.ended_from, date '9999-12-31') >= support.occurred_from
),

last_followed as (
    select worker, max(occurred_to) as followed_to
    from followed
    group by worker
),

open_duty as (
    select
        cause.worker,
        cause.ended_from,
        cause.ended_to,
        cause.position,
        cause.cause_ko,
        cause.cause_en,
        row_number() over (
            partition by cause.worker
            order by cause.ended_to, cause.ended_from, cause.cause_en
        ) as cause_order,
    from cause
    left join last_followed using (worker)
    where cause.ended_from > coalesce(last_followed.followed_to, date '1900-01-01')
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
    from contained
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
        || (ended_to + 180)::varchar
        || case
            when valid_at > ended_to + 180 then ', ' || (valid_at - (ended_to + 180)) || '일 지남'
            else ''
        end || '.' as detail_ko,
        cause_en || ' on ' || told(ended_from, ended_to)
        || '; a decision on re-education or redeployment is due by ' || (ended_to + 180)::varchar
        || case
            when valid_at > ended_to + 180
                then ', overdue by ' || (valid_at - (ended_to + 180)) || ' days'
            else ''
        end || '.' as detail_en,
        ended_from as occurred_from,
        [position] as positions,
    from open_duty
    where cause_order = 1
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
