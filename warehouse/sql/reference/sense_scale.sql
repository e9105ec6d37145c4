-- Scales on which the sense of community is surveyed, with the range of their means.
-- Grain: one row per scale.
-- Unit: points of the scale; verified is false where the entry was written from memory.
-- Reads: reference/case_comparison.yaml
create table sense_scale (
    scale varchar,
    lowest double,
    highest double,
    name_ko varchar,
    name_en varchar,
    source varchar,
    verified boolean
);
