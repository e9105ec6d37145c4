-- The steps of a programme in their order, with the event that reports each.
-- Grain: one row per programme and step.
-- Unit: fact is an event topic, null where no event reports the step.
-- Reads: reference/programmes.yaml
create table programme_milestone (
    programme varchar,
    step integer,
    name_ko varchar,
    name_en varchar,
    fact varchar
);
