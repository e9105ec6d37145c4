-- The administration accepted a plan item, with a due date if it gave one.
-- Grain: one row per commitment made; the municipality is subject_key.
-- Unit: none.
-- Reads: municipality.commitment_made.v1
create table commitment (
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
    commitment varchar,
    due_on date,
    community varchar
);
