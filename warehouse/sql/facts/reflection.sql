-- Residents looked back on what they had done.
-- Grain: one row per reported reflection; the plan is subject_key.
-- Unit: persons who took part.
-- Reads: plan.reflection_held.v1
create table reflection (
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
    community varchar,
    reflection varchar,
    participants bigint
);
