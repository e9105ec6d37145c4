-- A body goes on under another form, as its successor.
-- Grain: one row per report; the body that is succeeded is subject_key.
-- Unit: none.
-- Reads: resident_organisation.succeeded.v1
create table organisation_succession (
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
    successor varchar,
    legal_form varchar
);
