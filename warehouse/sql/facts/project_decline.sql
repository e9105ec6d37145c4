-- An application for a small project was not approved.
-- Grain: one row per reported decision; the project is subject_key.
-- Unit: none.
-- Reads: small_project.declined.v1
create table project_decline (
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
    reason varchar
);
