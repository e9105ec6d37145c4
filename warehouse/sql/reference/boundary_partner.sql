-- The partners whose changed behaviour the progress markers describe.
-- Grain: one row per partner.
-- Unit: version is that of the markers.
-- Reads: reference/progress_markers.yaml
create table boundary_partner (
    partner varchar,
    place integer,
    name_ko varchar,
    name_en varchar,
    version varchar,
    source varchar
);
