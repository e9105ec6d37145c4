-- A decision was made: who decided, by which method, with what effect.
-- Grain: one row per reported decision; the plan is subject_key.
-- Unit: none.
-- Reads: plan.decision_made.v1
create table decision (
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
    decision varchar,
    decider varchar,
    method varchar,
    alternatives bigint default 0,
    outcome varchar,
    is_binding boolean,
    is_executed boolean,
    claimed_level varchar
);
