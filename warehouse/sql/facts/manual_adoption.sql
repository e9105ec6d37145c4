-- A body adopted a version of a manual.
-- Grain: one row per adoption; the manual is subject_key.
-- Unit: none.
-- Reads: manual.adopted.v1
create table manual_adoption (
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
    version varchar,
    adopter varchar,
    community varchar
);
