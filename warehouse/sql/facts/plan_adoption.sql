-- A plan was adopted with these agenda items.
-- Grain: one row per adoption; the plan is subject_key.
-- Unit: none.
-- Reads: plan.adopted.v1
create table plan_adoption (
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
    agendas varchar[] default [],
    items varchar[] default [],
    manual varchar,
    assembly varchar,
    budget_won bigint
);
