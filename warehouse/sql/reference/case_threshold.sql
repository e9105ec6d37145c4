-- The limits by which the comparison of cases says what the data support; all are proposals of dure.
-- Grain: one row per version, statement (set for those of all statements) and limit.
-- Unit: value in the unit that the limit's name ends with or is about; the version is that of the file.
-- Reads: reference/case_comparison.yaml
create table case_threshold (
    version varchar,
    statement varchar,
    threshold varchar,
    value double
);
