-- A programme published a call for small projects; what is planned may lie after valid_at.
-- Grain: one row per call as published; the programme is subject_key.
-- Unit: won.
-- Reads: programme.call_published.v1
create table call_publication (
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
    call varchar,
    title varchar,
    closes_on date,
    budget_won bigint,
    terms_version varchar
);
