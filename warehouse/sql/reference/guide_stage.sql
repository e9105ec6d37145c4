-- The stages in which a community finds and nurtures those who carry it, and why each is there.
-- Grain: one row per stage.
-- Unit: step counts from 1; no stage must be over before the next begins.
-- Reads: reference/process_guide.yaml
create table guide_stage (
    step integer,
    stage varchar,
    name_ko varchar,
    name_en varchar,
    why_ko varchar,
    why_en varchar,
    source varchar
);
