-- A change of the approved terms of a small project was granted.
-- Grain: one row per change; the project is subject_key.
-- Unit: won; whole months.
-- Reads: small_project.changed.v1
create table project_change (
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
    approved_won bigint,
    planned_months bigint,
    reason varchar
);
