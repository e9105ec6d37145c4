-- Work on a small project began.
-- Grain: one row per reported start; the project is subject_key.
-- Unit: won; whole months.
-- Reads: small_project.started.v1
create table project_start (
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
    programme varchar,
    plan varchar,
    agendas varchar[] default [],
    organisation varchar,
    approved_won bigint,
    planned_months bigint
);
