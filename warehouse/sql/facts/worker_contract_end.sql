-- The funded contract of a worker ended.
-- Grain: one row per ended contract; the worker is subject_key.
-- Unit: none.
-- Reads: worker.contract_ended.v1
create table worker_contract_end (
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
    reason varchar
);
