-- The municipalities that the rule of a cohort selects.
-- Grain: one row per cohort, version and municipality.
-- Unit: municipality is the code that it has now (mois-sgg).
-- Reads: reference/cohorts.yaml, municipality_fact
create table cohort_member (
    cohort varchar,
    version varchar,
    municipality varchar
);
