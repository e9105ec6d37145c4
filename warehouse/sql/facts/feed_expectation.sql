-- A feed is expected to deliver these kinds of fact this often, from its day on.
-- Grain: one row per declaration; the feed is subject_key.
-- Unit: every is monthly, quarterly, ...; kinds are topics; no communities means all that the feed tells of.
-- Reads: feed.expectation_declared.v1
create table feed_expectation (
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
    every varchar,
    kinds varchar[] default [],
    communities varchar[] default []
);
