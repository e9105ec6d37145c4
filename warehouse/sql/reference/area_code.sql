-- Administrative area codes with their lives and the municipality of which they are part now.
-- Grain: one row per scheme and code.
-- Unit: municipality (mois-sgg) is null for provinces; parent (mois-sgg) for provinces and for codes of kostat-sgg; an open date is null.
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
    source varchar,
);
