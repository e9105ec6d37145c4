-- Ended contracts of workers, and what came first afterwards: re-education, redeployment or leaving the field.
-- Grain: one row per worker, support organisation and ended contract.
-- Unit: outcome is re_educated, redeployed, left_field or null while nothing is known; of one day, going on counts before leaving.
-- Reads: worker_contract_end, worker_step
create or replace macro worker_follow_up(valid_at, known_at) as table
with
contract_end as (
    select
        subject_key as worker,
        support_organisation,
        occurred_from as ended_from,
        occurred_to as ended_to,
        min(position) as end_position,
    from worker_contract_end_as_of(valid_at, known_at)
    group by all
),

step as (
    select step_order, step as outcome, worker, occurred_from, occurred_to
    from worker_step(valid_at, known_at)
    where step in ('re_educated', 'redeployed', 'left_field')
),

following as (
    select
        contract_end.worker,
        contract_end.support_organisation,
        contract_end.ended_from,
        contract_end.ended_to,
        min_by(
            struct_pack(
                outcome := step.outcome,
                outcome_from := step.occurred_from,
                outcome_to := step.occurred_to
            ),
            row(step.occurred_from, step.occurred_to, step.step_order)
        ) as first_step,
    from contract_end
    inner join step
        on contract_end.worker = step.worker
        and contract_end.ended_from <= step.occurred_to
    group by all
)

select
    contract_end.worker,
    contract_end.support_organisation,
    contract_end.ended_from,
    contract_end.ended_to,
    contract_end.end_position,
    following.first_step.outcome as outcome,
    following.first_step.outcome_from as outcome_from,
    following.first_step.outcome_to as outcome_to,
from contract_end
left join following using (worker, support_organisation, ended_from, ended_to);
