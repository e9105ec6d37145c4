-- A register no longer lists a body.
-- Grain: one row per report; the body is subject_key.
-- Unit: none.
-- Reads: resident_organisation.removed_from_register.v1
create table organisation_removal (
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
    register varchar,
    reason varchar
);
