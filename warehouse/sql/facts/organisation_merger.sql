-- A body goes on as part of another.
-- Grain: one row per report; the merged body is subject_key.
-- Unit: none.
-- Reads: resident_organisation.merged.v1
create table organisation_merger (
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
    "into" varchar
);
