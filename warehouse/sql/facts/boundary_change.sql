-- From its day on a community lies in another area.
-- Grain: one row per change; the community is subject_key.
-- Unit: none.
-- Reads: community.boundary_changed.v1
create table boundary_change (
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
    reason varchar
);
