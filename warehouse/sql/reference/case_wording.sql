-- The sentences of the comparison of cases, with places for their figures.
-- Grain: one row per statement (set for those of all), level (statement, case, set or reason) and what is said.
-- Unit: figures stand in braces by name.
-- Reads: reference/case_comparison.yaml
create table case_wording (
    version varchar,
    statement varchar,
    statement_order integer,
    level varchar,
    says varchar,
    ko varchar,
    en varchar
);
