-- A story of change was selected as most significant: by whom, and why.
-- Grain: one row per reported selection; the plan is subject_key.
-- Unit: none.
-- Reads: plan.story_selected.v1
create table story_selection (
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
    selected_by varchar,
    reason varchar
);
