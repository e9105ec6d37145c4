-- The work of a small project was completed.
-- Grain: one row per reported completion; the project is subject_key.
-- Unit: none.
-- Reads: small_project.completed.v1
create table project_completion (
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
    result varchar
);
