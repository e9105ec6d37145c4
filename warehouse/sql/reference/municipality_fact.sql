-- Population and financial independence ratio of local governments, as stated for a year.
-- Grain: one row per municipality and year.
-- Unit: residents; own revenue in percent of the general account; present and stated code.
-- Reads: reference/municipalities.csv, reference/area_codes.csv
create table municipality_fact (
    municipality varchar,
    scheme varchar,
    stated_code varchar,
    province varchar,
    name varchar,
    kind varchar,
    year integer,
    population bigint,
    financial_independence_percent double,
    basis varchar,
    is_metropolitan boolean,
    capital_region boolean,
    source varchar
);
