-- Agenda items from their registration to the first thing that ended their wait.
-- Grain: one row per plan and registered item; an item registered twice counts from the first time.
-- Unit: outcome is addressed, withdrawn, merged or null while the item waits; of one day, addressed counts first.
-- Reads: agenda_registration, agenda_resolution, agenda_withdrawal, agenda_merger
create or replace macro agenda_outcome(valid_at, known_at) as table
with
registration as (
    select
        subject_key as plan,
        agenda,
        min(community) as community,
        min(occurred_from) as registered_from,
        min(occurred_to) as registered_to,
    from agenda_registration_as_of(valid_at, known_at)
    group by subject_key, agenda
),

step as (
    select
        1 as step_order,
        'addressed' as outcome,
        subject_key as plan,
        agenda,
        occurred_from,
        occurred_to,
    from agenda_resolution_as_of(valid_at, known_at)
    union all
    select
        2 as step_order,
        'withdrawn' as outcome,
        subject_key as plan,
        agenda,
        occurred_from,
        occurred_to,
    from agenda_withdrawal_as_of(valid_at, known_at)
    union all
    select
        3 as step_order,
        'merged' as outcome,
        subject_key as plan,
        agenda,
        occurred_from,
        occurred_to,
    from agenda_merger_as_of(valid_at, known_at)
),

first_step as (
    select
        plan,
        agenda,
        min_by(
            struct_pack(
                outcome := outcome, outcome_from := occurred_from, outcome_to := occurred_to
            ),
            row(occurred_from, occurred_to, step_order)
        ) as earliest,
    from step
    group by plan, agenda
)

select
    registration.community,
    registration.plan,
    registration.agenda,
    registration.registered_from,
    registration.registered_to,
    first_step.earliest.outcome as outcome,
    first_step.earliest.outcome_from as outcome_from,
    first_step.earliest.outcome_to as outcome_to,
from registration
left join first_step using (plan, agenda);
