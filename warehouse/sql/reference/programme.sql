-- The support programmes that projects belong to.
-- Grain: one row per programme.
-- Unit: verified is false where the entry was written from memory.
-- Reads: reference/programmes.yaml
create table programme (
    programme varchar,
    version varchar,
    name_ko varchar,
    name_en varchar,
    ministry varchar,
    is_default boolean,
    note varchar,
    source varchar,
    verified boolean
);
