-- Workers whose contract, or the support of the community they were assigned to, has ended, and what followed: re-education or redeployment is due within 180 days (D4).
-- Grain: one row per worker and answer; what nothing has answered yet is one duty per worker, counted from its earliest cause.
-- Unit: state is due, overdue, done or left_field; a contract that goes on beside the one that ended leaves nothing to decide, and the support of a community has ended with its last body's. due_on counts from the last day of an imprecise end. days_left and days_over are null where they say nothing.
-- Reads: worker_contract, worker_posting, worker_contract_end, worker_step, support_end, support_spell
create or replace macro worker_duty(valid_at, known_at) as table
with
contract as (
    select worker, support_organisation, began_from, contract_until, ended_to, ends_by, position
    from worker_contract(valid_at, known_at)
),

posting as (
    select worker, support_organisation, community, began_from, began_to, ended_from
    from worker_posting(valid_at, known_at)
),

contract_end as (
    select
        'contract_ended' as cause,
        subject_key as worker,
        support_organisation,
        occurred_from as ended_from,
        occurred_to as ended_to,
        min(position) as position,
    from worker_contract_end_as_of(valid_at, known_at)
    group by all
    union all
    -- The stated end has passed, and nobody told what became of the contract.
    select
        'contract_lapsed' as cause,
        worker,
        support_organisation,
        contract_until as ended_from,
        contract_until as ended_to,
        min(position) as position,
    from contract
    where ended_to is null and contract_until < valid_at
    group by all
),

-- Another contract, renewed or with another body, goes on over that day.
ended_for_good as (
    select
        contract_end.cause,
        contract_end.worker,
        contract_end.support_organisation,
        contract_end.ended_from,
        contract_end.ended_to,
        contract_end.position,
        null::varchar as community,
    from contract_end
    left join contract
        on contract_end.worker = contract.worker
        and contract.began_from <= contract_end.ended_to
        and contract.ends_by > contract_end.ended_to
    where contract.worker is null
),

-- While another body of the community is supported, the community's support goes on.
support_ended_for_good as (
    select
        ended.subject_key as community,
        ended.support_organisation,
        ended.occurred_from,
        ended.occurred_to,
        ended.position,
    from support_end_as_of(valid_at, known_at) as ended
    left join support_spell(valid_at, known_at) as spell
        on ended.subject_key = spell.community
        and coalesce(ended.support_organisation, spell.support_organisation, '')
        = coalesce(spell.support_organisation, ended.support_organisation, '')
        and spell.started_from <= ended.occurred_to
        and coalesce(spell.ended_from, date '9999-12-31') > ended.occurred_to
    where spell.community is null
),

cause as (
    select cause, worker, support_organisation, community, ended_from, ended_to, position
    from ended_for_good
    union all
    select
        'support_ended' as cause,
        posting.worker,
        posting.support_organisation,
        posting.community,
        support.occurred_from as ended_from,
        support.occurred_to as ended_to,
        support.position,
    from support_ended_for_good as support
    inner join posting
        on support.community = posting.community
        and posting.support_organisation
        = coalesce(support.support_organisation, posting.support_organisation)
        and posting.began_to < support.occurred_from
        and coalesce(posting.ended_from, date '9999-12-31') >= support.occurred_from
),

-- A new contract or assignment is a new post, whoever forgot to say that it is a redeployment.
answered as (
    select
        cause.worker,
        cause.cause,
        cause.support_organisation,
        cause.community,
        cause.ended_from,
        cause.ended_to,
        cause.position,
        min_by(
            struct_pack(
                answer := step.step,
                occurred_from := step.occurred_from,
                occurred_to := step.occurred_to
            ),
            row(step.occurred_from, step.occurred_to, step.step_order)
        ) as first_step,
    from cause
    left join worker_step(valid_at, known_at) as step
        on cause.worker = step.worker
        and cause.ended_from <= step.occurred_to
    group by all
),

duty as (
    select
        worker,
        first_step.answer as answer,
        first_step.occurred_from as answered_from,
        first_step.occurred_to as answered_to,
        count(*) as count_causes,
        min_by(
            struct_pack(
                cause := cause,
                support_organisation := support_organisation,
                community := community,
                ended_from := ended_from,
                ended_to := ended_to,
                position := position
            ),
            row(
                ended_to, ended_from, cause, support_organisation, coalesce(community, ''), position
            )
        ) as first_cause,
    from answered
    group by all
),

-- Where the worker was last, when the contract that ended does not say.
placed as (
    select
        duty.worker,
        duty.answered_from,
        max_by(posting.community, row(posting.began_from, posting.community)) as community,
    from duty
    inner join posting
        on duty.worker = posting.worker
        and posting.began_from <= duty.first_cause.ended_to
    group by duty.worker, duty.answered_from
),

told as (
    select
        duty.worker,
        duty.first_cause.support_organisation as support_organisation,
        coalesce(duty.first_cause.community, placed.community) as community,
        duty.first_cause.cause as cause,
        duty.count_causes,
        duty.first_cause.ended_from as ended_from,
        duty.first_cause.ended_to as ended_to,
        duty.first_cause.ended_to + 180 as due_on,
        duty.answer,
        duty.answered_from,
        duty.answered_to,
        duty.first_cause.position as position,
    from duty
    left join placed
        on duty.worker = placed.worker
        and duty.answered_from is not distinct from placed.answered_from
)

select
    worker,
    support_organisation,
    community,
    cause,
    count_causes,
    ended_from,
    ended_to,
    due_on,
    case
        when answer = 'left_field' then 'left_field'
        when answer is not null then 'done'
        when valid_at > due_on then 'overdue'
        else 'due'
    end as state,
    answer,
    answered_from,
    answered_to,
    case
        when answer is null and valid_at <= due_on
            then date_diff('day', valid_at, due_on)
    end as days_left,
    case
        when coalesce(answered_from, valid_at) > due_on
            then date_diff('day', due_on, coalesce(answered_from, valid_at))
    end as days_over,
    position,
from told;
