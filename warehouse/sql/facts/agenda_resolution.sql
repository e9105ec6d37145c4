-- An agenda item was dealt with, by whatever route.
-- Grain: one row per answer to an item; the plan is subject_key.
-- Unit: none.
-- Reads: plan.agenda_addressed.v1
create table agenda_resolution (
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
    route varchar,
    project varchar
);
