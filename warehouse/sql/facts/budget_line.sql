-- A budget line for community building was approved for a fiscal year.
-- Grain: one row per approval; the municipality is subject_key.
-- Unit: won; community is null where the line is for all of the municipality.
-- Reads: municipality.budget_line_approved.v1
create table budget_line (
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
    budget_line varchar,
    fiscal_year bigint,
    amount_won bigint,
    is_recurring boolean,
    community varchar
);
