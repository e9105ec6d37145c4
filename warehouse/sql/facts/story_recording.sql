-- A story of change was told.
-- Grain: one row per reported story; the plan is subject_key.
-- Unit: none.
-- Reads: plan.story_recorded.v1
create table story_recording (
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
    story varchar,
    "text" varchar,
    domain_of_change varchar
);
