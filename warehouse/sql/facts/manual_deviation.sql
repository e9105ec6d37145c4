-- A body does something otherwise than the manual says, and why.
-- Grain: one row per reported deviation; the manual is subject_key.
-- Unit: none.
-- Reads: manual.deviation_recorded.v1
create table manual_deviation (
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
    what varchar,
    reason varchar,
    community varchar
);
