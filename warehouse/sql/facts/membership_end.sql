-- A member left a body.
-- Grain: one row per reported leaving; the body is subject_key.
-- Unit: none.
-- Reads: resident_organisation.member_left.v1
create table membership_end (
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
