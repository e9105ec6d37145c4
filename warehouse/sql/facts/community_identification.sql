-- A community was entered with its name and area.
-- Grain: one row per entry; the community is subject_key.
-- Unit: residents.
-- Reads: community.identified.v1
create table community_identification (
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
    name varchar,
    registered_residents bigint,
    residents_aged_13_and_over bigint
);
