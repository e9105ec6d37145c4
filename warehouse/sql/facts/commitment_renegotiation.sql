-- A commitment was changed with those to whom it was made.
-- Grain: one row per change; the municipality is subject_key.
-- Unit: none.
-- Reads: municipality.commitment_renegotiated.v1
create table commitment_renegotiation (
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
    due_on date
);
