-- A register was read on a day and said this much of a community.
-- Grain: one row per reading; the community is subject_key.
-- Unit: residents; organisations; residents_in_band are those of one band of a kind such as age_band, in a reading of its own.
-- Reads: community.snapshot_observed.v1
create table population_snapshot (
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
    active_organisations bigint,
    registered_residents bigint,
    residents_aged_13_and_over bigint,
    note varchar,
    band_kind varchar,
    band varchar,
    residents_in_band bigint
);
