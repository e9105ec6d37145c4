-- Contracts of workers, from the appointment to the end that was told.
-- Grain: one row per worker, support organisation, first day of the appointment and stated end.
-- Unit: ended_from and ended_to are null where no end is told, also past contract_until; leaving the field ends every contract. ends_by is the last day that the contract may have gone on, 9999-12-31 where nobody stated one.
-- Reads: worker_appointment, worker_contract_end, worker_departure
create or replace macro worker_contract(valid_at, known_at) as table
with
ending as (
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
        least(min(ending.occurred_from), min(departure.occurred_from)) as ended_from,
        least(min(ending.occurred_to), min(departure.occurred_to)) as ended_to,
        min(appointment.position) as position,
    from worker_appointment_as_of(valid_at, known_at) as appointment
    left join ending
        on appointment.subject_key = ending.worker
        and appointment.support_organisation = ending.support_organisation
        and appointment.occurred_from <= ending.occurred_to
    left join departure
        on appointment.subject_key = departure.worker
        and appointment.occurred_from <= departure.occurred_to
    group by all
)

select
    worker,
    support_organisation,
    began_from,
    contract_until,
    ended_from,
    ended_to,
    coalesce(ended_to, contract_until, date '9999-12-31') as ends_by,
    position,
from contract;
