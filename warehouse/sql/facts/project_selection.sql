-- A small project was approved.
-- Grain: one row per approval; the project is subject_key.
-- Unit: won; whole months.
-- Reads: small_project.selected.v1
create table project_selection (
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
    approved_won bigint,
    planned_months bigint,
    organisation varchar
);
