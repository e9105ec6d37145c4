-- A programme designated a body, or a register listed it.
-- Grain: one row per report; the body is subject_key.
-- Unit: none.
-- Reads: resident_organisation.designated.v1
create table organisation_designation (
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
    programme varchar,
    designation varchar
);
