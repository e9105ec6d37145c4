-- An expert of a support organisation advised a community.
-- Grain: one row per consultation; the support organisation is subject_key.
-- Unit: none.
-- Reads: support_organisation.consultation_given.v1
-- Lasts: an interval of exact days is how long it took.
create table consultation (
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
    expert varchar,
    field varchar,
    hours double
);
