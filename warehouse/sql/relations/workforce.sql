-- Workers whose contract or support has ended (see worker_duty), with the months in which an answer may hide.
-- Grain: one row per worker and answer, as in worker_duty.
-- Unit: as in worker_duty; missing_months are those from the end to the answer, or to valid_at, that the community was expected to be told of and was not, null where no community is known.
-- Reads: worker_duty, missing_month
create or replace macro workforce(valid_at, known_at) as table
with
duty as (
    select
        worker,
        support_organisation,
        community,
        cause,
        count_causes,
        ended_from,
        ended_to,
        due_on,
        state,
        answer,
        answered_from,
        answered_to,
        days_left,
        days_over,
        position,
    from worker_duty(valid_at, known_at)
),

untold as (
    select
        duty.worker,
        duty.answered_from,
        count(*) as missing_months,
    from duty
    inner join missing_month(valid_at, known_at, 'worker.re_educated.v1') as untold_month
        on duty.community = untold_month.community
        and untold_month.month >= month_number(duty.ended_from)
        and untold_month.month <= month_number(coalesce(duty.answered_from, valid_at))
    group by duty.worker, duty.answered_from
)

select
    duty.worker,
    duty.support_organisation,
    duty.community,
    duty.cause,
    duty.count_causes,
    duty.ended_from,
    duty.ended_to,
    duty.due_on,
    duty.state,
    duty.answer,
    duty.answered_from,
    duty.answered_to,
    duty.days_left,
    duty.days_over,
    case when duty.community is not null then coalesce(untold.missing_months, 0) end
        as missing_months,
    duty.position,
from duty
left join untold
    on duty.worker = untold.worker
    and duty.answered_from is not distinct from untold.answered_from;
