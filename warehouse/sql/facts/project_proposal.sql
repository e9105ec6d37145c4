-- Residents applied for a small project.
-- Grain: one row per application; the project is subject_key.
-- Unit: none.
-- Reads: small_project.proposed.v1
create table project_proposal (
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
    call varchar,
    organisation varchar,
    title varchar,
    plan varchar,
    agendas varchar[] default [],
    requested_won bigint
);
