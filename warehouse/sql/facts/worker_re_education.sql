-- A worker completed a re-education.
-- Grain: one row per completed course; the worker is subject_key.
-- Unit: none.
-- Reads: worker.re_educated.v1
create table worker_re_education (
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
    course varchar,
    hours double
);
