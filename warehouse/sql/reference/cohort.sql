-- Named rules that select municipalities for comparison.
-- Grain: one row per cohort and version.
-- Unit: rule is the text of the conditions; is_default marks the one meant when none is named.
-- Reads: reference/cohorts.yaml
create table cohort (
    cohort varchar,
    version varchar,
    name_ko varchar,
    name_en varchar,
    year integer,
    rule varchar,
    is_default boolean,
    note varchar,
    source varchar,
    verified boolean
);
