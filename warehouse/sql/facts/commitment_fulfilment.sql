-- A commitment of the administration was kept.
-- Grain: one row per report; the municipality is subject_key.
-- Unit: none.
-- Reads: municipality.commitment_fulfilled.v1
create table commitment_fulfilment (
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
    commitment varchar
);
