-- Residents formed a body.
-- Grain: one row per reported founding; the body is subject_key.
-- Unit: none.
-- Reads: resident_organisation.formed.v1
create table organisation_formation (
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
    name varchar,
    stated_kind varchar,
    founders varchar[] default []
);
