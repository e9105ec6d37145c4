-- The manual that ships with dure: its key, version, names and the digest of its text.
-- Grain: one row per version that ships.
-- Unit: digest is the sha256 (hex) of the file.
-- Reads: reference/process_guide.yaml
create table process_guide (
    manual varchar,
    version varchar,
    name_ko varchar,
    name_en varchar,
    digest varchar,
    note varchar,
    source varchar,
    verified boolean
);
