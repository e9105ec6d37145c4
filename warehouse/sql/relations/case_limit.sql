-- A limit of the comparison of cases by its name, as reference/case_comparison.yaml states it.
-- Grain: one number.
-- Unit: that of the limit.
-- Reads: case_threshold
create or replace macro case_limit(of_statement, limit_name) as (
    select max(limits.value)
    from case_threshold as limits
    where limits.statement = of_statement and limits.threshold = limit_name
);
