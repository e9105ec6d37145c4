-- The assignment of a worker to a community ended.
-- Grain: one row per ended assignment; the worker is subject_key.
-- Unit: none.
-- Reads: worker.unassigned.v1
create table worker_unassignment (
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
    community varchar
);
