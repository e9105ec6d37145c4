-- An agenda item was taken off the agenda.
-- Grain: one row per withdrawal; the plan is subject_key.
-- Unit: none.
-- Reads: plan.agenda_withdrawn.v1
create table agenda_withdrawal (
    position ubigint,
    recorded_at timestamptz,
    occurred_from date,
    occurred_to date,
    precision varchar,
    kind varchar,
    source varchar,
    subject_key varchar,
    area_scheme varchar,
    area_code varchar,
    community varchar,
    agenda varchar,
    reason varchar
);
