-- A feed says that nothing was observed in a period.
-- Grain: one row per declaration; the feed is subject_key.
-- Unit: period_from and period_to are texts such as 2025-02.
-- Reads: feed.gap_declared.v1
create table feed_gap (
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
    period_from varchar,
    period_to varchar,
    reason varchar
);
