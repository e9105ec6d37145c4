-- A resident left the area of a community, or died.
-- Grain: one row per report; the resident is subject_key.
-- Unit: none.
-- Reads: resident.moved_out.v1
create table moving_out (
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
    reason varchar
);
