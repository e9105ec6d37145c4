-- A feed was registered, or registered anew.
-- Grain: one row per registration; the feed is subject_key, the URI under which its facts stand stated_source.
-- Unit: none.
-- Reads: feed.registered.v1
create table feed_registration (
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
    stated_source varchar,
    format varchar,
    person_namespace varchar,
    municipality varchar
);
