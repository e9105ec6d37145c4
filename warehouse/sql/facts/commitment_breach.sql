-- A commitment was refused or dropped.
-- Grain: one row per report; the municipality is subject_key.
-- Unit: none.
-- Reads: municipality.commitment_broken.v1
create table commitment_breach (
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
    commitment varchar
);
