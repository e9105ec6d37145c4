-- A body of residents agreed on the use of a space.
-- Grain: one row per agreement; the body is subject_key.
-- Unit: until is a text: a day, or in version 1 whatever the source wrote.
-- Reads: resident_organisation.space_agreement_signed.v1, resident_organisation.space_agreement_signed.v2
create table space_agreement (
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
    space varchar,
    until varchar,
    until_text varchar
);
