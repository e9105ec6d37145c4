-- A resident laid down a role in a community.
-- Grain: one row per role ended; the resident is subject_key.
-- Unit: none.
-- Reads: resident.role_ended.v1
create table role_end (
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
    organisation varchar
);
