-- Which version of the reference data is loaded.
-- Grain: one row.
-- Unit: digest is the sha256 of all its files.
-- Reads: reference/VERSION
create table reference_version (
    version varchar,
    digest varchar
);
