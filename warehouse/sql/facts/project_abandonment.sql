-- A small project was given up.
-- Grain: one row per reported abandonment; the project is subject_key.
-- Unit: none.
-- Reads: small_project.abandoned.v1
create table project_abandonment (
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
    reason varchar
);
