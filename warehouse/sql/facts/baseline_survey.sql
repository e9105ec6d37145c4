-- Resources and conditions of a community were surveyed before support began.
-- Grain: one row per survey; the community is subject_key.
-- Unit: residents.
-- Reads: community.baseline_surveyed.v1
-- Lasts: an interval of exact days is how long it took.
create table baseline_survey (
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
    method varchar,
    respondents bigint,
    registered_residents bigint,
    residents_aged_13_and_over bigint
);
