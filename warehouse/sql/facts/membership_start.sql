-- A resident became a member of a body.
-- Grain: one row per reported joining; the body is subject_key.
-- Unit: none.
-- Reads: resident_organisation.member_joined.v1
create table membership_start (
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
    resident varchar
);
