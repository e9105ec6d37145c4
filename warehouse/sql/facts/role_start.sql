-- A resident took on a role in a community.
-- Grain: one row per role taken; the resident is subject_key.
-- Unit: none.
-- Reads: resident.role_taken.v1
create table role_start (
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
    role varchar,
    organisation varchar,
    required_by_programme varchar
);
