-- The report and the accounts of a small project were accepted.
-- Grain: one row per settlement; the project is subject_key.
-- Unit: won.
-- Reads: small_project.settled.v1
create table project_settlement (
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
    spent_won bigint,
    returned_won bigint
);
