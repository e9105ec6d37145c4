-- What may follow a worker's contract: learning on, going on, a new contract or post, or leaving the field.
-- Grain: one row per such fact.
-- Unit: of one day, the least step_order counts first: going on before leaving.
-- Reads: worker_re_education, worker_redeployment, worker_appointment, worker_assignment, worker_departure
create or replace macro worker_step(valid_at, known_at) as table
select
    1 as step_order,
    're_educated' as step,
    subject_key as worker,
    occurred_from,
    occurred_to,
from worker_re_education_as_of(valid_at, known_at)
union all
select
    2 as step_order,
    'redeployed' as step,
    subject_key as worker,
    occurred_from,
    occurred_to,
from worker_redeployment_as_of(valid_at, known_at)
union all
select
    3 as step_order,
    'appointed' as step,
    subject_key as worker,
    occurred_from,
    occurred_to,
from worker_appointment_as_of(valid_at, known_at)
union all
select
    4 as step_order,
    'assigned' as step,
    subject_key as worker,
    occurred_from,
    occurred_to,
from worker_assignment_as_of(valid_at, known_at)
union all
select
    5 as step_order,
    'left_field' as step,
    subject_key as worker,
    occurred_from,
    occurred_to,
from worker_departure_as_of(valid_at, known_at);
