-- An ordinance was repealed.
-- Grain: one row per repeal; the municipality is subject_key.
-- Unit: none.
-- Reads: municipality.ordinance_repealed.v1
create table ordinance_repeal (
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
    ordinance varchar,
    reason varchar
);
