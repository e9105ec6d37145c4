-- Administrative area codes with their lives and the municipality of which they are part now.
-- Grain: one row per scheme and code.
-- Unit: null stands for an open date, a province's municipality, and a parent not stated.
-- Reads: reference/area_codes.csv
create table area_code (
    scheme varchar,
    code varchar,
    name varchar,
    level varchar,
    parent varchar,
    municipality varchar,
    created_on date,
    abolished_on date,
    source varchar
);
