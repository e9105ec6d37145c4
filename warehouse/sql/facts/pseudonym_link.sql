-- Two pseudonyms turned out to be one person.
-- Grain: one row per link; one of the two is subject_key.
-- Unit: none.
-- Reads: resident.pseudonyms_linked.v1
create table pseudonym_link (
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
    same_as varchar,
    evidence varchar
);
