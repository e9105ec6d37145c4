-- Residents put an item on the agenda of a plan.
-- Grain: one row per registration; the plan is subject_key.
-- Unit: none.
-- Reads: plan.agenda_registered.v1
create table agenda_registration (
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
    title varchar,
    proposers varchar[] default [],
    cites_reflection varchar
);
