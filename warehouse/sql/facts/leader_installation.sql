-- A resident took up a leadership post.
-- Grain: one row per installation; the body is subject_key.
-- Unit: none.
-- Reads: resident_organisation.leader_installed.v1
create table leader_installation (
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
    previous varchar,
    method varchar
);
