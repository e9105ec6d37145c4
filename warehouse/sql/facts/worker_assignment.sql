-- A worker was assigned to a community.
-- Grain: one row per assignment; the worker is subject_key.
-- Unit: none.
-- Reads: worker.assigned.v1
create table worker_assignment (
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
    community varchar,
    until date,
    is_full_time boolean default false
);
