-- One resident took part in one activity of a community.
-- Grain: one row per recorded participation; the community is subject_key.
-- Unit: none.
-- Reads: community.participation_recorded.v1
-- Lasts: an interval of exact days is how long it took.
create table participation (
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
    resident varchar,
    activity varchar,
    role varchar default 'attendee',
    organisation varchar
);
