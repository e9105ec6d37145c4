-- The link of two projects ended.
-- Grain: one row per dissolved link; the programme is subject_key.
-- Unit: none.
-- Reads: programme.link_dissolved.v1
create table link_dissolution (
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
    link varchar,
    project varchar,
    other_project varchar,
    reason varchar
);
