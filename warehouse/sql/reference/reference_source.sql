-- The sources that rows of the reference tables name.
-- Grain: one row per source.
-- Unit: complete_until is the day for which a source lists every code, null for other sources.
-- Reads: reference/sources.csv
create table reference_source (
    source varchar,
    title varchar,
    complete_until date,
    licence varchar,
    note varchar
);
