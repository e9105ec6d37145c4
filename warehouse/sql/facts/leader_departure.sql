-- A leader laid down a post.
-- Grain: one row per report; the body is subject_key.
-- Unit: none.
-- Reads: resident_organisation.leader_stepped_down.v1
create table leader_departure (
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
    post varchar default 'chair',
    reason varchar
);
