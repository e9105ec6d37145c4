-- A worker left community work, retired or died.
-- Grain: one row per departure; the worker is subject_key.
-- Unit: none.
-- Reads: worker.left_field.v1
create table worker_departure (
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
