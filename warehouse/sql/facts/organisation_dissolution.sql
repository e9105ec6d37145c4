-- A body ended by its own decision.
-- Grain: one row per report; the body is subject_key.
-- Unit: none.
-- Reads: resident_organisation.dissolved.v1
create table organisation_dissolution (
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
    reason varchar
);
