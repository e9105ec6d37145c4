-- A programme began to support a body of a community.
-- Grain: one row per body and source of money; the community is subject_key.
-- Unit: none.
-- Reads: community.support_started.v1
create table support_start (
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
    programme varchar,
    supported varchar,
    funding_source varchar,
    support_organisation varchar
);
