-- An ordinance that anchors bodies of residents came into force.
-- Grain: one row per enactment; the municipality is subject_key.
-- Unit: none.
-- Reads: municipality.ordinance_enacted.v1
create table ordinance_enactment (
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
    title varchar,
    subject_matter varchar
);
