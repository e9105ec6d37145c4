-- An ordinance was amended.
-- Grain: one row per amendment; the municipality is subject_key.
-- Unit: none.
-- Reads: municipality.ordinance_amended.v1
create table ordinance_amendment (
    position ubigint,
    recorded_at timestamptz,
    occurred_from date,
    occurred_to date,
    precision varchar,
    kind varchar,
    source varchar,
    subject_key varchar,
    area_scheme varchar,
    area_code varchar,
    ordinance varchar,
    title varchar
);
