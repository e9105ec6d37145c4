-- A body of residents became a legal person.
-- Grain: one row per reported incorporation; the body is subject_key.
-- Unit: none.
-- Reads: resident_organisation.incorporated.v1
create table organisation_incorporation (
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
    legal_form varchar
);
