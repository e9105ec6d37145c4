-- A delivery of a feed was taken in; occurred is the day of receipt.
-- Grain: one row per delivery; the feed is subject_key.
-- Unit: rows, by verdict; period_from and period_to are texts such as 2025-02, null where none was stated.
-- Reads: feed.delivery_received.v1
create table feed_delivery (
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
    delivery varchar,
    "rows" bigint,
    accepted bigint,
    duplicate bigint,
    conflict bigint,
    corrected bigint,
    quarantined bigint,
    rejected bigint,
    period_from varchar,
    period_to varchar,
    kinds varchar[] default []
);
