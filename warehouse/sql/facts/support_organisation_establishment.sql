-- A support organisation was set up.
-- Grain: one row per report; the support organisation is subject_key.
-- Unit: none.
-- Reads: support_organisation.established.v1
create table support_organisation_establishment (
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
    name varchar,
    level varchar,
    operator varchar
);
