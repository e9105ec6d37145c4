-- An agenda item goes on as part of another.
-- Grain: one row per merged item; the plan is subject_key.
-- Unit: none.
-- Reads: plan.agenda_merged.v1
create table agenda_merger (
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
    agenda varchar,
    "into" varchar
);
