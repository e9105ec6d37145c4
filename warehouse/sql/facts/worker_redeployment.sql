-- A worker was dispatched to a new post.
-- Grain: one row per dispatch; the worker is subject_key.
-- Unit: none.
-- Reads: worker.redeployed.v1
create table worker_redeployment (
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
    "to" varchar,
    community varchar
);
