-- A support organisation contracted a worker.
-- Grain: one row per contract; the worker is subject_key.
-- Unit: none.
-- Reads: worker.appointed.v1
create table worker_appointment (
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
    support_organisation varchar,
    contract_until date,
    role varchar,
    funding_source varchar,
    is_full_time boolean
);
