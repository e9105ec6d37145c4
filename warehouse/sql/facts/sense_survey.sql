-- The sense of community of a community's residents was measured on a scale.
-- Grain: one row per survey; the community is subject_key.
-- Unit: mean and standard deviation in points of the scale; respondents are people.
-- Reads: community.sense_surveyed.v1
-- Lasts: an interval of exact days is how long it took.
create table sense_survey (
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
    scale varchar,
    mean double,
    respondents bigint,
    standard_deviation double
);
