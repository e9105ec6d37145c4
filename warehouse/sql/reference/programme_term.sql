-- Size and duration that a programme allows, by stage and time.
-- Grain: one row per programme and statement.
-- Unit: won; months; null where not stated; valid_from and valid_to are null where not known.
-- Reads: reference/programmes.yaml
create table programme_term (
    programme varchar,
    stage varchar,
    smallest_won bigint,
    largest_won bigint,
    longest_months integer,
    valid_from date,
    valid_to date,
    source varchar,
    verified boolean
);
