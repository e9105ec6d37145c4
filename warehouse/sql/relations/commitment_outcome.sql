-- What local governments promised about plan items, to the first thing that became of it.
-- Grain: one row per commitment; one made twice counts from the first time.
-- Unit: municipality as the code that holds now; due_on as first stated, null where none was; outcome is fulfilled, renegotiated, broken or null while it is open; of one day, fulfilled counts first.
-- Reads: commitment, commitment_fulfilment, commitment_renegotiation, commitment_breach, area_code
create or replace macro commitment_outcome(valid_at, known_at) as table
with
made as (
    select
        told.commitment,
        min_by(
            struct_pack(municipality := coalesce(area_code.municipality, told.subject_key)),
            row(told.occurred_from, told.subject_key)
        ) as place,
        min(told.occurred_from) as made_from,
        min_by(told.due_on, row(told.occurred_from, told.due_on)) as due_on,
    from commitment_as_of(valid_at, known_at) as told
    left join area_code
        on area_code.scheme = 'mois-sgg'
        and told.subject_key = area_code.code
    where told.commitment is not null
    group by told.commitment
),

step as (
    select 1 as step_order, 'fulfilled' as outcome, commitment, occurred_from, occurred_to
    from commitment_fulfilment_as_of(valid_at, known_at)
    union all
    select 2 as step_order, 'renegotiated' as outcome, commitment, occurred_from, occurred_to
    from commitment_renegotiation_as_of(valid_at, known_at)
    union all
    select 3 as step_order, 'broken' as outcome, commitment, occurred_from, occurred_to
    from commitment_breach_as_of(valid_at, known_at)
),

first_step as (
    select
        commitment,
        min_by(
            struct_pack(
                outcome := outcome, outcome_from := occurred_from, outcome_to := occurred_to
            ),
            row(occurred_from, occurred_to, step_order)
        ) as earliest,
    from step
    group by commitment
)

select
    made.commitment,
    made.place.municipality as municipality,
    made.made_from,
    made.due_on,
    first_step.earliest.outcome as outcome,
    first_step.earliest.outcome_from as outcome_from,
    first_step.earliest.outcome_to as outcome_to,
from made
left join first_step using (commitment);
