-- A plan was revised.
-- Grain: one row per revision; the plan is subject_key.
-- Unit: none.
-- Reads: plan.revised.v1
create table plan_revision (
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
    agendas varchar[] default [],
    cites_reflection varchar,
    reason varchar
);
