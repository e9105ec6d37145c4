-- Signs: what facts can be evidence of a stage of the guide, or of a progress marker.
-- Grain: one row per sign; stage is of the guide, partner and level are of a marker.
-- Unit: least_facts of any of the kinds; where field meets the comparison (is, from, stated, several); of the last window_months, where that is given; later than the first fact of after_kind, where that is given.
-- Reads: reference/process_guide.yaml, reference/progress_markers.yaml
create table sign (
    sign varchar,
    place integer,
    stage varchar,
    partner varchar,
    level varchar,
    name_ko varchar,
    name_en varchar,
    kinds varchar[],
    field varchar,
    comparison varchar,
    accepted varchar[],
    least_facts integer,
    window_months integer,
    after_kind varchar
);
