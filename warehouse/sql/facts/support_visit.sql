-- A support organisation visited a community.
-- Grain: one row per visit; the support organisation is subject_key.
-- Unit: none.
-- Reads: support_organisation.visit_made.v1
-- Lasts: an interval of exact days is how long it took.
create table support_visit (
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
    worker varchar,
    purpose varchar
);
