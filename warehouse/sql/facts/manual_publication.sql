-- A version of a manual was published.
-- Grain: one row per published version; the manual is subject_key.
-- Unit: none.
-- Reads: manual.published.v1
create table manual_publication (
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
    version varchar,
    title varchar,
    digest varchar
);
